/** The routes. The URL is the view: search parameters are plain strings, defaults stay out. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { isSignedIn } from '@/api/session'
import { takeLinkToken } from '@/features/account/linkToken'
import { checkEntrySearch, type EntrySearch } from '@/features/account/returnPath'
import { checkProfileSearch, type ProfileSearch } from '@/features/account/search'
import { checkAnalyticsSearch, type AnalyticsSearch } from '@/features/analytics/search'
import { checkCoinSearch } from '@/features/coin/search'
import { checkMarketSearch } from '@/features/market/search'
import { checkPortfolioSearch, type PortfolioSearch } from '@/features/portfolio/search'
import { checkSentimentSearch, type SentimentSearch } from '@/features/sentiment/search'
import { ErrorPage, NotFoundPage } from './errorPages'
import { CoinRoute } from './CoinRoute'
import { EntryLayout } from './EntryLayout'
import { MarketRoute } from './MarketRoute'
import { Root, ShellLayout } from './Root'
import { strictSearch } from './strictSearch'

const root = createRootRoute({ component: Root, notFoundComponent: NotFoundPage, errorComponent: ErrorPage })
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: ShellLayout })
const entry = createRoute({ getParentRoute: () => root, id: 'entry', component: EntryLayout })

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how TanStack Router redirects
    throw redirect({ to: '/dashboard', replace: true })
  },
})

const market = createRoute({
  getParentRoute: () => shell,
  path: '/dashboard',
  validateSearch: strictSearch(checkMarketSearch),
  component: MarketRoute,
})

const coin = createRoute({
  getParentRoute: () => shell,
  path: '/coins/$id',
  validateSearch: strictSearch(checkCoinSearch),
  component: CoinRoute,
})

const analytics = createRoute({
  getParentRoute: () => shell,
  path: '/analytics',
  validateSearch: strictSearch<AnalyticsSearch>(checkAnalyticsSearch),
  component: lazyRouteComponent(() => import('./AnalyticsRoute'), 'AnalyticsRoute'),
})

const sentiment = createRoute({
  getParentRoute: () => shell,
  path: '/sentiment',
  validateSearch: strictSearch<SentimentSearch>(checkSentimentSearch),
  component: lazyRouteComponent(() => import('./SentimentRoute'), 'SentimentRoute'),
})

/** A page of an account leads to the sign-in, and back. */
async function needsAccount({ location }: { location: { href: string } }): Promise<void> {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- how TanStack Router redirects
  if (!(await isSignedIn())) throw redirect({ to: '/login', search: { next: location.href }, replace: true })
}

const profile = createRoute({
  getParentRoute: () => shell,
  path: '/profile',
  validateSearch: strictSearch<ProfileSearch>(checkProfileSearch),
  beforeLoad: needsAccount,
  component: lazyRouteComponent(() => import('./ProfileRoute'), 'ProfileRoute'),
})

const portfolio = createRoute({
  getParentRoute: () => shell,
  path: '/portfolio',
  validateSearch: strictSearch<PortfolioSearch>(checkPortfolioSearch),
  beforeLoad: needsAccount,
  component: lazyRouteComponent(() => import('./PortfolioRoute'), 'PortfolioRoute'),
})

const shared = createRoute({
  getParentRoute: () => root,
  path: '/shared/$token',
  component: lazyRouteComponent(() => import('./SharedRoute'), 'SharedRoute'),
})

const guide = createRoute({
  getParentRoute: () => shell,
  path: '/api-docs',
  component: lazyRouteComponent(() => import('@/features/docs/GuidePage'), 'GuidePage'),
})

/** Whoever is signed in needs no form for it. Without an answer of the server the form is shown. */
async function leaveWhenSignedIn({ search }: { search: EntrySearch }): Promise<void> {
  if (!(await isSignedIn().catch(() => false))) return
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- how TanStack Router redirects
  throw redirect({ href: search.next ?? '/dashboard', replace: true })
}

const entryPages = () => import('./entryRoutes')

const login = createRoute({
  getParentRoute: () => entry,
  path: '/login',
  validateSearch: strictSearch(checkEntrySearch),
  beforeLoad: leaveWhenSignedIn,
  component: lazyRouteComponent(entryPages, 'LoginRoute'),
})

const register = createRoute({
  getParentRoute: () => entry,
  path: '/register',
  validateSearch: strictSearch(checkEntrySearch),
  beforeLoad: leaveWhenSignedIn,
  component: lazyRouteComponent(entryPages, 'RegisterRoute'),
})

const forgot = createRoute({
  getParentRoute: () => entry,
  path: '/forgot',
  component: lazyRouteComponent(entryPages, 'ForgotPage'),
})

const reset = createRoute({
  getParentRoute: () => entry,
  path: '/reset',
  beforeLoad: takeLinkToken,
  component: lazyRouteComponent(entryPages, 'ResetPage'),
})

const verify = createRoute({
  getParentRoute: () => entry,
  path: '/verify',
  beforeLoad: takeLinkToken,
  component: lazyRouteComponent(entryPages, 'VerifyPage'),
})

function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const text = new URLSearchParams(given)
    .toString()
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%7E', '~')
  return text ? `?${text}` : ''
}

export const router = createRouter({
  routeTree: root.addChildren([
    start,
    shell.addChildren([market, coin, analytics, sentiment, portfolio, profile, guide]),
    shared,
    entry.addChildren([login, register, forgot, reset, verify]),
  ]),
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
