/** Cells of the tables of spreads: basis points, the net, an exchange with its quote, the size. */
import type { Spread, SpreadLeg } from '@/api/exchanges'
import { decimalsFor, formatCompact, formatPrice, formatSize, MINUS, roundText, UNKNOWN } from '@/lib/format'
import { venueName } from '@/lib/venues'
import { Fresh, Unknown } from '@/ui/badges'
import { legReason, unknownReason } from './spreads'

/** `+20.1`, `−32.5`, in the colour of its direction. */
export function Bp({ value, signed = false }: { value: string | null; signed?: boolean }) {
  if (value === null) return <>{UNKNOWN}</>
  const text = roundText(value, 1)
  const plus = signed && Number(text) > 0 ? '+' : ''
  return (
    <>
      {plus}
      {text.replace('-', MINUS)}
    </>
  )
}

function Net({ spread }: { spread: Spread }) {
  const { net_bp: net } = spread
  if (net === null) {
    return (
      <span className="stale b" title={unknownReason(spread)}>
        unknown
      </span>
    )
  }
  const rounded = Number(roundText(net, 1))
  return (
    <b className={`b ${rounded > 0 ? 'up' : 't2'}`} title={`${net} bp`}>
      <Bp value={net} signed />
    </b>
  )
}

/** An exchange with the age and price of its quote. */
function Leg({ leg }: { leg: SpreadLeg }) {
  const { venue, quoted_at: at, price_usd: usd, reason } = leg
  const why = reason === null ? undefined : legReason(leg)
  return (
    <span className="pxcell" title={why ?? `${leg.price ?? UNKNOWN} ${leg.quote}, ${leg.instrument_id}`}>
      <span className="t2">{venueName(venue)}</span>
      {at !== null && <Fresh asOf={at} stale={reason === 'quote_old' || reason === 'venue_stale'} showAge />}
      <span className="px">
        {usd === null ? <Unknown reason={why ?? 'No quote'} /> : formatPrice(usd, decimalsFor(usd))}
      </span>
    </span>
  )
}

function SizeCell({ spread: { size, ask, net_bp: net } }: { spread: Spread }) {
  if (size === null || ask === null || net === null) return <Unknown reason="No size without a net" />
  return (
    <>
      {formatSize(size)}
      <br />
      <span className="xs t3">${formatCompact(String(Number(size) * Number(ask)))}</span>
    </>
  )
}

/** Both sides, gross, fees, net and size. */
export function SpreadCells({ spread }: { spread: Spread }) {
  return (
    <>
      <td className="num">
        <Leg leg={spread.buy_leg} />
      </td>
      <td className="num">
        <Leg leg={spread.sell_leg} />
      </td>
      <td className="num t2">
        <Bp value={spread.gross_bp} />
      </td>
      <td className="num t2">
        <Bp value={spread.fees_bp} />
      </td>
      <td className="num">
        <Net spread={spread} />
      </td>
      <td className="num sm">
        <SizeCell spread={spread} />
      </td>
    </>
  )
}
