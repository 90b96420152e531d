/** How a spread is worked out, line by line, from the two quotes, the rates and the fees. Pure. */
import type { Spread, SpreadLeg } from '@/api/exchanges'
import { UNKNOWN } from '@/lib/format'
import { venueName } from '@/lib/venues'

export type Line = [what: string, how: string]

const said = (value: string | null): string => value ?? UNKNOWN
const minus = (value: string | null): string => said(value).replace('-', '−')

function legLine({ price, quote, quote_usd: rate, price_usd: usd }: SpreadLeg): string {
  if (quote === 'USD') return `${said(usd)} USD`
  return `${said(price)} ${quote} × ${said(rate)} USD = ${said(usd)} USD`
}

/** Six figures: both prices in USD, gross, fees, net, size. */
export function workingOf({ buy_leg: buy, sell_leg: sell, ...spread }: Spread): Line[] {
  const size = `the lesser of ${said(buy.size)} and ${said(sell.size)} = ${said(spread.size)}`
  const profit = spread.profit_usd === null ? UNKNOWN : `${minus(spread.profit_usd)} USD`
  return [
    [`Buy at ${venueName(buy.venue)}, ask of ${buy.instrument_id}`, legLine(buy)],
    [`Sell at ${venueName(sell.venue)}, bid of ${sell.instrument_id}`, legLine(sell)],
    ['Gross', `(${said(spread.bid)} ÷ ${said(spread.ask)} − 1) × 10,000 = ${minus(spread.gross_bp)} bp`],
    ['Fees', `${minus(buy.fee_bp)} + ${minus(sell.fee_bp)} × bid ÷ ask = ${minus(spread.fees_bp)} bp`],
    ['Net', spread.net_bp === null ? 'unknown' : `gross − fees = ${minus(spread.net_bp)} bp`],
    ['Size at these prices', size],
    ['Of that size', `size × ask × net ÷ 10,000 = ${profit}`],
  ]
}
