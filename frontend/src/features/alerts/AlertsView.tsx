/** The account's alerts: what each waits for and its state. The events of one are a drawer with its own link. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Bell, Plus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { newsSeen, useAlertNews } from '@/api/alertNews'
import { alertsQuery, type Alert } from '@/api/alerts'
import { useShortcuts } from '@/lib/keys'
import { serverClock } from '@/stream/connection'
import { Empty, Failed, Loading } from '@/ui/states'
import { AlertDialog } from './AlertDialog'
import { AlertLine } from './AlertLine'
import { EventsDrawer } from './EventsDrawer'
import { useAlertEdits } from './useAlertEdits'
import { useSubject } from './useSubject'

function NewButton({ onClick, children }: { onClick: () => void; children: React.ReactNode }) {
  return (
    <button type="button" className="btn pri" onClick={onClick}>
      <Plus className="i s" aria-hidden />
      {children}
    </button>
  )
}

function List({ onEdit, onAdd }: { onEdit: (alert: Alert) => void; onAdd: () => void }) {
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(alertsQuery)
  const subjectOf = useSubject()
  const edits = useAlertEdits()
  if (error && !data) return <Failed what="The alerts" error={error} retry={() => void refetch()} />
  if (!data) return <Loading what="alerts" rows={3} />
  const alerts = data.pages.flatMap((page) => page.items)
  if (alerts.length === 0)
    return (
      <Empty icon={Bell} title="No alerts yet" actions={<NewButton onClick={onAdd}>Add an alert</NewButton>}>
        An alert waits until a price, a change, a volume or the value of a portfolio crosses a line, and says so here,
        by mail or to a webhook.
      </Empty>
    )
  return (
    <>
      <ul>
        {alerts.map((alert) => (
          <AlertLine
            key={alert.alert_id}
            alert={alert}
            subject={subjectOf(alert)}
            edits={edits}
            onEdit={() => onEdit(alert)}
          />
        ))}
      </ul>
      {hasNextPage && (
        <div className="ft">
          <button type="button" className="linklike" onClick={() => void fetchNextPage()}>
            Show older alerts
          </button>
        </div>
      )}
    </>
  )
}

/** What fires while the list is on the page is seen. */
function useSeen(): void {
  const count = useAlertNews((news) => news.count)
  useEffect(() => newsSeen(serverClock.now()), [count])
}

interface Props {
  /** Whose events are shown. */
  alertId: string | undefined
  onCloseEvents: () => void
}

export function AlertsView({ alertId, onCloseEvents }: Props) {
  const [editing, setEditing] = useState<Alert | 'new' | null>(null)
  const add = () => setEditing('new')
  useSeen()
  useShortcuts({ a: add })
  return (
    <section className="card" aria-labelledby="alerts">
      <div className="hd flex-wrap">
        <h2 id="alerts" className="grow">
          Alerts
        </h2>
        <NewButton onClick={add}>New alert</NewButton>
      </div>
      <List onEdit={setEditing} onAdd={add} />
      {editing && <AlertDialog row={editing === 'new' ? undefined : editing} onClose={() => setEditing(null)} />}
      {alertId && <EventsDrawer alertId={alertId} onClose={onCloseEvents} />}
    </section>
  )
}
