/** Several coins rebased to 100 at one start, with exports. */
import { useQuery } from '@tanstack/react-query'
import { LineChart } from 'lucide-react'
import { useMemo } from 'react'
import { comparisonQuery, type Comparison } from '@/api/analytics'
import type { Names } from '@/api/coinNames'
import type { Coin } from '@/api/types'
import { formatMoment, zoneName } from '@/lib/time'
import { serverClock } from '@/stream/connection'
import { useDerivedFromNow } from '@/stream/useStream'
import { ChipSelect } from '@/ui/ChipSelect'
import { Provenance } from '@/ui/Provenance'
import { Segment } from '@/ui/Segment'
import { Empty, Failed, Loading } from '@/ui/states'
import { ChartsBy } from '../chart/ChartsBy'
import type { Content } from '../chart/lines'
import { LinesBlock } from '../chart/LinesBlock'
import type { PlotHandle } from '../chart/LinesPlot'
import { useChartTools } from '../chart/useChartTools'
import { comparedCoins } from '../choices'
import { intervalOf, RANGES, startOf, type AnalyticsChoice, type OnSearch, type Scale } from '../search'
import { contentOf, linesOf, withoutValues } from './compared'
import { LineChips } from './LineChips'

const RANGE_OPTIONS = RANGES.map((value) => ({ value, label: value }))
const SCALE_OPTIONS: { value: Scale; label: string }[] = [
  { value: 'index', label: 'Rebased to 100' },
  { value: 'percent', label: 'Per cent' },
  { value: 'log', label: 'Log scale' },
]

interface Props {
  coins: readonly Coin[]
  choice: AnalyticsChoice
  names: Names
  onSearch: OnSearch
}

function useComparison({ coins, choice, names }: Omit<Props, 'onSearch'>) {
  const { range, scale } = choice
  const start = useDerivedFromNow((now) => startOf(range, now))
  const chosen = useMemo(() => comparedCoins(coins, choice.coins), [coins, choice.coins])
  const query = useQuery(comparisonQuery(chosen, intervalOf(range), start))
  const content = useMemo(
    () => query.data && contentOf(linesOf(query.data, chosen, names, scale), scale),
    [query.data, chosen, names, scale],
  )
  return { chosen, query, content }
}

type Model = ReturnType<typeof useComparison>

interface BodyProps {
  model: Model
  label: string
  asTable: boolean
  handle: React.RefObject<PlotHandle | null>
}

function Body({ model: { query, content }, label, asTable, handle }: BodyProps) {
  if (query.error && !content) {
    return <Failed what="The comparison" error={query.error} retry={() => void query.refetch()} />
  }
  if (!content) return <Loading what="the comparison" rows={8} />
  if (withoutValues(content.lines).length === content.lines.length) {
    return (
      <Empty icon={LineChart} title="No prices in this range yet">
        History of these coins has not been loaded so far back. Choose a shorter range.
      </Empty>
    )
  }
  return <LinesBlock {...{ content, label, asTable, handle }} />
}

function Notes({ data, content, names }: { data: Comparison; content: Content; names: Names }) {
  const missing = withoutValues(content.lines).map(({ name }) => name)
  const partial = data.items.filter(({ status }) => status === 'partial').map(({ coin_id: id }) => names.symbol(id))
  return (
    <div className="ft">
      <span className="grow">
        Closes of the composite price in USD, from the first of each. Where nothing was traded or received, a line
        stops. {partial.length > 0 && `Some candles of ${partial.join(', ')} are partial. `}
        {missing.length > 0 && <span className="stale">No price in this range: {missing.join(', ')}.</span>}
      </span>
      <Provenance of={data} />
      <ChartsBy />
    </div>
  )
}

const moment = (iso: string): string => {
  const date = new Date(iso)
  return `${formatMoment(date, new Date(serverClock.now()))} ${zoneName(date)}`
}

/** Range and scale. */
function Scales({ choice: { range, scale }, onSearch }: Pick<Props, 'choice' | 'onSearch'>) {
  return (
    <>
      <Segment
        label="Range"
        options={RANGE_OPTIONS}
        value={range}
        onChange={(next) => onSearch({ range: next }, true)}
      />
      <ChipSelect
        label="Scale"
        options={SCALE_OPTIONS}
        value={scale}
        onChange={(next) => onSearch({ scale: next }, false)}
      />
    </>
  )
}

const scaleName = (scale: Scale): string => SCALE_OPTIONS.find(({ value }) => value === scale)?.label ?? ''

export function CompareCard(props: Props) {
  const { choice, onSearch, names } = props
  const model = useComparison(props)
  const { content, query, chosen } = model
  const { asTable, handle, buttons } = useChartTools(content, {
    slug: `compare-${choice.range}`,
    title: `${chosen.map(names.symbol).join(', ')} · ${scaleName(choice.scale)}`,
    source: 'composite',
  })
  return (
    <section className="card" aria-label="Comparison">
      <div className="hd flex-wrap">
        <h2>Compare</h2>
        {query.data?.base_time && <span className="xs t3">from {moment(query.data.base_time)}</span>}
        <span className="grow" />
        <LineChips {...props} chosen={chosen} />
        <Scales choice={choice} onSearch={onSearch} />
        {buttons}
      </div>
      <Body {...{ model, asTable, handle }} label={`Comparison of ${chosen.map(names.name).join(', ')}`} />
      {query.data && content && <Notes data={query.data} content={content} names={names} />}
    </section>
  )
}
