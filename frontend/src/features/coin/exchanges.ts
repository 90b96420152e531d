/** Pair, quote, spread and deviation of one exchange's price. Pure. */
import type { Price, VenuePrice } from '@/api/types'
import { formatPercent } from '@/lib/format'

/** `ADA-USDT.BINANCE` → `ADA-USDT`. */
export function instrumentLabel(instrumentId: string): string {
  return instrumentId.split('.')[0] ?? instrumentId
}

export function quoteOf(instrumentId: string): string {
  return instrumentLabel(instrumentId).split('-').at(-1) ?? ''
}

/** The spread relative to the mid, in basis points. */
export function spreadBp({ bid_price, ask_price }: VenuePrice): string | null {
  if (bid_price === null || ask_price === null) return null
  const [bid, ask] = [Number(bid_price), Number(ask_price)]
  return bid > 0 && ask > 0 ? (((ask - bid) / ((ask + bid) / 2)) * 10_000).toFixed(4) : null
}

/** How far an exchange's price is from the composite, `2.4%`. */
export function offTheOthers({ price_usd }: VenuePrice, price: Price): string | null {
  if (price_usd === null || price.price === null) return null
  const off = Math.abs(Number(price_usd) / Number(price.price) - 1) * 100
  return formatPercent(off.toFixed(4))
}
