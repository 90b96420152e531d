/** The chart's card: tools, legend, plot, the key of the rail's colours, and the candles as a table. */
import { useRef, useState } from 'react'
import type { Price } from '@/api/types'
import { useShortcuts } from '@/lib/keys'
import { RANGES } from '@/lib/preferences'
import { PHONE, useMedia } from '@/lib/useMedia'
import { useClock, useConnection } from '@/stream/connection'
import type { ChartHandle } from './chart/CandleChart'
import type { Cursor } from './chart/controller'
import { CandleTable } from './CandleTable'
import { ChartKey } from './ChartKey'
import { MoreTools, rangeChange, RangeTools, type ToolProps } from './ChartTools'
import { exportCandles, exportPicture } from './export'
import { Legend } from './Legend'
import { Plot, type PlotProps } from './Plot'
import { INTERVAL_MS } from './ranges'
import type { CoinSearch } from './search'
import { SourceLine } from './SourceLine'
import { formatView } from './view'

type OnSearch = (change: Partial<CoinSearch>, push: boolean) => void

interface Props extends Pick<PlotProps, 'coin' | 'decimals' | 'model' | 'choice' | 'onSpan'> {
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
function useTools({ coin, model, choice, onSearch }: Props) {
  const [asTable, setAsTable] = useState(false)
  const [menu, setMenu] = useState(false)
  const handle = useRef<ChartHandle | null>(null)
  const card = useRef<HTMLElement>(null)
  const mode = useConnection((connection) => connection.mode)
  useChartShortcuts(onSearch, () => setMenu(true))
  const title = `${coin.name} (${coin.symbol})`
  const { source, interval } = model
  const info = { coinId: coin.coin_id, title, source, interval, mode }
  const tools: ToolProps = {
    ...{ model, coin, choice, asTable, onSearch },
    menu: { open: menu, onOpen: setMenu },
    onTable: () => setAsTable(!asTable),
    onFull: () => toggleFull(card.current),
    onCsv: () => exportCandles(model.slots, info),
    onPng: () => {
      const shown = { slots: model.slots, stepMs: INTERVAL_MS[interval], now: useClock.getState().now }
      if (handle.current) void exportPicture(handle.current, info, shown)
    },
  }
  const onReady = (one: ChartHandle | null) => {
    handle.current = one
  }
  return { tools, card, onReady }
}

export function ChartCard(props: Props) {
  const { coin, price, decimals, model, choice, onSearch, onSpan } = props
  const [cursor, setCursor] = useState<Cursor | null>(null)
  const phone = useMedia(PHONE)
  const { tools, card, onReady } = useTools(props)
  return (
    <section className="card chart-card" aria-label="Chart" ref={card}>
      <div className="hd gap-[10px]!">
        <RangeTools model={model} onSearch={onSearch} phone={phone} />
        {!phone && <MoreTools {...tools} />}
      </div>
      <Legend slots={model.slots} cursor={cursor} overlays={model.overlays} decimals={decimals} />
      <SourceLine {...{ model, price, coin }} />
      {model.overlayError && (
        <p className="sm stale px-[14px]" role="status">
          The indicators could not be loaded: {model.overlayError.message}
        </p>
      )}
      <Plot
        {...{ coin, model, choice, decimals, onSpan }}
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
      <ChartKey />
    </section>
  )
}
