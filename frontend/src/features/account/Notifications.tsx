/** Which optional mails the account gets. */
import { useQuery } from '@tanstack/react-query'
import { preferencesQuery, saveNotifications } from '@/api/preferences'

const KINDS = [
  ['email_security', 'A sign-in from a device that is new; other changes of security are always mailed'],
  ['email_alerts', 'An alert that fires, where it is to be said by mail'],
] as const

export function Notifications() {
  const { data } = useQuery(preferencesQuery)
  if (!data) return <span className="t3">Loading</span>
  const { notifications } = data
  return (
    <div className="field">
      {KINDS.map(([kind, title]) => (
        <label key={kind} className="check">
          <input
            type="checkbox"
            checked={notifications[kind]}
            onChange={(event) => void saveNotifications({ ...notifications, [kind]: event.target.checked })}
          />
          {title}
        </label>
      ))}
    </div>
  )
}
