/** The route of the account's pages, loaded when it is opened. After a sign-out, also in another tab, it leads to the sign-in. */
import { getRouteApi, Navigate } from '@tanstack/react-router'
import { useSession } from '@/api/session'
import { ProfilePage } from '@/features/account/ProfilePage'

const route = getRouteApi('/shell/profile')

export function ProfileRoute() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const signedOut = useSession((session) => session.status === 'anonymous')
  // Of this route's parameters, not of the location: that changes while the sign-in is being opened.
  const view = search.view && `?view=${encodeURIComponent(search.view)}`
  if (signedOut) return <Navigate to="/login" search={{ next: `/profile${view ?? ''}` }} replace />
  return (
    <ProfilePage
      search={search}
      onSearch={(change, push) => void navigate({ search: (old) => ({ ...old, ...change }), replace: !push })}
      onDeleted={() => void navigate({ to: '/dashboard', search: {} })}
    />
  )
}
