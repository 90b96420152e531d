/** One alert of the list: what in words, its state, by which ways, when it fired last; and what can be done with it. */
import { Link } from '@tanstack/react-router'
import { Pause, Pencil, Play, Trash2, type LucideIcon } from 'lucide-react'
import type { Alert, AlertChannel, AlertState } from '@/api/alerts'
import { whenWords } from '@/lib/alertWords'
import { Timestamp } from '@/ui/Timestamp'
import type { AlertEdits } from './useAlertEdits'
import type { Subject } from './useSubject'

const TONES: Record<AlertState, string> = { armed: 'chip on', paused: 'chip', fired: 'chip warn', expired: 'chip' }
const CHANNELS: Record<AlertChannel, string> = { app: 'here', mail: 'mail', webhook: 'webhook' }

interface ButtonProps {
  icon: LucideIcon
  label: string
  onClick: () => void
}

function IconButton({ icon: Icon, label, onClick }: ButtonProps) {
  return (
    <button type="button" className="icb" aria-label={label} title={label} onClick={onClick}>
      <Icon className="i s" aria-hidden />
    </button>
  )
}

function Details({ alert }: { alert: Alert }) {
  return (
    <span className="sm t3">
      {alert.channels.map((channel) => CHANNELS[channel]).join(', ')}
      {alert.repeat === 'once' ? ' · once' : ' · every time'}
      {alert.expires_at && (
        <>
          {' '}
          · ends <Timestamp at={alert.expires_at} />
        </>
      )}{' '}
      ·{' '}
      <Link
        to="/portfolio"
        search={(old: object) => ({ ...old, view: 'alerts', alert: alert.alert_id })}
        className="linklike"
      >
        {alert.fired_at ? (
          <>
            fired <Timestamp at={alert.fired_at} />
          </>
        ) : (
          'not fired yet'
        )}
      </Link>
    </span>
  )
}

interface Props {
  alert: Alert
  subject: Subject
  edits: AlertEdits
  onEdit: () => void
}

export function AlertLine({ alert, subject: { name, money }, edits, onEdit }: Props) {
  const words = whenWords(name, alert.when, money)
  return (
    <li className="line flex-wrap" data-alert={alert.alert_id}>
      <span className="grow min-w-60">
        <b className="b">{words}</b> <span className={TONES[alert.state]}>{alert.state}</span>
        <br />
        <Details alert={alert} />
        {alert.note && (
          <>
            <br />
            <span className="sm t2 [overflow-wrap:anywhere]">{alert.note}</span>
          </>
        )}
      </span>
      <span className="row gap-1">
        {alert.state === 'armed' ? (
          <IconButton icon={Pause} label={`Pause: ${words}`} onClick={() => edits.pause(alert)} />
        ) : (
          <IconButton icon={Play} label={`Arm: ${words}`} onClick={() => edits.arm(alert)} />
        )}
        <IconButton icon={Pencil} label={`Change: ${words}`} onClick={onEdit} />
        <IconButton icon={Trash2} label={`Delete: ${words}`} onClick={() => edits.remove(alert)} />
      </span>
    </li>
  )
}
