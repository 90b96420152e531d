/** What lies over the page of a portfolio: lots, and the dialogs of its tools. */
import type { Portfolio, PortfolioSettings } from '@/api/portfolio'
import { ImportDialog } from './ImportDialog'
import { LotsDialog } from './LotsDialog'
import type { PortfolioSearch } from './search'
import { SettingsDialog } from './SettingsDialog'
import { ShareDialog } from './ShareDialog'
import type { Doing } from './Tools'
import { TransactionDialog } from './TransactionDialog'
import type { Names } from '@/api/coinNames'
import type { OnSearch } from './Views'

interface Props {
  settings: PortfolioSettings
  portfolio: Portfolio
  names: Names
  currency: string
  search: PortfolioSearch
  onSearch: OnSearch
  doing: Doing | null
  onDo: (doing: Doing | null) => void
}

export function Over({ settings, portfolio, names, currency, search, onSearch, doing, onDo }: Props) {
  const id = settings.portfolio_id
  const close = () => onDo(null)
  return (
    <>
      {search.lots && (
        <LotsDialog
          portfolio={portfolio}
          coinId={search.lots}
          currency={currency}
          names={names}
          onClose={() => onSearch({ lots: undefined }, false)}
        />
      )}
      {doing === 'transaction' && <TransactionDialog portfolioId={id} onClose={close} />}
      {doing === 'import' && <ImportDialog portfolioId={id} onClose={close} />}
      {doing === 'share' && <ShareDialog portfolioId={id} onClose={close} />}
      {doing === 'settings' && (
        <SettingsDialog
          settings={settings}
          onClose={close}
          onDeleted={() => onSearch({ id: undefined, lots: undefined }, false)}
        />
      )}
    </>
  )
}
