/** The coin's trades, all or the large ones, newest first. */
import { AllTrades } from './AllTrades'
import { LargeTrades } from './LargeTrades'
import type { Tape } from './search'
import { Segment } from '@/ui/Segment'

interface Props {
  coinId: string
  decimals: number | undefined
  tape?: Tape
  /** Without it there is no choice, as beside the market's table. */
  onTape?: (tape: Tape) => void
}

const OPTIONS = [
  { value: 'all', label: 'All' },
  { value: 'large', label: 'Large' },
] as const satisfies readonly { value: Tape; label: string }[]

export function TradesCard({ coinId, decimals, tape = 'all', onTape }: Props) {
  const choice = onTape && <Segment label="Trades shown" options={OPTIONS} value={tape} onChange={onTape} />
  return tape === 'large' ? (
    <LargeTrades {...{ coinId, decimals, choice }} />
  ) : (
    <AllTrades {...{ coinId, decimals, choice }} />
  )
}
