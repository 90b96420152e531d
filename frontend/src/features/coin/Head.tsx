/** The head of the coin's page: its price with age, sources and exchanges that are left out; its statistics. */
import type { Coin, Price, VenuePrice } from '@/api/types'
import { doubtText } from '@/lib/doubt'
import { formatPrice } from '@/lib/format'
import { reasonText, venueName } from '@/lib/venues'
import { useQuiet } from '@/stream/useStream'
import { Change, CoinIcon, Fresh, Unknown } from '@/ui/badges'
import { PriceText } from '@/ui/PriceText'
import { VolumeText } from '@/ui/VolumeText'

interface Props {
  coin: Coin
  price: Price | undefined
  decimals: number | undefined
}

const names = (venues: VenuePrice[]): string => [...new Set(venues.map((venue) => venueName(venue.venue)))].join(', ')

/** Exchanges that trade the coin but whose price was not used. */
function leftOut(price: Price): VenuePrice[] {
  const used = new Set(price.venues.filter((venue) => venue.included).map((venue) => venue.venue))
  return price.venues.filter((venue) => !venue.included && !used.has(venue.venue) && venue.reason !== 'not_listed')
}

/** Which exchanges the price is made from, or why there is none; and what is doubtful about it. */
function madeOf(price: Price): string {
  const used = price.venues.filter((venue) => venue.included)
  return [used.length > 0 && names(used), doubtText(price)].filter(Boolean).join(' · ') || 'no exchange'
}

function Sources({ price }: { price: Price }) {
  const quiet = useQuiet(price.coin_id, price.quiet)
  const out = leftOut(price)
  const idle = out.filter(({ reason }) => reason === 'quiet')
  const lost = out.filter(({ reason }) => reason !== 'quiet')
  return (
    <span className="row xs t3 mt-0.5 min-h-[14px] flex-wrap gap-x-[6px] gap-y-0" data-testid="sources">
      <Fresh asOf={price.as_of} stale={price.stale} quiet={quiet} showAge />
      {madeOf(price)}
      {lost.length > 0 && <span className="stale">· {names(lost)} left out</span>}
      {idle.length > 0 && <span>· {names(idle)} left out, no recent trade</span>}
    </span>
  )
}

function Stat({ label, title, children }: { label: string; title?: string; children: React.ReactNode }) {
  return (
    <div title={title}>
      <dt className="lab">{label}</dt>
      <dd className="val text-[14px]">{children}</dd>
    </div>
  )
}

export function Stats({ coin, price, decimals }: Props) {
  const figures = price ?? coin
  const { low_24h: low, high_24h: high } = figures
  return (
    <dl className="flex flex-wrap justify-between gap-x-6 gap-y-1">
      <Stat label="1 h">
        <Change percent={figures.change_1h_percent} />
      </Stat>
      <Stat label="7 d">
        <Change percent={figures.change_7d_percent} />
      </Stat>
      <Stat label="24 h low – high">
        {low === null || high === null ? (
          <Unknown word="unknown" reason="Not enough history yet" />
        ) : (
          `${formatPrice(low, decimals)} – ${formatPrice(high, decimals)}`
        )}
      </Stat>
      <Stat label="Volume 24 h, reported" title="What the exchanges report for their last 24 hours, in USD">
        <VolumeText volume={figures} note />
      </Stat>
    </dl>
  )
}

function BigPrice({ coin, price, decimals }: Props) {
  const figures = price ?? coin
  return (
    <div className={figures.stale ? 'is-stale' : undefined}>
      <div className="flex items-baseline gap-[10px] whitespace-nowrap">
        <span className="price-big" data-testid="price">
          <PriceText
            price={figures.price}
            decimals={decimals}
            reason={reasonText(figures.reason ?? 'no_data')}
            prefix="$"
          />
        </span>
        <span className="text-[15px] font-semibold">
          <Change percent={figures.change_24h_percent} />
        </span>
        <span className="t3 sm not-phone">24 h</span>
      </div>
      {price ? <Sources price={price} /> : <span className="mt-0.5 block h-[14px]" aria-hidden="true" />}
    </div>
  )
}

export function Head(props: Props) {
  const { coin } = props
  const traded = coin.venues.filter((venue) => venue.reason !== 'not_listed').length
  return (
    <div className="mb-[14px] flex flex-wrap items-center gap-x-[14px] gap-y-2">
      <span className="row not-phone gap-[14px]">
        <CoinIcon symbol={coin.symbol} large />
        <span className="whitespace-nowrap">
          <span className="flex items-baseline gap-2">
            <span className="text-[20px] leading-[26px] font-semibold">{coin.name}</span>
            <span className="t3 text-[14px]">{coin.symbol}</span>
          </span>
          <span className="xs t3 block">
            {coin.market_cap_rank !== null && `Rank ${coin.market_cap_rank} · `}
            {traded === 1 ? '1 exchange' : `${traded} exchanges`}
          </span>
        </span>
      </span>
      <span className="not-phone w-3" />
      <BigPrice {...props} />
      <span className="not-phone ml-5">
        <Stats {...props} />
      </span>
    </div>
  )
}
