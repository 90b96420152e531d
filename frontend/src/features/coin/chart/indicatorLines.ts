/** The indicators' lines, bands and guides: made, updated and removed as the reader chooses them. */
import { HistogramSeries, LineSeries, LineStyle, type IChartApi, type ISeriesApi } from 'lightweight-charts'
import { formatCompact, formatPrice } from '@/lib/format'
import { scaleOf, type Look } from '../indicators/looks'
import type { ShownIndicator } from '../indicators/shown'
import type { Taken } from './axisLabels'
import { BandFill } from './bandFill'
import { alpha, type Colours } from './colours'
import { isHole, type Slot, type Span } from './grid'
import { LineName, type NamedLine } from './lineName'
import { indicatorPoints, type LinePoint } from './points'

interface Drawn extends NamedLine {
  spec: string
  series: ISeriesApi<'Line'> | ISeriesApi<'Histogram'>
}

/** What of the chart decides where points stand: when it is the same, no point has moved. */
const gridKey = (slots: readonly Slot[], spans: readonly Span[]): string =>
  [slots[0]?.time, slots.length, ...spans.filter(isHole).map(({ from, to }) => `${from}-${to}`)].join()

const keyOf = ({ spec }: ShownIndicator, output: string): string => `${spec} ${output}`

/** The last of several lines that belong together, as a signal and its average, is dashed. */
const isSecond = (output: string): boolean => output === 'signal' || output === 'd' || output === 'slow_d'
const isEdge = (output: string): boolean => output === 'upper' || output === 'lower'
const isHistogram = (output: string): boolean => output.startsWith('hist')

function formatOf({ written }: Look, decimals: number) {
  const texts: Record<Look['written'], (value: number) => string> = {
    price: (value) => formatPrice(value.toFixed(decimals), decimals),
    percent: (value) => `${value.toFixed(Math.abs(value) < 10 ? 1 : 0)}%`,
    points: (value) => value.toFixed(0),
    number: (value) => value.toFixed(Math.abs(value) >= 10 ? 0 : 2),
    volume: (value) => formatCompact(value.toFixed(2)),
  }
  return { type: 'custom', formatter: texts[written], minMove: written === 'price' ? 10 ** -decimals : 0.01 } as const
}

export class IndicatorLines {
  readonly #drawn = new Map<string, Drawn>()
  #shown: readonly ShownIndicator[] = []
  #grid = ''

  constructor(
    private readonly chart: IChartApi,
    private readonly colours: Colours,
    private readonly decimals: number,
    /** The part of the price pane's axis that the last price covers. */
    private readonly taken: () => Taken | null,
  ) {}

  /** Nothing is drawn again while neither the values nor the grid have changed. */
  set(shown: readonly ShownIndicator[], slots: readonly Slot[], spans: readonly Span[]): void {
    const grid = gridKey(slots, spans)
    if (shown === this.#shown && grid === this.#grid) return
    this.#removeOthers(shown)
    this.#shown = shown
    this.#grid = grid
    for (const one of shown) {
      one.outputs.forEach((output, index) => this.#draw(one, output, index === 0, slots, spans))
      this.#fillBand(one)
    }
  }

  /** A line in another pane than it should be in is drawn anew: the library removes an empty pane and moves those below. */
  #removeOthers(shown: readonly ShownIndicator[]): void {
    const panes = new Map(shown.flatMap((one) => one.outputs.map((output) => [keyOf(one, output), one.pane])))
    const drawn = [...this.#drawn]
    const gone = drawn.filter(([key]) => !panes.has(key))
    const kept = drawn.filter(([key]) => panes.has(key))
    const moved = kept.some(([key, { pane }]) => panes.get(key) !== pane)
    for (const [key, { series, pane }] of [...gone, ...(moved ? kept : [])]) {
      if (panes.has(key) && pane === 0) continue
      this.chart.removeSeries(series)
      this.#drawn.delete(key)
    }
  }

  #draw(one: ShownIndicator, output: string, first: boolean, slots: readonly Slot[], spans: readonly Span[]): void {
    const key = keyOf(one, output)
    const series = this.#drawn.get(key)?.series ?? this.#add(one, output)
    const points = indicatorPoints(slots, one.points, output, spans, scaleOf(one.look))
    const color = this.colours[one.colour]
    series.applyOptions({ color: isHistogram(output) ? alpha(color, 0.45) : color })
    series.setData(points)
    // Only the first line of an indicator has its name on the axis.
    const label = first || output === 'middle' ? one.axis : ''
    this.#drawn.set(key, {
      name: key,
      spec: one.spec,
      label: isEdge(output) ? '' : label,
      pane: one.pane,
      series,
      points,
      color,
    })
  }

  #add(one: ShownIndicator, output: string): Drawn['series'] {
    const shared = {
      lastValueVisible: false,
      priceLineVisible: false,
      priceFormat: formatOf(one.look, this.decimals),
    } as const
    if (isHistogram(output)) return this.chart.addSeries(HistogramSeries, shared, one.pane)
    const lineStyle = isSecond(output) || one.dashed ? LineStyle.Dashed : LineStyle.Solid
    const lineWidth = isEdge(output) ? 1 : 2
    const series = this.chart.addSeries(
      LineSeries,
      { ...shared, lineWidth, lineStyle, crosshairMarkerVisible: false },
      one.pane,
    )
    const lines = (): NamedLine[] =>
      [...this.#drawn.values()].filter(({ pane, label }) => pane === one.pane && label !== '')
    const taken = (): Taken | null => (one.pane === 0 ? this.taken() : null)
    series.attachPrimitive(new LineName(this.chart, keyOf(one, output), this.colours.surface, lines, taken))
    if (output === one.outputs[0]) this.#addGuides(series, one)
    return series
  }

  #addGuides(series: ISeriesApi<'Line'>, { look }: ShownIndicator): void {
    for (const price of look.guides ?? []) {
      series.createPriceLine({
        price,
        color: this.colours.hatch,
        lineWidth: 1,
        lineStyle: LineStyle.Dotted,
        axisLabelVisible: false,
        title: '',
      })
    }
    const [low, high] = look.guides ?? []
    const color = alpha(this.colours.accent, 0.08)
    if (low !== undefined && high !== undefined)
      series.attachPrimitive(new BandFill(this.chart, series, color, () => ({ low, high })))
  }

  /** The band between an upper and a lower edge. */
  #fillBand(one: ShownIndicator): void {
    const [upper, lower] = [this.#drawn.get(keyOf(one, 'upper')), this.#drawn.get(keyOf(one, 'lower'))]
    if (!upper || !lower || filled.has(upper.series)) return
    const edges = (key: string): readonly LinePoint[] => this.#drawn.get(key)?.points ?? []
    const of = () => ({ upper: edges(keyOf(one, 'upper')), lower: edges(keyOf(one, 'lower')) })
    upper.series.attachPrimitive(new BandFill(this.chart, upper.series, alpha(this.colours[one.colour], 0.1), of))
    filled.add(upper.series)
  }
}

/** The series whose band is there already. */
const filled = new WeakSet<Drawn['series']>()
