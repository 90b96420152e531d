/** How the correlation of two coins changed, with its 95% interval as a band. */
import { useQuery } from '@tanstack/react-query'
import { LineChart } from 'lucide-react'
import { useMemo } from 'react'
import { pairQuery, type PairPage } from '@/api/analytics'
import type { Names } from '@/api/coinNames'
import { MINUS } from '@/lib/format'
import { useDerivedFromNow } from '@/stream/useStream'
import { Provenance } from '@/ui/Provenance'
import { Empty } from '@/ui/states'
import { Block } from '../Block'
import { ChartsBy } from '../chart/ChartsBy'
import { everyStep, lookOf, onGrid, type Content } from '../chart/lines'
import { LinesBlock } from '../chart/LinesBlock'
import { useChartTools } from '../chart/useChartTools'
import { STEP_MS, type AnalyticsChoice } from '../search'

interface Props {
  pair: readonly [string, string]
  choice: AnalyticsChoice
  names: Names
}

const LEAST_WINDOW = 10
const MOST_POINTS = 1000

const number = (text: string | null | undefined): number | null => (text == null ? null : Number(text))
const twoDecimals = (value: number): string => value.toFixed(2).replace('-', MINUS)

/**
 * The line and its band; the scale always reaches from 0 to 1, so that a small change looks small. Values are of common
 * open times alone: an open time without one is a hole. Pure.
 */
export function contentOf({ items, interval }: Pick<PairPage, 'items' | 'interval'>, name: string): Content {
  const oldestFirst = items.toReversed()
  const known = oldestFirst.map(({ open_time, value, status }) => ({
    time: Date.parse(open_time),
    value: number(value),
    text: value,
    status,
  }))
  const ends = new Map(oldestFirst.map(({ open_time, interval_95 }) => [Date.parse(open_time), interval_95]))
  const times = everyStep(
    known.map(({ time }) => time),
    STEP_MS[interval],
  )
  const points = onGrid(known, times)
  const band = times.map((time) => ({ time, low: number(ends.get(time)?.[0]), high: number(ends.get(time)?.[1]) }))
  const line = { id: 'correlation', name, ...lookOf(1), points }
  return { lines: [line], band, level: 0, log: false, reach: [0, 1], format: twoDecimals }
}

/** A window of two sevenths of the returns: of a week of hours, two days. Pure. */
export const windowOf = (period: number): number => Math.max(LEAST_WINDOW, Math.round((period * 2) / 7))

function useRolling([a, b]: Props['pair'], { interval, period }: AnalyticsChoice) {
  const step = STEP_MS[interval]
  const start = useDerivedFromNow((now) => new Date(Math.floor(now / step - period) * step).toISOString())
  const request = { pair: [a, b] as const, interval, period: windowOf(period), start, limit: MOST_POINTS }
  return useQuery(pairQuery('rolling-correlation', request))
}

const isEmpty = ({ lines }: Content): boolean =>
  lines.every(({ points }) => points.every(({ value }) => value === null))

function Nothing({ period }: { period: number }) {
  return (
    <Empty icon={LineChart} title="Not enough history yet">
      The first value comes when both coins have {period} returns in common.
    </Empty>
  )
}

export function RollingCard({ pair, choice, names }: Props) {
  const query = useRolling(pair, choice)
  const { data } = query
  const name = `${names.symbol(pair[0])} / ${names.symbol(pair[1])}`
  const content = useMemo(() => data && contentOf(data, name), [data, name])
  const title = `Rolling correlation, ${names.name(pair[0])} and ${names.name(pair[1])}`
  const { asTable, handle, buttons } = useChartTools(content, {
    ...{ slug: `correlation-${pair.join('-')}`, title, source: 'composite' },
  })
  return (
    <section className="card" aria-label="Rolling correlation">
      <div className="hd">
        <h2>Rolling correlation</h2>
        <span className="grow" />
        {data && <span className="xs t3">window of {data.period} returns, band 95%</span>}
        {content && buttons}
      </div>
      <Block query={{ ...query, data: content }} what="the rolling correlation" rows={4}>
        {(drawn) =>
          isEmpty(drawn) ? (
            <Nothing period={windowOf(choice.period)} />
          ) : (
            <LinesBlock {...{ content: drawn, asTable, handle }} label={title} low />
          )
        }
      </Block>
      {data && (
        <div className="ft">
          <Provenance of={data} />
          <span className="grow" />
          <ChartsBy />
        </div>
      )}
    </section>
  )
}
