/** What can be done with a portfolio: its parts, lot method, hiding amounts, sharing, import, files, a new transaction. */
import { useQueryClient } from '@tanstack/react-query'
import { Download, Eye, EyeOff, FileUp, Plus, Settings2, Share2, type LucideIcon } from 'lucide-react'
import { changePortfolio, refreshPortfolios, type LotMethod, type PortfolioSettings } from '@/api/portfolio'
import { usePreferences } from '@/lib/preferences'
import { ChipSelect } from '@/ui/ChipSelect'
import { Menu } from '@/ui/Menu'
import { Segment } from '@/ui/Segment'
import { showToast } from '@/ui/Toast'
import { useHidden } from './Amount'
import { FILES, saveFile } from './files'
import { METHODS } from './methods'
import { VIEWS, type View } from './search'

const TITLES: Record<View, string> = {
  overview: 'Overview',
  performance: 'Performance',
  transactions: 'Transactions',
  watchlists: 'Watchlists',
  alerts: 'Alerts',
}
const OPTIONS = VIEWS.map((value) => ({ value, label: TITLES[value] }))

/** What lies over the page. */
export type Doing = 'transaction' | 'import' | 'share' | 'settings'

interface IconButtonProps extends React.ComponentProps<'button'> {
  icon: LucideIcon
  label: string
}

function IconButton({ icon: Icon, label, ...rest }: IconButtonProps) {
  return (
    <button type="button" className="icb" aria-label={label} title={label} {...rest}>
      <Icon className="i" aria-hidden />
    </button>
  )
}

function HideButton() {
  const hidden = useHidden()
  return (
    <IconButton
      icon={hidden ? EyeOff : Eye}
      label="Hide amounts"
      aria-pressed={hidden}
      onClick={() => usePreferences.setState({ hide_amounts: !hidden })}
    />
  )
}

function Method({ settings: { portfolio_id: id, lot_method: method } }: Pick<Props, 'settings'>) {
  const client = useQueryClient()
  const setMethod = (next: LotMethod) =>
    void changePortfolio(id, { lot_method: next })
      .then(() => refreshPortfolios(client))
      .catch((error: unknown) => showToast(String(error), true))
  return <ChipSelect label="Lot method" options={METHODS} value={method} onChange={setMethod} />
}

interface Props {
  settings: PortfolioSettings
  view: View
  onView: (view: View) => void
  onDo: (doing: Doing) => void
}

export function Tools({ settings, view, onView, onDo }: Props) {
  const { portfolio_id: id } = settings
  const files = FILES.map(({ file, ...rest }) => ({ ...rest, run: () => void saveFile(id, file) }))
  return (
    <div className="toolbar portfolio-tools">
      <Segment label="Part of the portfolio" options={OPTIONS} value={view} onChange={onView} />
      <span className="grow" />
      <Method settings={settings} />
      <HideButton />
      <IconButton icon={Share2} label="Share" onClick={() => onDo('share')} />
      <IconButton icon={Settings2} label="Settings of this portfolio" onClick={() => onDo('settings')} />
      <button type="button" className="btn" onClick={() => onDo('import')}>
        <FileUp className="i s" aria-hidden />
        Import
      </button>
      <Menu label="PDF, CSV" icon={Download} actions={files} />
      <button type="button" className="btn pri" onClick={() => onDo('transaction')}>
        <Plus className="i s" aria-hidden />
        Transaction
      </button>
    </div>
  )
}
