/** The columns of the table of holdings, and which of them are shown. */
import { usePreferences } from '@/lib/preferences'

export const HOLDING_COLUMNS = [
  'quantity',
  'price',
  'change_24h',
  'last_7d',
  'value',
  'gain_24h',
  'average_cost',
  'unrealized',
  'share',
] as const
export type HoldingColumn = (typeof HOLDING_COLUMNS)[number]

export const HEADS: Record<HoldingColumn, string> = {
  quantity: 'Quantity',
  price: 'Price',
  change_24h: '24 h',
  last_7d: 'Last 7 days',
  value: 'Value',
  gain_24h: 'Gain 24 h',
  average_cost: 'Average cost',
  unrealized: 'Unrealised gain',
  share: 'Share',
}

const TONES: Partial<Record<HoldingColumn, string>> = { price: 'px', value: 'b', average_cost: 't2', share: 't2' }

export const cellClass = (id: HoldingColumn): string =>
  [id === 'last_7d' ? '' : 'num', TONES[id] ?? ''].filter(Boolean).join(' ')

/** The spark line is of US dollars, whatever the currency of the portfolio is. */
export const headOf = (id: HoldingColumn, currency: string): string =>
  id === 'last_7d' && currency !== 'USD' ? `${HEADS[id]}, USD` : HEADS[id]

/** In their order; all but those that were hidden. */
export function useHoldingColumns(): HoldingColumn[] {
  const hidden = usePreferences((chosen) => chosen.hidden_holding_columns)
  return HOLDING_COLUMNS.filter((id) => !hidden.includes(id))
}
