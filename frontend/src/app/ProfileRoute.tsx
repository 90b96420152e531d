/** The account's pages: loaded when they are asked for. Whoever has signed out elsewhere leaves them. */
import { getRouteApi, Navigate } from '@tanstack/react-router'
import { useSession } from '@/api/session'
import { ProfilePage } from '@/features/account/ProfilePage'

const route = getRouteApi('/shell/profile')

export function ProfileRoute() {
  const { view } = route.useSearch()
  const navigate = route.useNavigate()
  const gone = useSession((session) => session.status === 'anonymous')
  if (gone) return <Navigate to="/login" search={{ next: view ? `/profile?view=${view}` : '/profile' }} replace />
  return <ProfilePage view={view} onDeleted={() => void navigate({ to: '/dashboard', search: {} })} />
}
