/** The menu of the signed-in user, or the link to sign in. */
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { logout, meQuery } from '@/api/account'
import { useSession } from '@/api/session'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { useOverlayRoot } from '@/ui/useOverlayRoot'

const PLACES = [
  { title: 'Profile', search: {} },
  { title: 'Preferences', search: { view: 'preferences' } },
  { title: 'Security', search: { view: 'security' } },
  { title: 'API keys', search: { view: 'keys' } },
  { title: 'Webhooks', search: { view: 'webhooks' } },
] as const

function SignInLink() {
  const here = useRouterState({ select: (state) => state.location.href })
  return (
    <Link to="/login" search={{ next: here }} className="btn small">
      Sign in
    </Link>
  )
}

function Menu({ username, email, onLeave }: { username: string; email: string; onLeave: () => void }) {
  const navigate = useNavigate()
  const item = 'item outline-none'
  return (
    <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
      <div className="px-2 py-1">
        <b className="b">{username}</b>
        <div className="sm t3">{email}</div>
      </div>
      {PLACES.map(({ title, search }) => (
        <DropdownMenu.Item key={title} className={item} onSelect={() => void navigate({ to: '/profile', search })}>
          {title}
        </DropdownMenu.Item>
      ))}
      <DropdownMenu.Item className={item} onSelect={() => void navigate({ to: '/api-docs' })}>
        API guide
      </DropdownMenu.Item>
      <DropdownMenu.Separator className="my-1 h-px bg-border" />
      <DropdownMenu.Item className={item} onSelect={onLeave}>
        Sign out
      </DropdownMenu.Item>
    </DropdownMenu.Content>
  )
}

function SignedIn() {
  const { data: me } = useQuery(meQuery)
  const [failed, setFailed] = useState(false)
  const root = useOverlayRoot()
  const username = me?.username ?? ''
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="avatar" aria-label={`Account of ${username}`} data-testid="account">
          {username.slice(0, 2).toUpperCase()}
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={root}>
          <Menu
            username={username}
            email={me?.email ?? ''}
            onLeave={() => void logout().catch(() => setFailed(true))}
          />
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {failed && (
        <ConfirmDialog
          title="Not signed out"
          verb="Try again"
          onClose={() => setFailed(false)}
          onConfirm={() => logout()}
        >
          The server could not be asked to end this session.
        </ConfirmDialog>
      )}
    </>
  )
}

export function AccountMenu() {
  const status = useSession((session) => session.status)
  if (status === 'checking') return <span className="avatar" aria-hidden="true" />
  return status === 'anonymous' ? <SignInLink /> : <SignedIn />
}
