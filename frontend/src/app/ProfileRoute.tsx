/** The route of the account's pages, loaded when it is opened. After a sign-out, also in another tab, it leads to the sign-in. */
import { getRouteApi, Navigate } from '@tanstack/react-router'
import { useSession } from '@/api/session'
import { ProfilePage } from '@/features/account/ProfilePage'

const route = getRouteApi('/shell/profile')

export function ProfileRoute() {
  const { view } = route.useSearch()
  const navigate = route.useNavigate()
  const signedOut = useSession((session) => session.status === 'anonymous')
  if (signedOut) return <Navigate to="/login" search={{ next: view ? `/profile?view=${view}` : '/profile' }} replace />
  return <ProfilePage view={view} onDeleted={() => void navigate({ to: '/dashboard', search: {} })} />
}
