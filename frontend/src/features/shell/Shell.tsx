/** The frame of every page: skip link, rail, top bar, banner, notices, main. */
import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { Gauge, LayoutGrid, Moon, PieChart, Sun, TrendingUp } from 'lucide-react'
import { useState } from 'react'
import { shownTheme, toggleTheme } from '@/lib/appearance'
import { preferredAnalytics } from '@/lib/analyticsView'
import { marketView } from '@/lib/marketView'
import { usePreferences } from '@/lib/preferences'
import { preferredSentiment } from '@/lib/sentimentView'
import { useShortcuts } from '@/lib/keys'
import { useConnection } from '@/stream/connection'
import { copyLink, ToastArea } from '@/ui/Toast'
import { Banner } from './Banner'
import { Brand } from './Brand'
import { ConnectionNotice } from './ConnectionNotice'
import { CommandPalette } from './CommandPalette'
import { Preferences } from './Preferences'
import { ShortcutList } from './ShortcutList'
import { TopBar } from './TopBar'
import { usePaletteKey } from './usePaletteKey'

function MarketLink() {
  const path = useRouterState({ select: (state) => state.location.pathname })
  const here = path.startsWith('/dashboard')
  const on = here || path.startsWith('/coins')
  return (
    <Link
      to="/dashboard"
      search={here ? {} : marketView()}
      className={on ? 'nav on' : 'nav'}
      aria-current={on ? 'page' : undefined}
    >
      <TrendingUp className="i" aria-hidden />
      <span>Market</span>
    </Link>
  )
}

function AnalyticsLink() {
  const on = useRouterState({ select: (state) => state.location.pathname.startsWith('/analytics') })
  const fees = usePreferences(({ taker_fees }) => taker_fees)
  return (
    <Link
      to="/analytics"
      search={preferredAnalytics(fees)}
      className={on ? 'nav on' : 'nav'}
      aria-current={on ? 'page' : undefined}
    >
      <LayoutGrid className="i" aria-hidden />
      <span>Analytics</span>
    </Link>
  )
}

function SentimentLink() {
  const on = useRouterState({ select: (state) => state.location.pathname.startsWith('/sentiment') })
  const coin = usePreferences(({ default_coin }) => default_coin)
  return (
    <Link
      to="/sentiment"
      search={preferredSentiment(coin)}
      className={on ? 'nav on' : 'nav'}
      aria-current={on ? 'page' : undefined}
    >
      <Gauge className="i" aria-hidden />
      <span>Sentiment</span>
    </Link>
  )
}

function PortfolioLink() {
  const on = useRouterState({ select: (state) => state.location.pathname.startsWith('/portfolio') })
  return (
    <Link to="/portfolio" className={on ? 'nav on' : 'nav'} aria-current={on ? 'page' : undefined}>
      <PieChart className="i" aria-hidden />
      <span>Portfolio</span>
    </Link>
  )
}

function PageLinks() {
  return (
    <>
      <MarketLink />
      <AnalyticsLink />
      <SentimentLink />
      <PortfolioLink />
    </>
  )
}

function ThemeButton() {
  const theme = usePreferences((chosen) => shownTheme(chosen.theme))
  const Icon = theme === 'dark' ? Moon : Sun
  return (
    <button type="button" className="icb" aria-label="Switch theme" title="Switch theme (t)" onClick={toggleTheme}>
      <Icon className="i" aria-hidden />
    </button>
  )
}

function useShellKeys(setSearching: React.Dispatch<React.SetStateAction<boolean>>, list: () => void): void {
  const navigate = useNavigate()
  usePaletteKey(() => setSearching((open) => !open))
  useShortcuts({
    'g m': () => void navigate({ to: '/dashboard', search: marketView() }),
    'g a': () => void navigate({ to: '/analytics', search: preferredAnalytics() }),
    'g s': () => void navigate({ to: '/sentiment', search: preferredSentiment() }),
    'g p': () => void navigate({ to: '/portfolio', search: {} }),
    'g l': () => void navigate({ to: '/portfolio', search: { view: 'alerts' } }),
    t: toggleTheme,
    c: () => void copyLink(),
    '.': () =>
      void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
    '?': list,
  })
}

export function Shell({ children }: { children: React.ReactNode }) {
  const [searching, setSearching] = useState(false)
  const [listing, setListing] = useState(false)
  useShellKeys(setSearching, () => setListing(true))
  // The banner is above the page: nothing is drawn below it before it is known whether there is one.
  const bannerUnknown = useConnection(({ mode, phase }) => mode === null && phase === 'connecting')
  return (
    <>
      <a className="btn pri skip" href="#main">
        Skip to content
      </a>
      <div className="shell">
        <nav className="rail-side" aria-label="Main">
          <Brand />
          <PageLinks />
          <span className="grow" />
          <Preferences onShortcuts={() => setListing(true)} />
          <ThemeButton />
        </nav>
        <div className="min-w-0">
          <TopBar onSearch={() => setSearching(true)} />
          <Banner />
          <main className={bannerUnknown ? 'main invisible' : 'main'} id="main" tabIndex={-1}>
            {children}
            <ConnectionNotice />
          </main>
        </div>
      </div>
      <nav className="tabbar" aria-label="Main, phone">
        <PageLinks />
        <Preferences tab onShortcuts={() => setListing(true)} />
      </nav>
      <CommandPalette open={searching} onOpenChange={setSearching} onShortcuts={() => setListing(true)} />
      <ShortcutList open={listing} onOpenChange={setListing} />
      <ToastArea />
    </>
  )
}
