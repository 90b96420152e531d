/** Prices by exchange: age, best bid and ask with sizes, spread, weight, and the reason if one is left out. */
import type { Price, VenuePrice } from '@/api/types'
import { formatBp, formatPercent, formatPrice } from '@/lib/format'
import { formatAge } from '@/lib/time'
import { reasonText, venueName } from '@/lib/venues'
import { useClock } from '@/stream/connection'
import { useQuiet } from '@/stream/useStream'
import { Fresh, Unknown, useIsStale } from '@/ui/badges'
import { PriceText } from '@/ui/PriceText'
import { ScrollX } from '@/ui/ScrollX'
import { useBook, useLiveBooks } from '@/stream/books'
import { inUsd, instrumentLabel, offTheOthers, quoteOf, sizeText, spreadBp } from './exchanges'

interface QuotedProps {
  venue: VenuePrice
  decimals: number | undefined
}

interface RowProps extends QuotedProps {
  coinId: string
}

function reasonOf(venue: VenuePrice, price: Price, now: number): string {
  const ageMs = venue.as_of ? now - Date.parse(venue.as_of) : null
  return reasonText(venue.reason ?? 'no_data', {
    ageMs,
    quote: quoteOf(venue.instrument_id),
    offBy: offTheOthers(venue, price),
  })
}

interface QuoteProps extends QuotedProps {
  quoted: string | null
  /** In units of the coin; null where the exchange does not say it. */
  size: string | null
}

/** A bid or ask in USD, with its size where there is room; what the exchange itself says is on hover. */
function Quote({ quoted, size, venue, decimals }: QuoteProps) {
  const usd = inUsd(quoted, venue)
  if (quoted === null || usd === null) return <Unknown reason={quoted === null ? 'No quote' : 'No USD rate'} />
  const quote = quoteOf(venue.instrument_id)
  return (
    <span title={size === null ? `${quoted} ${quote}` : `${size} at ${quoted} ${quote}`} data-quoted={quoted}>
      {size !== null && <span className="xs t3 quoted-size">{sizeText(size)} × </span>}
      {formatPrice(usd, decimals)}
    </span>
  )
}

const NO_SIZES = { bid_size: null, ask_size: null }

function Spread({ spread, weight }: { spread: string | null; weight: string | null }) {
  return (
    <td className="num t2 sm">
      {spread === null ? <Unknown reason="No quote" /> : formatBp(spread)}
      <br />
      <span className="t3" title="Weight in the price above">
        {weight === null ? '—' : formatPercent(String(Number(weight) * 100), 0)}
      </span>
    </td>
  )
}

/** Bid over ask, and their spread: of the stream, and before it has brought one of the last price's message. */
function Quotes({ venue, decimals, quiet }: QuotedProps & { quiet: boolean }) {
  const book = useBook(venue.instrument_id)
  // In a quiet market nobody changes a quote either.
  const old = useIsStale({ asOf: book?.as_of ?? venue.as_of, quiet })
  const { bid_price: bid, ask_price: ask } = book ?? venue
  const { bid_size: bidSize, ask_size: askSize } = book ?? NO_SIZES
  return (
    <>
      <td className={`num sm ${old ? 'stale' : 't2'}`} title={old ? 'Not said anew for a while' : undefined}>
        <Quote quoted={bid} size={bidSize} {...{ venue, decimals }} />
        <br />
        <Quote quoted={ask} size={askSize} {...{ venue, decimals }} />
      </td>
      <Spread spread={spreadBp({ bid_price: bid, ask_price: ask })} weight={venue.weight} />
    </>
  )
}

function VenueRow({ venue, decimals, coinId }: RowProps) {
  const quiet = useQuiet(coinId, venue.quiet)
  const stale = useIsStale({ asOf: venue.as_of, stale: venue.reason === 'venue_stale', quiet })
  const why = venue.reason ? reasonText(venue.reason, { quote: quoteOf(venue.instrument_id) }) : 'unknown'
  return (
    <tr className={stale ? 'is-stale' : undefined} data-venue={venue.venue}>
      <td>
        <b className="b">{venueName(venue.venue)}</b>
        <br />
        <span className="xs t3">{instrumentLabel(venue.instrument_id)}</span>
      </td>
      <td className="num px">
        <span className="pxcell">
          {venue.as_of && <Fresh asOf={venue.as_of} stale={venue.reason === 'venue_stale'} quiet={quiet} showAge />}
          {venue.price_usd === null ? (
            <Unknown word="unknown" reason={why} />
          ) : (
            <PriceText price={venue.price_usd} decimals={decimals} reason={why} />
          )}
        </span>
      </td>
      <Quotes {...{ venue, decimals, quiet }} />
    </tr>
  )
}

function Notes({ price }: { price: Price }) {
  const now = useClock((clock) => Math.floor(clock.now / 1000) * 1000)
  const out = price.venues.filter((venue) => !venue.included && venue.reason !== 'not_listed')
  const converted = price.venues.find((venue) => venue.quote_usd !== null && Number(venue.quote_usd) !== 1)
  return (
    <div className="ft">
      {out.map((venue) => (
        <span key={venue.instrument_id} className={venue.reason === 'quiet' ? undefined : 'stale'}>
          {venueName(venue.venue)} is left out of the price: {reasonOf(venue, price, now)}.
        </span>
      ))}
      <span>
        {converted?.quote_usd && `${quoteOf(converted.instrument_id)} at ${formatPrice(converted.quote_usd, 4)}`}
        {converted?.quote_usd_as_of && `, ${formatAge(now - Date.parse(converted.quote_usd_as_of))} old. `}
        Under the spread: weight.
      </span>
    </div>
  )
}

export function ExchangesCard({ price, decimals }: { price: Price | undefined; decimals: number | undefined }) {
  useLiveBooks(price?.coin_id ?? null)
  if (!price) return <div className="card h-[280px]" aria-hidden="true" />
  const traded = price.venues.filter((venue) => venue.reason !== 'not_listed')
  return (
    <section className="card" aria-label="Prices by exchange">
      <div className="hd">
        <h2>Prices by exchange</h2>
        <span className="grow" />
        <span className="xs t3" title="Last price, bid and ask in the quote currency times its USD rate">
          USD after conversion
        </span>
      </div>
      <ScrollX>
        <table className="table tall exchanges">
          <thead>
            <tr>
              <th>Exchange</th>
              <th className="num">Last</th>
              <th className="num" title="Best bid over best ask, with their sizes where they are said">
                Bid / ask
              </th>
              <th className="num" title="Ask less bid, over their middle">
                Spread
              </th>
            </tr>
          </thead>
          <tbody>
            {traded.map((venue) => (
              <VenueRow key={venue.instrument_id} coinId={price.coin_id} venue={venue} decimals={decimals} />
            ))}
          </tbody>
        </table>
      </ScrollX>
      <Notes price={price} />
    </section>
  )
}
