import { createMemoryHistory, createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { expect, test } from 'vitest'
import { checkEntrySearch } from '@/features/account/returnPath'
import { checkMarketSearch } from '@/features/market/search'
import { strictSearch } from './strictSearch'

async function searchAt(path: string, check: (raw: Record<string, unknown>) => object): Promise<object> {
  const root = createRootRoute()
  const page = createRoute({ getParentRoute: () => root, path: '/page', validateSearch: strictSearch(check) })
  const history = createMemoryHistory({ initialEntries: [path] })
  const router = createRouter({ routeTree: root.addChildren([page]), history })
  await router.load()
  return router.state.matches.at(-1)?.search ?? {}
}

test.each(['//evil.example/', 'https://evil.example/', 'javascript:alert(1)'])(
  'a sign-in never returns to another site: %s',
  async (next) => {
    const search = await searchAt(`/page?next=${encodeURIComponent(next)}`, checkEntrySearch)
    expect(search).toEqual({})
  },
)

test('an unknown parameter reaches no page, a known one does', async () => {
  expect(await searchAt('/page?losers=all&q=ada', checkMarketSearch)).toEqual({ q: 'ada' })
})
