/** The route of the sentiment page, loaded when it is opened. */
import { getRouteApi } from '@tanstack/react-router'
import { SentimentPage } from '@/features/sentiment/SentimentPage'

const route = getRouteApi('/shell/sentiment')

export function SentimentRoute() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <SentimentPage
      search={search}
      onSearch={(change, push) => void navigate({ search: (old) => ({ ...old, ...change }), replace: !push })}
    />
  )
}
