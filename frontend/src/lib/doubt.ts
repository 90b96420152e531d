/** What is doubtful about a price, in words. Pure. */
import { formatPercent } from './format'
import { reasonText } from './venues'

interface Counted {
  instrument_id: string
  included: boolean
  price_usd?: string | null
  reason: string | null
}

interface Doubted {
  reason: string | null
  venues: readonly Counted[]
}

/** How far apart the dearest and the cheapest price are, of all that are known: `3.1%`. */
function apart(venues: readonly Counted[]): string | null {
  const prices = venues.flatMap(({ price_usd }) => (price_usd == null ? [] : [Number(price_usd)]))
  if (prices.length < 2) return null
  const low = Math.min(...prices)
  return formatPercent((((Math.max(...prices) - low) / low) * 100).toFixed(4))
}

/** The quote currency whose rates differ: that of the instrument that says so. */
function quoteOf(venues: readonly Counted[]): string | undefined {
  const doubtful = venues.find(({ reason }) => reason === 'rates_disagree')
  return doubtful?.instrument_id.split('.')[0]?.split('-').at(-1)
}

export function doubtText({ reason, venues }: Doubted): string {
  if (reason === null) return ''
  const quote = quoteOf(venues)
  return reasonText(reason, { offBy: reason === 'venues_disagree' ? apart(venues) : null, ...(quote && { quote }) })
}
