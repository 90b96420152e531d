/** The first minute: no portfolio yet. */
import { useQueryClient } from '@tanstack/react-query'
import { PieChart } from 'lucide-react'
import { useState } from 'react'
import { createPortfolio, refreshPortfolios } from '@/api/portfolio'
import { ErrorLine } from '@/ui/form/ErrorLine'
import { Empty } from '@/ui/states'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const FIRST = {
  name: 'My portfolio',
  base_currency: 'USD',
  lot_method: 'fifo',
  pool: 'portfolio',
  track_cash: false,
} as const

interface Props {
  /** What the owner wants to do first in the new portfolio. */
  onCreated: (id: string, next: 'transaction' | 'import') => void
}

export function FirstPortfolio({ onCreated }: Props) {
  const client = useQueryClient()
  const [failure, setFailure] = useState<string | null>(null)
  const begin = async (next: 'transaction' | 'import') => {
    try {
      const { portfolio_id: id } = await createPortfolio(FIRST)
      await refreshPortfolios(client)
      onCreated(id, next)
    } catch (error) {
      setFailure(messageOf(error))
    }
  }
  const actions = (
    <>
      <button type="button" className="btn pri" onClick={() => void begin('transaction')}>
        Add a transaction
      </button>
      <button type="button" className="btn" onClick={() => void begin('import')}>
        Import a file
      </button>
    </>
  )
  return (
    <section className="card" aria-label="Begin">
      <Empty icon={PieChart} title="No transactions yet" actions={actions}>
        Add what you own, or import a CSV from Binance, Coinbase or Kraken. A dry run shows every row before anything is
        saved.
      </Empty>
      {failure && (
        <div role="alert" className="p-4">
          <ErrorLine>{failure}</ErrorLine>
        </div>
      )}
    </section>
  )
}
