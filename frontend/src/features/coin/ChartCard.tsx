/** The chart: tools, legend, plot, what the rail's colours mean, and the same as a table. */
import { useRef, useState } from 'react'
import type { Price } from '@/api/types'
import { useShortcuts } from '@/lib/keys'
import { PHONE, useMedia } from '@/lib/useMedia'
import { useConnection } from '@/stream/connection'
import type { ChartHandle } from './chart/CandleChart'
import { CandleTable } from './CandleTable'
import { MoreTools, RangeTools } from './ChartTools'
import { exportCandles, exportPicture } from './export'
import { Legend } from './Legend'
import { Plot, type PlotProps } from './Plot'
import { DEFAULT_RANGE, RANGES, type CoinSearch } from './search'

const KEYS = [
  ['complete', 'complete'],
  ['backfilled', 'backfilled'],
  ['partial', 'partial'],
  ['none', 'no data'],
  ['open', 'open candle, will change'],
] as const

function Key() {
  return (
    <div className="ft">
      {KEYS.map(([state, word]) => (
        <span key={state}>
          <i className={`rail-key ${state}`} aria-hidden="true" />
          {word}
        </span>
      ))}
      <span className="grow" />
      <span>
        Charts by{' '}
        <a
          className="underline underline-offset-2"
          href="https://www.tradingview.com/"
          target="_blank"
          rel="noreferrer"
        >
          TradingView Lightweight Charts™
        </a>
      </span>
    </div>
  )
}

interface Props extends Pick<PlotProps, 'coin' | 'decimals' | 'model' | 'search' | 'onSpan'> {
  price: Price | undefined
  onSearch: (change: Partial<CoinSearch>, push: boolean) => void
}

/** `1` to `4` choose the range, `i` opens the indicators. */
function useChartShortcuts(onSearch: Props['onSearch'], openMenu: () => void): void {
  const choose = (index: number) => {
    const range = RANGES[index]
    if (range) onSearch({ range: range === DEFAULT_RANGE ? undefined : range, interval: undefined }, true)
  }
  useShortcuts({ '1': () => choose(0), '2': () => choose(1), '3': () => choose(2), '4': () => choose(3), i: openMenu })
}

export function ChartCard({ coin, price, decimals, model, search, onSearch, onSpan }: Props) {
  const [cursor, setCursor] = useState<number | null>(null)
  const [asTable, setAsTable] = useState(false)
  const [menu, setMenu] = useState(false)
  const handle = useRef<ChartHandle | null>(null)
  const mode = useConnection((connection) => connection.mode)
  const phone = useMedia(PHONE)
  useChartShortcuts(onSearch, () => setMenu(true))
  const title = `${coin.name} (${coin.symbol})`
  const info = { coinId: coin.coin_id, title, source: model.source, interval: model.interval, mode }
  const picture = () => {
    if (handle.current) void exportPicture(handle.current.screenshot(), model.slots, info)
  }
  const more = (
    <MoreTools
      {...{ model, price, asTable, onSearch }}
      type={search.type ?? 'candle'}
      menu={{ open: menu, onOpen: setMenu }}
      onTable={() => setAsTable(!asTable)}
      onCsv={() => exportCandles(model.slots, info)}
      onPng={picture}
    />
  )
  return (
    <section className="card flex flex-col" aria-label="Chart">
      <div className="hd gap-[10px]!">
        <RangeTools model={model} onSearch={onSearch} phone={phone} />
        {!phone && more}
      </div>
      <Legend slots={model.slots} cursor={cursor} overlays={model.overlays} decimals={decimals} />
      {model.overlayError && (
        <p className="sm stale px-[14px]" role="status">
          The indicators could not be loaded: {model.overlayError.message}
        </p>
      )}
      <Plot
        {...{ coin, model, search, decimals, onSpan }}
        onCursor={setCursor}
        onReady={(one) => {
          handle.current = one
        }}
      />
      {phone && <div className="hd flex-wrap border-t border-border">{more}</div>}
      {asTable && <CandleTable slots={model.slots} decimals={decimals} label={`${coin.name}, candles as a table`} />}
      <Key />
    </section>
  )
}
