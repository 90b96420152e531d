/** The coin's trades, newest first. New ones are added only while the list is scrolled to its top and not paused. */
import { ArrowDownUp, Pause } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Trade } from '@/api/types'
import { formatPrice, formatSize } from '@/lib/format'
import { formatTime, zoneName } from '@/lib/time'
import { venueName } from '@/lib/venues'
import { Empty, Failed, Loading } from '@/ui/states'
import { quoteOf } from './exchanges'
import { useTradeTape } from './useTradeTape'

interface RowProps {
  trade: Trade
  decimals: number | undefined
}

function TradeRow({ trade, decimals }: RowProps) {
  const tone = trade.side === 'buy' ? 'up' : 'down'
  const quote = quoteOf(trade.instrument_id)
  return (
    <tr data-trade={trade.trade_id}>
      <td className="num t3" title={trade.timestamp}>
        {formatTime(new Date(trade.timestamp), true)}
      </td>
      <td className={`num b ${tone}`} title={`${trade.price} ${quote}`}>
        {formatPrice(trade.price, decimals)}
      </td>
      <td className="num t2" title={trade.size}>
        {formatSize(trade.size)}
      </td>
      <td className={`sm ${tone}`}>{trade.side}</td>
      <td className="t3 sm">
        {venueName(trade.venue)} <span className="xs">{quote}</span>
        {trade.backfilled && ' · backfilled'}
      </td>
    </tr>
  )
}

interface Props {
  coinId: string
  decimals: number | undefined
}

function TapeTable({ trades, decimals }: { trades: Trade[]; decimals: number | undefined }) {
  return (
    <table className="table low">
      <thead>
        <tr>
          <th className="num">Time, {zoneName()}</th>
          <th className="num">Price</th>
          <th className="num">Size</th>
          <th>Side</th>
          <th>Exchange</th>
        </tr>
      </thead>
      <tbody>
        {trades.map((trade) => (
          <TradeRow key={`${trade.instrument_id} ${trade.trade_id}`} trade={trade} decimals={decimals} />
        ))}
      </tbody>
    </table>
  )
}

interface HeadProps {
  waiting: number
  paused: boolean
  onTop: () => void
  onPause: () => void
}

function TapeHead({ waiting, paused, onTop, onPause }: HeadProps) {
  return (
    <div className="hd">
      <h2>Trades</h2>
      {waiting > 0 && (
        <button type="button" className="chip on" onClick={onTop}>
          {waiting} new
        </button>
      )}
      <span className="grow" />
      <span className="xs t3 not-phone">
        taker side · newest first · <span className="kbd">Space</span> pauses
      </span>
      <button
        type="button"
        className={paused ? 'chip on' : 'chip'}
        aria-pressed={paused}
        aria-label="Pause the trades"
        onClick={onPause}
      >
        <Pause className="i s" aria-hidden />
      </button>
    </div>
  )
}

type BodyProps = Omit<ReturnType<typeof useTradeTape>, 'waiting'> & { decimals: number | undefined }

function TapeBody({ shown, isPending, error, refetch, decimals }: BodyProps) {
  if (shown.length > 0) return <TapeTable trades={shown} decimals={decimals} />
  if (isPending) return <Loading what="trades" />
  if (error) return <Failed what="The trades" error={error} retry={refetch} rest="Prices above are live." />
  return (
    <Empty icon={ArrowDownUp} title="No trade yet">
      The first trade that an exchange sends appears here.
    </Empty>
  )
}

export function TradesCard({ coinId, decimals }: Props) {
  const [atTop, setAtTop] = useState(true)
  const [paused, setPaused] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const { waiting, ...tape } = useTradeTape(coinId, paused || !atTop)
  const toTop = () => {
    setPaused(false)
    box.current?.scrollTo({ top: 0 })
    setAtTop(true)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== ' ') return
    event.preventDefault()
    setPaused(!paused)
  }
  return (
    <section className="card trades" aria-label="Trades">
      <TapeHead waiting={waiting.length} paused={paused} onTop={toTop} onPause={() => setPaused(!paused)} />
      <div
        className="tape"
        ref={box}
        tabIndex={0}
        role="region"
        aria-label="List of trades"
        onKeyDown={onKeyDown}
        onScroll={(event) => setAtTop(event.currentTarget.scrollTop < 4)}
      >
        <TapeBody {...tape} decimals={decimals} />
      </div>
    </section>
  )
}
