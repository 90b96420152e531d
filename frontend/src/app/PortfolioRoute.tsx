/** The route of the portfolio and of the alerts, loaded when it is opened. After a sign-out, also in another tab, it leads to the sign-in. */
import { getRouteApi, Navigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '@/api/session'
import { AlertsView } from '@/features/alerts/AlertsView'
import { PortfolioPage } from '@/features/portfolio/PortfolioPage'
import { CoinAlert } from './CoinAlert'

const route = getRouteApi('/shell/portfolio')

export function PortfolioRoute() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [alertOn, setAlertOn] = useState<string | null>(null)
  const signedOut = useSession((session) => session.status === 'anonymous')
  // Of this route's parameters, not of the location: that changes while the sign-in is being opened.
  const query = new URLSearchParams(Object.entries(search)).toString()
  if (signedOut) return <Navigate to="/login" search={{ next: `/portfolio${query && `?${query}`}` }} replace />
  const closeEvents = () => void navigate({ search: (old) => ({ ...old, alert: undefined }), replace: true })
  return (
    <>
      <PortfolioPage
        search={search}
        onSearch={(change, push) => void navigate({ search: (old) => ({ ...old, ...change }), replace: !push })}
        alerts={<AlertsView alertId={search.alert} onCloseEvents={closeEvents} />}
        onAlert={setAlertOn}
      />
      {alertOn && <CoinAlert coinId={alertOn} onClose={() => setAlertOn(null)} />}
    </>
  )
}
