/** How the correlation of two coins changed, with its 95% interval as a band. */
import { useQuery } from '@tanstack/react-query'
import { LineChart } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { pairQuery, type PairPage } from '@/api/analytics'
import type { Names } from '@/api/coinNames'
import { MINUS } from '@/lib/format'
import { useConnection } from '@/stream/connection'
import { useDerivedFromNow } from '@/stream/useStream'
import { Empty, Failed, Loading } from '@/ui/states'
import type { About } from '../chart/about'
import { ChartButtons } from '../chart/ChartButtons'
import { ChartsBy } from '../chart/ChartsBy'
import { saveLines } from '../chart/export'
import { lookOf, type Content } from '../chart/lines'
import { LinesBlock } from '../chart/LinesBlock'
import type { PlotHandle } from '../chart/LinesPlot'
import { Provenance } from '../Provenance'
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

/** The line and its band; the scale always reaches from 0 to 1, so that a small change looks small. Pure. */
export function contentOf({ items }: Pick<PairPage, 'items'>, name: string): Content {
  const oldestFirst = items.toReversed()
  const points = oldestFirst.map(({ open_time, value, status }) => ({
    time: Date.parse(open_time),
    value: number(value),
    text: value,
    status,
  }))
  const band = oldestFirst.map(({ open_time, interval_95: ends }) => ({
    time: Date.parse(open_time),
    low: number(ends?.[0]),
    high: number(ends?.[1]),
  }))
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

export function RollingCard({ pair, choice, names }: Props) {
  const [asTable, setAsTable] = useState(false)
  const handle = useRef<PlotHandle>(null)
  const mode = useConnection((connection) => connection.mode)
  const { data, error, refetch } = useRolling(pair, choice)
  const name = `${names.symbol(pair[0])} / ${names.symbol(pair[1])}`
  const content = useMemo(() => data && contentOf(data, name), [data, name])
  const about: About = {
    slug: `correlation-${pair.join('-')}`,
    title: `Rolling correlation, ${names.name(pair[0])} and ${names.name(pair[1])}`,
    source: 'composite',
    mode,
  }
  const isEmpty = content?.lines.every(({ points }) => points.every(({ value }) => value === null)) ?? false
  return (
    <section className="card" aria-label="Rolling correlation">
      <div className="hd">
        <h2>Rolling correlation</h2>
        <span className="grow" />
        {data && <span className="xs t3">window of {data.period} returns, band 95%</span>}
        {content && !isEmpty && (
          <ChartButtons
            asTable={asTable}
            onTable={() => setAsTable(!asTable)}
            onCsv={() => saveLines(content.lines, about)}
            onPng={() => void handle.current?.savePicture(about)}
          />
        )}
      </div>
      {error && !data ? (
        <Failed what="The rolling correlation" error={error} retry={() => void refetch()} />
      ) : !content ? (
        <Loading what="the rolling correlation" rows={4} />
      ) : isEmpty ? (
        <Empty icon={LineChart} title="Not enough history yet">
          The first value comes when both coins have {data?.period} returns in common.
        </Empty>
      ) : (
        <LinesBlock {...{ content, asTable, handle }} label={about.title} low />
      )}
      {data && !isEmpty && (
        <div className="ft">
          <Provenance of={data} />
          <span className="grow" />
          <ChartsBy />
        </div>
      )}
    </section>
  )
}
