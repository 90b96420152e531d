/** The chart's card: tools, legend, plot, the key of the rail's colours, and the candles as a table. */
import { useRef, useState } from 'react'
import type { Price } from '@/api/types'
import { useShortcuts } from '@/lib/keys'
import { RANGES } from '@/lib/preferences'
import { PHONE, useMedia } from '@/lib/useMedia'
import { useConnection } from '@/stream/connection'
import type { ChartHandle } from './chart/CandleChart'
import { CandleTable } from './CandleTable'
import { MoreTools, rangeChange, RangeTools, type ToolProps } from './ChartTools'
import { exportCandles, exportPicture } from './export'
import { Legend } from './Legend'
import { Plot, type PlotProps } from './Plot'
import type { CoinSearch } from './search'
import { formatView } from './view'

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

type OnSearch = (change: Partial<CoinSearch>, push: boolean) => void

interface Props extends Pick<PlotProps, 'coin' | 'decimals' | 'model' | 'search' | 'onSpan'> {
  price: Price | undefined
  onSearch: OnSearch
}

/** `1` to `4` choose the range, `i` opens the indicators. */
function useChartShortcuts(onSearch: OnSearch, openMenu: () => void): void {
  const choose = (index: number) => onSearch(rangeChange(RANGES[index]), true)
  useShortcuts({ '1': () => choose(0), '2': () => choose(1), '3': () => choose(2), '4': () => choose(3), i: openMenu })
}

function toggleFull(card: HTMLElement | null): void {
  if (document.fullscreenElement) void document.exitFullscreen()
  else void card?.requestFullscreen()
}

/** The state of the tools that is not in the URL, and their actions. */
function useTools({ coin, price, model, search, onSearch }: Props) {
  const [asTable, setAsTable] = useState(false)
  const [menu, setMenu] = useState(false)
  const handle = useRef<ChartHandle | null>(null)
  const card = useRef<HTMLElement>(null)
  const mode = useConnection((connection) => connection.mode)
  useChartShortcuts(onSearch, () => setMenu(true))
  const title = `${coin.name} (${coin.symbol})`
  const info = { coinId: coin.coin_id, title, source: model.source, interval: model.interval, mode }
  const tools: ToolProps = {
    ...{ model, price, search, asTable, onSearch },
    menu: { open: menu, onOpen: setMenu },
    onTable: () => setAsTable(!asTable),
    onFull: () => toggleFull(card.current),
    onCsv: () => exportCandles(model.slots, info),
    onPng: () => {
      if (handle.current) void exportPicture(handle.current, info)
    },
  }
  const onReady = (one: ChartHandle | null) => {
    handle.current = one
  }
  return { tools, card, onReady }
}

export function ChartCard(props: Props) {
  const { coin, decimals, model, search, onSearch, onSpan } = props
  const [cursor, setCursor] = useState<number | null>(null)
  const phone = useMedia(PHONE)
  const { tools, card, onReady } = useTools(props)
  return (
    <section className="card chart-card" aria-label="Chart" ref={card}>
      <div className="hd gap-[10px]!">
        <RangeTools model={model} onSearch={onSearch} phone={phone} />
        {!phone && <MoreTools {...tools} />}
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
        onView={(view) => onSearch(formatView(view), false)}
        onReady={onReady}
      />
      {phone && (
        <div className="hd flex-wrap border-t border-border">
          <MoreTools {...tools} />
        </div>
      )}
      {tools.asTable && (
        <CandleTable {...{ decimals }} slots={model.slots} label={`${coin.name}, candles as a table`} />
      )}
      <Key />
    </section>
  )
}
