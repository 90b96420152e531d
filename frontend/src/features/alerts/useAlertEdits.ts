/** Changes of alerts that a button makes. What is deleted goes at once, can be taken back, and comes back if it fails. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { alertsQuery, changeAlert, createAlert, deleteAlert, refreshAlerts, type Alert } from '@/api/alerts'
import { edit } from '@/ui/edit'
import { bodyOfRow } from './alertForm'

/** Shown before the server has answered. */
function show(client: QueryClient, change: (items: Alert[]) => Alert[]): void {
  client.setQueryData(
    alertsQuery.queryKey,
    (old) => old && { ...old, pages: old.pages.map((page) => ({ ...page, items: change(page.items) })) },
  )
}

/** Made again as it was: only one that was armed is armed. */
async function restore(row: Alert, key: string): Promise<void> {
  const { alert_id: id } = await createAlert(bodyOfRow(row), key)
  if (row.state !== 'armed') await changeAlert(id, { state: 'paused' })
}

export interface AlertEdits {
  pause: (row: Alert) => void
  arm: (row: Alert) => void
  remove: (row: Alert) => void
}

export function useAlertEdits(): AlertEdits {
  const client = useQueryClient()
  const refresh = () => refreshAlerts(client)
  const become = ({ alert_id: id }: Alert, state: 'armed' | 'paused') =>
    show(client, (items) => items.map((one) => (one.alert_id === id ? { ...one, state } : one)))
  return {
    pause: (row) => {
      become(row, 'paused')
      void edit({ work: () => changeAlert(row.alert_id, { state: 'paused' }), text: 'Paused', refresh })
    },
    arm: (row) => {
      become(row, 'armed')
      const expired = row.state === 'expired'
      const change = () => changeAlert(row.alert_id, { state: 'armed', ...(expired && { expires_at: null }) })
      void edit({ work: change, text: expired ? 'Armed, without an end' : 'Armed', refresh })
    },
    remove: (row) => {
      show(client, (items) => items.filter(({ alert_id }) => alert_id !== row.alert_id))
      const key = crypto.randomUUID()
      const undo = { work: () => restore(row, key), text: 'Back. Its events are gone.' }
      void edit({ work: () => deleteAlert(row.alert_id), text: 'Alert deleted', refresh, undo })
    },
  }
}
