/** The chart's card: tools, legend, plot, the key of the rail's colours, and the candles as a table. */
import { lazy, Suspense, useRef, useState } from 'react'
import type { Price } from '@/api/types'
import { useShortcuts } from '@/lib/keys'
import { RANGES, usePreferences } from '@/lib/preferences'
import { PHONE, useMedia } from '@/lib/useMedia'
import { useClock, useConnection } from '@/stream/connection'
import type { ChartHandle } from './chart/CandleChart'
import type { Cursor } from './chart/controller'
import { CandleTable } from './CandleTable'
import { ChartKey } from './ChartKey'
import { ChartNotes } from './ChartNotes'
import { MoreTools, rangeChange, RangeTools, type ToolProps } from './ChartTools'
import { exportCandles, exportPicture } from './export'
import { formatIndicators, indicatorsText, type ChosenIndicator } from './indicators/chosen'
import { Legend } from './Legend'
import { LiveCandles } from './LiveCandles'
import { Plot, type PlotProps } from './Plot'
import { INTERVAL_MS } from './ranges'
import type { CoinSearch } from './search'
import { SourceLine } from './SourceLine'
import { formatView } from './view'

const IndicatorDialog = lazy(async () => ({
  default: (await import('./indicators/IndicatorDialog')).IndicatorDialog,
}))

type OnSearch = (change: Partial<CoinSearch>, push: boolean) => void

interface Props extends Pick<PlotProps, 'coin' | 'decimals' | 'model' | 'choice' | 'onSpan'> {
  price: Price | undefined
  onSearch: OnSearch
}

/** `1` to `4` choose the range, `i` opens the indicators. */
function useChartShortcuts(onSearch: OnSearch, openIndicators: () => void): void {
  const choose = (index: number) => onSearch(rangeChange(RANGES[index]), true)
  useShortcuts({
    '1': () => choose(0),
    '2': () => choose(1),
    '3': () => choose(2),
    '4': () => choose(3),
    i: openIndicators,
  })
}

function toggleFull(card: HTMLElement | null): void {
  if (document.fullscreenElement) void document.exitFullscreen()
  else void card?.requestFullscreen()
}

/** The state of the tools that is not in the URL, and their actions. */
function useTools({ coin, model, choice, onSearch }: Props) {
  const [asTable, setAsTable] = useState(false)
  const [picking, setPicking] = useState(false)
  const handle = useRef<ChartHandle | null>(null)
  const card = useRef<HTMLElement>(null)
  const mode = useConnection((connection) => connection.mode)
  useChartShortcuts(onSearch, () => setPicking(true))
  const title = [`${coin.name} (${coin.symbol})`, ...model.compared.map(({ name }) => name)].join(', ')
  const { source, interval } = model
  const info = { coinId: coin.coin_id, title, source, interval, mode }
  const tools: ToolProps = {
    ...{ model, coin, choice, asTable, onSearch },
    onIndicators: () => setPicking(true),
    onTable: () => setAsTable(!asTable),
    onFull: () => toggleFull(card.current),
    onCsv: () => exportCandles(model, info),
    onPng: () => {
      const shown = { slots: model.slots, stepMs: INTERVAL_MS[interval], now: useClock.getState().now }
      if (handle.current) void exportPicture(handle.current, info, shown)
    },
  }
  const onReady = (one: ChartHandle | null) => {
    handle.current = one
  }
  return { tools, card, onReady, picking, onPicked: () => setPicking(false) }
}

/** In the URL, and as the preference that links to coins take. */
function choose(chosen: readonly ChosenIndicator[], onSearch: OnSearch): void {
  onSearch({ ind: formatIndicators(chosen) }, false)
  usePreferences.setState({ chart_indicators: indicatorsText(chosen) })
}

/** The first candle in view, also when only a part of it is: the chart counts its per cent from there. */
function useLeftEdge({ model: { view, count, interval } }: Props): number {
  const stepMs = INTERVAL_MS[interval]
  const now = useClock((clock) => Math.floor(clock.now / stepMs) * stepMs)
  return view ? Math.floor(view.from / stepMs - 0.5) * stepMs : now - count * stepMs
}

interface UnseenProps extends Pick<Props, 'model' | 'choice' | 'onSearch'> {
  picking: boolean
  onPicked: () => void
}

/** What keeps compared coins fresh, and the dialog of indicators while it is open. */
function Unseen({ model, choice, onSearch, picking, onPicked }: UnseenProps) {
  return (
    <>
      {model.live.map((one) => (
        <LiveCandles key={one.series.coinId} {...one} />
      ))}
      {picking && (
        <Suspense fallback={null}>
          <IndicatorDialog
            chosen={choice.indicators}
            onChange={(chosen) => choose(chosen, onSearch)}
            onClose={onPicked}
          />
        </Suspense>
      )}
    </>
  )
}

export function ChartCard(props: Props) {
  const { coin, price, decimals, model, choice, onSearch, onSpan } = props
  const [cursor, setCursor] = useState<Cursor | null>(null)
  const phone = useMedia(PHONE)
  const from = useLeftEdge(props)
  const { tools, card, onReady, picking, onPicked } = useTools(props)
  return (
    <section className="card chart-card" aria-label="Chart" ref={card}>
      <div className="hd gap-[6px]!">
        <RangeTools model={model} onSearch={onSearch} phone={phone} />
        {!phone && <MoreTools {...tools} />}
      </div>
      <Legend {...{ ...model, cursor, from, decimals }} />
      <SourceLine {...{ model, price, coin }} />
      <ChartNotes model={model} choice={choice} />
      <Plot
        {...{ coin, model, choice, decimals, onSpan, onReady }}
        onCursor={setCursor}
        onView={(view) => onSearch(formatView(view), false)}
      />
      {phone && (
        <div className="hd flex-wrap border-t border-border">
          <MoreTools {...tools} />
        </div>
      )}
      {tools.asTable && <CandleTable {...{ model, decimals }} label={`${coin.name}, candles as a table`} />}
      <ChartKey unknown={model.spans.some(({ state }) => state === 'unknown')} />
      <Unseen {...{ model, choice, onSearch, picking, onPicked }} />
    </section>
  )
}
