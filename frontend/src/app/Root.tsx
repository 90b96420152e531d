/** Root route: the page, and the sign-in dialog over it when the session has ended. */
import { Outlet, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { continueSignedOut, useSession } from '@/api/session'
import { Shell } from '@/features/shell/Shell'

const SessionDialog = lazy(async () => ({
  default: (await import('@/features/account/SessionDialog')).SessionDialog,
}))

export function Root() {
  const ended = useSession((session) => session.status === 'ended')
  const navigate = useNavigate()
  const leave = () => void navigate({ to: '/dashboard', search: {} }).then(continueSignedOut)
  return (
    <>
      <Outlet />
      {ended && (
        <Suspense fallback={null}>
          <SessionDialog onLeave={leave} />
        </Suspense>
      )}
    </>
  )
}

export function ShellLayout() {
  return (
    <Shell>
      <Outlet />
    </Shell>
  )
}
