/** The route of the analytics page, loaded when it is opened. */
import { getRouteApi } from '@tanstack/react-router'
import { AnalyticsPage } from '@/features/analytics/AnalyticsPage'

const route = getRouteApi('/shell/analytics')

export function AnalyticsRoute() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <AnalyticsPage
      search={search}
      onSearch={(change, push) => void navigate({ search: (old) => ({ ...old, ...change }), replace: !push })}
    />
  )
}
