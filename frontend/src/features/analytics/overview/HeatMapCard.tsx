/** The market as a map: each coin as large as what is traded of it, tinted by its change over 24 h. */
import { LayoutGrid } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Coin } from '@/api/types'
import { formatChange, formatCompact, UNKNOWN } from '@/lib/format'
import { useMedia } from '@/lib/useMedia'
import { Change, CoinIcon } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { Spark } from '@/ui/figures'
import { ScrollX } from '@/ui/ScrollX'
import { Empty, Loading } from '@/ui/states'
import { VolumeText } from '@/ui/VolumeText'
import { ChartButtons } from '../chart/ChartButtons'
import { treemap, type Rect } from './treemap'

/** A change of so many per cent has the full tint. */
const FULL_PERCENT = 8
const ASPECT = { wide: 1400, phone: 366, height: 330 }
/** Of the room, in per cent: smaller tiles show less. */
const ROOM = { change: 5.5, symbol: 2.4 }

/** Coins whose volume is known, the largest first. */
export const mapped = (coins: readonly Coin[]): Coin[] =>
  coins
    .filter(({ volume_24h: volume }) => Number(volume ?? 0) > 0)
    .toSorted((a, b) => Number(b.volume_24h) - Number(a.volume_24h))

function Tile({ coin, rect, width }: { coin: Coin; rect: Rect; width: number }) {
  const change = coin.change_24h_percent === null ? null : formatChange(coin.change_24h_percent)
  const share = Math.min(1, Math.abs(Number(coin.change_24h_percent ?? 0)) / FULL_PERCENT)
  const percent = (value: number, of: number): string => `${((100 * value) / of).toFixed(3)}%`
  const style = {
    '--share': share,
    left: percent(rect.x, width),
    top: percent(rect.y, ASPECT.height),
    width: percent(rect.width, width),
    height: percent(rect.height, ASPECT.height),
  } as React.CSSProperties
  const room = Math.min((100 * rect.width) / width, (100 * rect.height) / ASPECT.height)
  const text = `${coin.name}, ${change?.text ?? 'change unknown'}, volume $${formatCompact(coin.volume_24h ?? '0')}`
  return (
    <CoinLink
      id={coin.coin_id}
      className={`tile ${change?.direction ?? 'flat'}`}
      style={style}
      aria-label={text}
      title={text}
    >
      {room > ROOM.symbol && <b className="b">{coin.symbol}</b>}
      {room > ROOM.change && <span className="xs">{change?.text ?? UNKNOWN}</span>}
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
            <tr key={coin.coin_id}>
              <th scope="row" className="col-coin">
                <span className="coin">
                  <CoinIcon symbol={coin.symbol} />
                  <CoinLink id={coin.coin_id} className="nm">
                    {coin.name}
                  </CoinLink>
                </span>
              </th>
              <td className="num">
                <Change percent={coin.change_24h_percent} />
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
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

export function HeatMapCard({ coins }: { coins: readonly Coin[] }) {
  const [asTable, setAsTable] = useState(false)
  const shown = useMemo(() => mapped(coins), [coins])
  const without = coins.length - shown.length
  return (
    <section className="card" aria-label="Map of the market">
      <div className="hd flex-wrap">
        <h2>Map of the market</h2>
        <span className="xs t3">change over 24 h; as large as the square root of the volume</span>
        <span className="grow" />
        <ChartButtons asTable={asTable} onTable={() => setAsTable(!asTable)} />
      </div>
      {coins.length === 0 ? (
        <Loading what="the market" rows={6} />
      ) : shown.length === 0 ? (
        <Empty icon={LayoutGrid} title="No volume is known yet">
          No exchange has said what was traded in the last 24 h.
        </Empty>
      ) : asTable ? (
        <HeatTable coins={shown} />
      ) : (
        <HeatMap coins={shown} />
      )}
      {without > 0 && shown.length > 0 && (
        <div className="ft">
          {without === 1 ? 'One coin is' : `${without} coins are`} not on the map: no volume is known.
        </div>
      )}
    </section>
  )
}
