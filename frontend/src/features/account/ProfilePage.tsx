/** The account's pages: profile, preferences, security, API keys, webhooks. */
import { Link } from '@tanstack/react-router'
import { KeyRound, ShieldCheck, SlidersHorizontal, User, Webhook, type LucideIcon } from 'lucide-react'
import { Crumb } from '@/ui/Crumb'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { LinkNotice } from '@/ui/LinkNotice'
import { KeysView } from './KeysView'
import { PreferencesView } from './PreferencesView'
import { ProfileView } from './ProfileView'
import { readProfileSearch, type ProfileSearch, type ProfileTab } from './search'
import { SecurityView } from './SecurityView'
import { WebhooksView } from './WebhooksView'

interface Tab {
  view: ProfileTab | undefined
  title: string
  icon: LucideIcon
}

const TABS: Tab[] = [
  { view: undefined, title: 'Profile', icon: User },
  { view: 'preferences', title: 'Preferences', icon: SlidersHorizontal },
  { view: 'security', title: 'Security', icon: ShieldCheck },
  { view: 'keys', title: 'API keys', icon: KeyRound },
  { view: 'webhooks', title: 'Webhooks', icon: Webhook },
]

function Shown({ view, onDeleted }: { view: ProfileTab | undefined; onDeleted: () => void }) {
  if (view === 'preferences') return <PreferencesView />
  if (view === 'security') return <SecurityView />
  if (view === 'keys') return <KeysView />
  if (view === 'webhooks') return <WebhooksView />
  return <ProfileView onDeleted={onDeleted} />
}

interface Props {
  search: ProfileSearch
  onSearch: (change: { view?: undefined }, push: boolean) => void
  onDeleted: () => void
}

export function ProfilePage({ search, onSearch, onDeleted }: Props) {
  const { tab: view, misfits } = readProfileSearch(search)
  const title = TABS.find((tab) => tab.view === view)?.title ?? 'Profile'
  return (
    <>
      <Crumb title={title} />
      <div className="account">
        <nav className="account-tabs" aria-label="Account">
          {TABS.map(({ view: to, title: name, icon: Icon }) => (
            <Link
              key={name}
              to="/profile"
              search={{ view: to }}
              aria-current={to === view ? 'page' : undefined}
              activeOptions={{ includeSearch: true, exact: true }}
            >
              <Icon className="i" aria-hidden />
              {name}
            </Link>
          ))}
        </nav>
        <div className="stack min-w-0">
          <LinkNotice misfits={misfits} onSearch={onSearch} />
          <ErrorBoundary key={view} what={title}>
            <Shown view={view} onDeleted={onDeleted} />
          </ErrorBoundary>
        </div>
      </div>
    </>
  )
}
