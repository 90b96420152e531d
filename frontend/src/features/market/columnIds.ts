/** The columns of the market table in their default order. */
export const COLUMN_IDS = [
  'rank',
  'coin',
  'price',
  'change_1h',
  'change_24h',
  'change_7d',
  'range_24h',
  'volume',
  'spread',
  'last_7d',
  'sentiment',
  'exchanges',
  'complete',
] as const

export type ColumnId = (typeof COLUMN_IDS)[number]

export interface ColumnHead {
  label: string
  /** Aligned right, as figures are. */
  right: boolean
  sortable: boolean
  /** What the figure is, where the label is short. */
  hint?: string
}

export const HEADS: Record<ColumnId, ColumnHead> = {
  rank: { label: '#', right: true, sortable: true },
  coin: { label: 'Coin', right: false, sortable: true },
  price: { label: 'Price, USD', right: true, sortable: true },
  change_1h: { label: '1 h', right: true, sortable: true },
  change_24h: { label: '24 h', right: true, sortable: true },
  change_7d: { label: '7 d', right: true, sortable: true },
  range_24h: { label: '24 h low – high', right: false, sortable: true },
  volume: {
    label: 'Volume 24 h',
    right: true,
    sortable: true,
    hint: 'US dollars traded in the last 24 hours, as the exchanges say themselves',
  },
  // The API's `spread_bp`. A spread is between bid and ask of one exchange, as on the page of a coin.
  spread: {
    label: 'Difference',
    right: true,
    sortable: true,
    hint: 'Between the exchanges: dearest less cheapest price, in hundredths of a per cent',
  },
  last_7d: { label: 'Last 7 days', right: false, sortable: false },
  sentiment: {
    label: 'Sentiment 24 h',
    right: false,
    sortable: true,
    hint: 'What news and posts of the last 24 hours say of the coin, from −1 to +1, with its 95% interval',
  },
  exchanges: { label: 'Exchanges', right: false, sortable: false },
  complete: {
    label: 'Complete 24 h',
    right: true,
    sortable: true,
    hint: 'Minutes of the last 24 hours that lack no trade',
  },
}
