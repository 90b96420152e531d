/** A portfolio over time: its return beside that of a benchmark, or its value beside what was put in. */
import { ChipSelect } from '@/ui/ChipSelect'
import { Segment } from '@/ui/Segment'
import type { Names } from '@/api/coinNames'
import type { Benchmark } from './benchmarks'
import { ReturnChart, ReturnNote } from './ReturnChart'
import { BENCH, RANGES, type Chart, type PortfolioChoice } from './search'
import { ValueChart, ValueNote } from './ValueChart'
import type { OnSearch } from './Views'

const RANGE_OPTIONS = RANGES.map((value) => ({ value, label: value }))
const CHART_OPTIONS: { value: Chart; label: string }[] = [
  { value: 'return', label: 'Time-weighted' },
  { value: 'value', label: 'Value' },
]

export interface ChartCardProps {
  id: string
  currency: string
  choice: PortfolioChoice
  start: string | undefined
  benchmarks: readonly Benchmark[]
  names: Names
  onSearch: OnSearch
}

export function ChartCard(props: ChartCardProps) {
  const { choice, benchmarks, onSearch } = props
  const isReturn = choice.chart === 'return'
  const title = isReturn ? 'Return against benchmark' : 'Value over time'
  return (
    <section className="card" aria-label={title}>
      <div className="hd flex-wrap">
        <h2>{title}</h2>
        <ChipSelect
          label="What is shown"
          options={CHART_OPTIONS}
          value={choice.chart}
          onChange={(chart) => onSearch({ chart: chart === 'return' ? undefined : chart }, false)}
        />
        {isReturn && (
          <ChipSelect
            label="Compare with"
            options={benchmarks}
            value={choice.bench}
            onChange={(bench) => onSearch({ bench: bench === BENCH ? undefined : bench }, false)}
          />
        )}
        <span className="grow" />
        <Segment
          label="Range"
          options={RANGE_OPTIONS}
          value={choice.range}
          onChange={(range) => onSearch({ range: range === 'All' ? undefined : range }, false)}
        />
      </div>
      {isReturn ? <ReturnChart {...props} /> : <ValueChart {...props} />}
      <div className="ft">{isReturn ? <ReturnNote {...props} /> : <ValueNote {...props} />}</div>
    </section>
  )
}
