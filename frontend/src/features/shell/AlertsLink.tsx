/** The bell of the top bar: leads to the alerts, and says how many fired since they were looked at. */
import { Link } from '@tanstack/react-router'
import { Bell } from 'lucide-react'
import { useAlertNews } from '@/api/alertNews'
import { useSignedIn } from '@/api/watched'

const MOST = 99

export function AlertsLink() {
  const count = useAlertNews((news) => news.count)
  if (!useSignedIn()) return null
  const text = count > MOST ? `${MOST}+` : String(count)
  return (
    <Link
      to="/portfolio"
      search={{ view: 'alerts' }}
      className="icb bell"
      aria-label={count > 0 ? `Alerts, ${text} new` : 'Alerts'}
      title="Alerts (g l)"
    >
      <Bell className="i" aria-hidden />
      {count > 0 && (
        <span className="count" aria-hidden="true">
          {text}
        </span>
      )}
    </Link>
  )
}
