/** The market as a map: each coin as large as what is traded of it, tinted by its change over 24 h. */
import { useQuery } from '@tanstack/react-query'
import { LayoutGrid } from 'lucide-react'
import { useMemo, useState } from 'react'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import { formatChange, formatCompact, UNKNOWN } from '@/lib/format'
import { treemap, type Tile as Place } from '@/lib/treemap'
import { useMedia } from '@/lib/useMedia'
import { Change } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { Spark } from '@/ui/figures'
import { NotRenewed } from '@/ui/NotRenewed'
import { ScrollX } from '@/ui/ScrollX'
import { Empty } from '@/ui/states'
import { VolumeText } from '@/ui/VolumeText'
import { ChartButtons } from '../chart/ChartButtons'
import { CoinCell } from '../CoinCell'

/** A change of so many per cent has the full tint. */
const FULL_PERCENT = 8
const ASPECT = { wide: 1400, phone: 366, height: 330 }
/** What a line of each takes, in pixels: a tile shows what has room. */
const ROOM = { symbol: { width: 36, height: 20 }, change: { width: 56, height: 38 } }

const fits = ({ width, height }: Place, room: { width: number; height: number }): boolean =>
  width >= room.width && height >= room.height

/** Coins whose volume is known, the largest first. */
export const mapped = (coins: readonly Coin[]): Coin[] =>
  coins
    .filter(({ volume_24h: volume }) => Number(volume ?? 0) > 0)
    .toSorted((a, b) => Number(b.volume_24h) - Number(a.volume_24h))

const percent = (value: number, of: number): string => `${((100 * value) / of).toFixed(3)}%`

const placeOf = (rect: Place, width: number): React.CSSProperties => ({
  left: percent(rect.x, width),
  top: percent(rect.y, ASPECT.height),
  width: percent(rect.width, width),
  height: percent(rect.height, ASPECT.height),
})

const UNCHANGED = { text: UNKNOWN, direction: 'flat' } as const

const tileText = ({ name, change_24h_percent: percent24, volume_24h: volume, stale }: Coin): string => {
  const said = percent24 === null ? 'change unknown' : formatChange(percent24).text
  return `${name}, ${said}, volume $${formatCompact(volume ?? '0')}${stale ? ', stale' : ''}`
}

function Tile({ coin, rect, width }: { coin: Coin; rect: Place; width: number }) {
  const { change_24h_percent: percent24 } = coin
  const change = percent24 === null ? UNCHANGED : formatChange(percent24)
  const share = Math.min(1, Math.abs(Number(percent24 ?? 0)) / FULL_PERCENT)
  const text = tileText(coin)
  return (
    <CoinLink
      id={coin.coin_id}
      className={`map-tile ${change.direction}${coin.stale ? ' is-stale' : ''}`}
      style={{ '--share': share, ...placeOf(rect, width) } as React.CSSProperties}
      aria-label={text}
      title={text}
    >
      {fits(rect, ROOM.symbol) && <b className="b">{coin.symbol}</b>}
      {fits(rect, ROOM.change) && <span className="xs">{change.text}</span>}
    </CoinLink>
  )
}

function HeatMap({ coins }: { coins: readonly Coin[] }) {
  const phone = useMedia('(max-width: 640px)')
  const width = phone ? ASPECT.phone : ASPECT.wide
  // The square root: else the largest two would leave no room for the others.
  const rects = useMemo(
    () =>
      treemap(
        coins.map(({ volume_24h: volume }) => Math.sqrt(Number(volume))),
        width,
        ASPECT.height,
      ),
    [coins, width],
  )
  return (
    <div className="heat-map" role="group" aria-label="Change over 24 h by coin; each leads to its page">
      {coins.map((coin, index) => {
        const rect = rects[index]
        return rect && <Tile key={coin.coin_id} coin={coin} rect={rect} width={width} />
      })}
    </div>
  )
}

function HeatRow({ coin }: { coin: Coin }) {
  return (
    <tr>
      <CoinCell id={coin.coin_id} symbol={coin.symbol} text={coin.name} />
      <td className="num">
        <Change percent={coin.change_24h_percent} />
        {coin.stale && <span className="stale xs"> stale</span>}
      </td>
      <td className="num t2">
        <VolumeText volume={coin} />
      </td>
      <td>
        <Spark
          closes={coin.sparkline?.values ?? []}
          price={coin.price}
          changePercent={coin.change_24h_percent}
          label={`${coin.name} over the last day`}
        />
      </td>
    </tr>
  )
}

function HeatTable({ coins }: { coins: readonly Coin[] }) {
  return (
    <ScrollX>
      <table className="table">
        <thead>
          <tr>
            <th className="col-coin">Coin</th>
            <th className="num">Change 24 h</th>
            <th className="num">Volume 24 h, USD</th>
            <th>Last hours</th>
          </tr>
        </thead>
        <tbody>
          {coins.map((coin) => (
            <HeatRow key={coin.coin_id} coin={coin} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

function Body({ shown, asTable }: { shown: readonly Coin[]; asTable: boolean }) {
  if (shown.length === 0) {
    return (
      <Empty icon={LayoutGrid} title="No volume is known yet">
        No exchange has said what was traded in the last 24 h.
      </Empty>
    )
  }
  return asTable ? <HeatTable coins={shown} /> : <HeatMap coins={shown} />
}

const countText = (count: number): string => (count === 1 ? 'One coin is' : `${count} coins are`)

/** What is not on the map, and what on it is old. */
function Notes({ coins, shown }: { coins: readonly Coin[]; shown: readonly Coin[] }) {
  const without = coins.length - shown.length
  const old = shown.filter(({ stale }) => stale).length
  if (shown.length === 0 || without + old === 0) return null
  return (
    <div className="ft">
      {without > 0 && <span>{countText(without)} not on the map: no volume is known.</span>}
      {old > 0 && <span className="stale">{countText(old)} stale, with a dashed edge: no recent price.</span>}
    </div>
  )
}

export function HeatMapCard({ coins }: { coins: readonly Coin[] }) {
  const [asTable, setAsTable] = useState(false)
  const { error, refetch } = useQuery(coinsQuery)
  const shown = useMemo(() => mapped(coins), [coins])
  return (
    <section className="card" aria-label="Map of the market">
      <div className="hd flex-wrap">
        <h2>Map of the market</h2>
        <span className="xs t3">change over 24 h; as large as the square root of the volume</span>
        <span className="grow" />
        <ChartButtons asTable={asTable} onTable={() => setAsTable(!asTable)} />
      </div>
      <Body shown={shown} asTable={asTable} />
      <NotRenewed what="the market" error={error} retry={() => void refetch()} />
      <Notes coins={coins} shown={shown} />
    </section>
  )
}
