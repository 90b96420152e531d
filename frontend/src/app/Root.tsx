/** Root route: the shell around whichever page. */
import { Outlet } from '@tanstack/react-router'
import { Shell } from '@/features/shell/Shell'

export function Root() {
  return (
    <Shell>
      <Outlet />
    </Shell>
  )
}
