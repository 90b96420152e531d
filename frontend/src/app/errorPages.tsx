/** Shown in place of a page that does not exist or has failed. */
import { Link, type ErrorComponentProps } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { Shell } from '@/features/shell/Shell'
import { Crumb } from '@/ui/Crumb'
import { Empty, Failed } from '@/ui/states'

export function NotFoundPage() {
  return (
    <Shell>
      <Crumb title="Not found" />
      <section className="card">
        <Empty
          icon={SearchX}
          title="There is no such page"
          actions={
            <Link className="btn pri" to="/dashboard">
              Go to Market
            </Link>
          }
        >
          The address may be old, or belong to a part that is not built yet.
        </Empty>
      </section>
    </Shell>
  )
}

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  return (
    <section className="card">
      <Failed what="This page" error={error instanceof Error ? error : new Error(String(error))} retry={reset} />
    </section>
  )
}
