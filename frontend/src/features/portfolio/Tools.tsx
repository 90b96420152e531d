/** What can be done with a portfolio: the parts of it, lot method, import, files to take along, a new transaction. */
import { useQueryClient } from '@tanstack/react-query'
import { Download, FileUp, Plus } from 'lucide-react'
import { changePortfolio, fetchFile, refreshPortfolios, type LotMethod, type PortfolioSettings } from '@/api/portfolio'
import { ChipSelect } from '@/ui/ChipSelect'
import { Segment } from '@/ui/Segment'
import { showToast } from '@/ui/Toast'
import { VIEWS, type View } from './search'

const TITLES: Record<View, string> = {
  overview: 'Overview',
  performance: 'Performance',
  transactions: 'Transactions',
  watchlists: 'Watchlists',
}
const OPTIONS = VIEWS.map((value) => ({ value, label: TITLES[value] }))
const METHODS = [
  { value: 'fifo', label: 'FIFO' },
  { value: 'lifo', label: 'LIFO' },
  { value: 'hifo', label: 'HIFO' },
  { value: 'average', label: 'Average cost' },
] as const satisfies { value: LotMethod; label: string }[]
const FILES = [
  { value: '', label: 'CSV' },
  { value: 'export.csv', label: 'All transactions' },
  { value: 'disposals.csv', label: 'Disposals, for the tax adviser' },
] as const

async function save(id: string, file: string): Promise<void> {
  try {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await fetchFile(`/api/portfolio/${id}/${file}`))
    link.download = file
    link.click()
    URL.revokeObjectURL(link.href)
  } catch (error) {
    showToast(error instanceof Error ? error.message : String(error), true)
  }
}

interface Props {
  settings: PortfolioSettings
  view: View
  onView: (view: View) => void
  onAdd: () => void
  onImport: () => void
}

export function Tools({ settings, view, onView, onAdd, onImport }: Props) {
  const client = useQueryClient()
  const { portfolio_id: id, lot_method: method } = settings
  const setMethod = (next: LotMethod) =>
    void changePortfolio(id, { lot_method: next })
      .then(() => refreshPortfolios(client))
      .catch((error: unknown) => showToast(String(error), true))
  return (
    <div className="toolbar">
      <Segment label="Part of the portfolio" options={OPTIONS} value={view} onChange={onView} />
      <span className="grow" />
      <ChipSelect label="Lot method" options={METHODS} value={method} onChange={setMethod} />
      <ChipSelect
        label="Save as a file"
        icon={Download}
        options={FILES}
        value=""
        onChange={(file) => void (file && save(id, file))}
      />
      <button type="button" className="btn" onClick={onImport}>
        <FileUp className="i s" aria-hidden />
        Import
      </button>
      <button type="button" className="btn pri" onClick={onAdd}>
        <Plus className="i s" aria-hidden />
        Transaction
      </button>
    </div>
  )
}
