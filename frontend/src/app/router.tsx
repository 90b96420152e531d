/** The routes. The URL is the view: search parameters are plain strings, defaults stay out. */
import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { checkCoinSearch } from '@/features/coin/search'
import { checkMarketSearch } from '@/features/market/search'
import { ErrorPage, NotFoundPage } from './pages'
import { CoinRoute } from './CoinRoute'
import { MarketRoute } from './MarketRoute'
import { Root } from './Root'

const root = createRootRoute({ component: Root, notFoundComponent: NotFoundPage, errorComponent: ErrorPage })

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how TanStack Router redirects
    throw redirect({ to: '/dashboard', replace: true })
  },
})

const market = createRoute({
  getParentRoute: () => root,
  path: '/dashboard',
  validateSearch: checkMarketSearch,
  component: MarketRoute,
})

const coin = createRoute({
  getParentRoute: () => root,
  path: '/coins/$id',
  validateSearch: checkCoinSearch,
  component: CoinRoute,
})

function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const text = new URLSearchParams(given).toString().replaceAll('%3A', ':').replaceAll('%2C', ',')
  return text ? `?${text}` : ''
}

export const router = createRouter({
  routeTree: root.addChildren([start, market, coin]),
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultErrorComponent: ErrorPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
