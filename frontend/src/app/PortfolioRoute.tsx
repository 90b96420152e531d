/** The route of the portfolio, loaded when it is opened. After a sign-out, also in another tab, it leads to the sign-in. */
import { getRouteApi, Navigate } from '@tanstack/react-router'
import { useSession } from '@/api/session'
import { PortfolioPage } from '@/features/portfolio/PortfolioPage'

const route = getRouteApi('/shell/portfolio')

export function PortfolioRoute() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const signedOut = useSession((session) => session.status === 'anonymous')
  // Of this route's parameters, not of the location: that changes while the sign-in is being opened.
  const query = new URLSearchParams(Object.entries(search)).toString()
  if (signedOut) return <Navigate to="/login" search={{ next: `/portfolio${query && `?${query}`}` }} replace />
  return (
    <PortfolioPage
      search={search}
      onSearch={(change, push) => void navigate({ search: (old) => ({ ...old, ...change }), replace: !push })}
    />
  )
}
