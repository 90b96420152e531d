/** What the command palette offers besides coins: pages and actions. */
import type { useNavigate } from '@tanstack/react-router'
import {
  Bell,
  BookOpen,
  Gauge,
  Keyboard,
  LayoutGrid,
  Link2,
  Moon,
  TrendingUp,
  User,
  type LucideIcon,
} from 'lucide-react'
import { preferredAnalytics } from '@/lib/analyticsView'
import { toggleTheme } from '@/lib/appearance'
import { marketView } from '@/lib/marketView'
import { preferredSentiment } from '@/lib/sentimentView'
import { copyLink } from '@/ui/Toast'

export interface Hit {
  key: string
  icon: React.ReactNode
  title: string
  detail: string
  hint?: string
  href?: string
  run: () => void
}

const glyph = (Icon: LucideIcon) => <Icon className="i" aria-hidden />

type Navigate = ReturnType<typeof useNavigate>

const openHits = (navigate: Navigate): Hit[] => [
  {
    key: 'market',
    icon: glyph(TrendingUp),
    title: 'Market',
    detail: 'page',
    hint: 'g m',
    href: '/dashboard',
    run: () => void navigate({ to: '/dashboard', search: marketView() }),
  },
  {
    key: 'analytics',
    icon: glyph(LayoutGrid),
    title: 'Analytics',
    detail: 'page',
    hint: 'g a',
    href: '/analytics',
    run: () => void navigate({ to: '/analytics', search: preferredAnalytics() }),
  },
  {
    key: 'sentiment',
    icon: glyph(Gauge),
    title: 'Sentiment',
    detail: 'page',
    hint: 'g s',
    href: '/sentiment',
    run: () => void navigate({ to: '/sentiment', search: preferredSentiment() }),
  },
]

const ownHits = (navigate: Navigate): Hit[] => [
  {
    key: 'alerts',
    icon: glyph(Bell),
    title: 'Alerts',
    detail: 'page',
    hint: 'g l',
    href: '/portfolio?view=alerts',
    run: () => void navigate({ to: '/portfolio', search: { view: 'alerts' } }),
  },
  {
    key: 'account',
    icon: glyph(User),
    title: 'Account',
    detail: 'page',
    href: '/profile',
    run: () => void navigate({ to: '/profile', search: {} }),
  },
]

const guideHits = (navigate: Navigate): Hit[] => [
  {
    key: 'guide',
    icon: glyph(BookOpen),
    title: 'API guide',
    detail: 'page',
    href: '/api-docs',
    run: () => void navigate({ to: '/api-docs' }),
  },
]

export const fixedHits = (navigate: Navigate, onShortcuts: () => void): Hit[] => [
  ...openHits(navigate),
  ...ownHits(navigate),
  ...guideHits(navigate),
  { key: 'theme', icon: glyph(Moon), title: 'Switch theme', detail: 'action', hint: 't', run: toggleTheme },
  {
    key: 'link',
    icon: glyph(Link2),
    title: 'Copy link to this view',
    detail: 'action',
    hint: 'c',
    run: () => void copyLink(),
  },
  { key: 'keys', icon: glyph(Keyboard), title: 'Keyboard shortcuts', detail: 'action', hint: '?', run: onShortcuts },
]
