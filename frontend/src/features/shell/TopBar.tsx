/** Title, search, connection, clock, account. */
import { Search } from 'lucide-react'
import { formatClock } from '@/lib/time'
import { CrumbSlot } from '@/ui/Crumb'
import { useDerivedFromNow } from '@/stream/useStream'
import { AlertsLink } from './AlertsLink'
import { AccountMenu } from './AccountMenu'
import { ConnectionChip } from './ConnectionChip'

function Clock() {
  const text = useDerivedFromNow((now) => formatClock(new Date(now)))
  return (
    <time className="t3 sm num not-phone" title="The server's clock, UTC">
      {text}
    </time>
  )
}

export function TopBar({ onSearch }: { onSearch: () => void }) {
  return (
    <header className="top">
      <CrumbSlot />
      <span className="grow" />
      <button type="button" className="search not-phone" onClick={onSearch}>
        <Search className="i s" aria-hidden />
        <span className="grow hint">Search coins, pages, actions</span>
        <span className="kbd">Ctrl K</span>
      </button>
      <span className="grow not-phone" />
      <ConnectionChip />
      <Clock />
      <AlertsLink />
      <AccountMenu />
      <button type="button" className="icb only-phone" aria-label="Search" onClick={onSearch}>
        <Search className="i" aria-hidden />
      </button>
    </header>
  )
}
