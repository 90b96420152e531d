/** The coins as tiles: the area by volume, the colour by change. Each tile says both in words; the table has all figures. */
import { memo, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { Coin } from '@/api/types'
import { formatChange, formatCompact, formatPrice } from '@/lib/format'
import { treemap, type Tile } from '@/lib/treemap'
import { useClock } from '@/stream/connection'
import { useQuiet } from '@/stream/useStream'
import { Change, useIsStale } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { decimalsOf } from './cells'
import { strengthOf, weighted } from './tiles'
import { useNewest } from './useNewest'

const MINUTE = 60_000
const [NARROW_PX, LOW_PX] = [88, 54]

interface TileProps {
  coin: Coin
  tile: Tile
  tabbable: boolean
}

const toneOf = (percent: string | null): string =>
  percent === null ? 'market-tile' : `market-tile ${formatChange(percent).direction} s${strengthOf(percent)}`

const CoinTile = memo(function CoinTile({ coin, tile, tabbable }: TileProps) {
  const figures = useNewest(coin)
  const quiet = useQuiet(coin.coin_id, figures.quiet)
  const stale = useIsStale({ asOf: figures.as_of, stale: figures.stale, quiet })
  const { change_24h_percent: change, price, volume_24h: volume } = figures
  const style = { left: tile.x, top: tile.y, width: tile.width - 2, height: tile.height - 2 }
  const words = volume === null ? 'volume unknown' : `volume $${formatCompact(volume)}`
  return (
    <CoinLink
      id={coin.coin_id}
      className={`${toneOf(change)}${stale ? ' is-stale' : ''}`}
      style={style}
      tabIndex={tabbable ? 0 : -1}
      title={`${coin.name}, ${words}`}
      data-coin={coin.coin_id}
    >
      <b className="b truncate">{tile.width < NARROW_PX ? coin.symbol : coin.name}</b>
      <span className="num text-left!">
        <Change percent={change} />
      </span>
      {tile.height > LOW_PX && price !== null && (
        <span className="xs num px text-left!">${formatPrice(price, decimalsOf(coin))}</span>
      )}
      <span className="sr">{words}</span>
    </CoinLink>
  )
})

/** The size of an element as it is now; zero before it is on the page. */
function useSize() {
  const box = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    if (box.current) observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  return { box, ...size }
}

/** The tiles move once a minute, and not while one of them is pointed at or focused. */
function useRound(held: boolean): number {
  const minute = useClock(({ now }) => Math.floor(now / MINUTE))
  const [round, setRound] = useState(minute)
  if (!held && round !== minute) setRound(minute)
  return round
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, j: 1, ArrowLeft: -1, ArrowUp: -1, k: -1 }

function useTiles(coins: readonly Coin[], held: boolean) {
  const { box, width, height } = useSize()
  const round = useRound(held)
  const ids = coins.map(({ coin_id }) => coin_id).join()
  const placed = useMemo(() => {
    const sized = weighted(coins)
    const tiles = treemap(
      sized.map(({ weight }) => weight),
      width,
      height,
    )
    return sized.flatMap(({ coin: { coin_id: id } }, index) => (tiles[index] ? [{ id, tile: tiles[index] }] : []))
    // eslint-disable-next-line react-hooks/exhaustive-deps -- volumes change all the time; tiles move once a minute
  }, [ids, round, width, height])
  return { box, placed }
}

interface Props {
  coins: readonly Coin[]
  /** Somebody points at a tile or has the focus in one. */
  held: boolean
}

export function HeatMap({ coins, held }: Props) {
  const { box, placed } = useTiles(coins, held)
  const [focused, setFocused] = useState<string | null>(null)
  const byId = new Map(coins.map((coin) => [coin.coin_id, coin]))
  const current = placed.some(({ id }) => id === focused) ? focused : (placed[0]?.id ?? null)
  const onKeyDown = (event: KeyboardEvent) => {
    const by = STEPS[event.key]
    if (by === undefined) return
    const at = placed.findIndex(({ id }) => id === current)
    const next = placed[Math.min(placed.length - 1, Math.max(0, at + by))]
    event.preventDefault()
    if (next) box.current?.querySelector<HTMLElement>(`[data-coin="${CSS.escape(next.id)}"]`)?.focus()
  }
  return (
    <>
      <div
        ref={box}
        className="market-tiles"
        role="group"
        aria-label="Heat map of the coins"
        aria-description="By volume, the largest first. Arrow keys move, Enter opens. The table has the same coins."
        onKeyDown={onKeyDown}
        onFocus={(event) => setFocused(event.target.closest<HTMLElement>('[data-coin]')?.dataset.coin ?? null)}
      >
        {placed.map(({ id, tile }) => {
          const coin = byId.get(id)
          return coin && <CoinTile key={id} coin={coin} tile={tile} tabbable={id === current} />
        })}
      </div>
      <HeatKey />
    </>
  )
}

const KEY = [
  ['down s3', '−5% and more'],
  ['down s2', '−2%'],
  ['down s1', '−0.5%'],
  ['flat s0', '0'],
  ['up s1', '+0.5%'],
  ['up s2', '+2%'],
  ['up s3', '+5% and more'],
] as const

function HeatKey() {
  return (
    <div className="ft">
      <span>Area: volume of 24 h, the smallest enlarged so that they can be read. Colour: change of 24 h.</span>
      <span className="grow" />
      {KEY.map(([tone, words]) => (
        <span key={tone} className="row gap-1">
          <i className={`market-tile-key ${tone}`} aria-hidden="true" />
          {words}
        </span>
      ))}
    </div>
  )
}
