/** Several coins rebased to 100 at one start, with exports. */
import { useQuery } from '@tanstack/react-query'
import { LineChart, X } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { comparisonQuery, type Comparison } from '@/api/analytics'
import type { Names } from '@/api/coinNames'
import type { Coin } from '@/api/types'
import { formatMoment, zoneName } from '@/lib/time'
import { serverClock, useConnection } from '@/stream/connection'
import { useDerivedFromNow } from '@/stream/useStream'
import { ChipSelect } from '@/ui/ChipSelect'
import { Segment } from '@/ui/Segment'
import { Empty, Failed, Loading } from '@/ui/states'
import type { About } from '../chart/about'
import { ChartButtons } from '../chart/ChartButtons'
import { ChartsBy } from '../chart/ChartsBy'
import { saveLines } from '../chart/export'
import { lookOf, type Content } from '../chart/lines'
import { LinesBlock } from '../chart/LinesBlock'
import type { PlotHandle } from '../chart/LinesPlot'
import { comparedCoins, MOST_LINES } from '../choices'
import { Provenance } from '../Provenance'
import { intervalOf, RANGES, startOf, type AnalyticsChoice, type OnSearch, type Scale } from '../search'
import { contentOf, linesOf, withoutValues } from './compared'

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

interface ChipsProps extends Omit<Props, 'choice'> {
  chosen: readonly string[]
}

/** The lines by name; each can be taken away, another one added. */
function Chips({ coins, chosen, names, onSearch }: ChipsProps) {
  const choose = (next: readonly string[]) => onSearch({ coins: next.join(',') || undefined }, false)
  const others = coins.filter(({ coin_id: id }) => !chosen.includes(id))
  return (
    <>
      {chosen.map((coin, index) => {
        const { colour, dashed } = lookOf(index)
        return (
          <span key={coin} className="chip line-chip">
            <i className={`sw line-${colour} ${dashed ? 'dashed' : ''}`} aria-hidden="true" />
            {names.symbol(coin)}
            {chosen.length > 1 && (
              <button
                type="button"
                aria-label={`Leave out ${names.name(coin)}`}
                title="Leave out"
                onClick={() => choose(chosen.filter((one) => one !== coin))}
              >
                <X className="i s" aria-hidden />
              </button>
            )}
          </span>
        )
      })}
      {chosen.length < MOST_LINES && others.length > 0 && (
        <label className="chip">
          <span className="sr">Add a coin</span>
          <select value="" onChange={(event) => choose([...chosen, event.target.value])}>
            <option value="">+ Coin</option>
            {others.map((coin) => (
              <option key={coin.coin_id} value={coin.coin_id}>
                {coin.name}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  )
}

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

export function CompareCard(props: Props) {
  const { choice, onSearch } = props
  const [asTable, setAsTable] = useState(false)
  const handle = useRef<PlotHandle>(null)
  const mode = useConnection((connection) => connection.mode)
  const model = useComparison(props)
  const { content, query, chosen } = model
  const title = SCALE_OPTIONS.find(({ value }) => value === choice.scale)?.label ?? ''
  const about: About = {
    slug: `compare-${choice.range}`,
    title: `${chosen.map(props.names.symbol).join(', ')} · ${title}`,
    source: 'composite',
    mode,
  }
  return (
    <section className="card" aria-label="Comparison">
      <div className="hd flex-wrap">
        <h2>Compare</h2>
        {query.data?.base_time && <span className="xs t3">from {moment(query.data.base_time)}</span>}
        <span className="grow" />
        <Chips {...props} chosen={chosen} />
        <Segment
          label="Range"
          options={RANGE_OPTIONS}
          value={choice.range}
          onChange={(range) => onSearch({ range }, true)}
        />
        <ChipSelect
          label="Scale"
          options={SCALE_OPTIONS}
          value={choice.scale}
          onChange={(scale) => onSearch({ scale }, false)}
        />
        <ChartButtons
          asTable={asTable}
          onTable={() => setAsTable(!asTable)}
          {...(content && {
            onCsv: () => saveLines(content.lines, about),
            onPng: () => void handle.current?.savePicture(about),
          })}
        />
      </div>
      <Body {...{ model, asTable, handle }} label={`Comparison of ${chosen.map(props.names.name).join(', ')}`} />
      {query.data && content && <Notes data={query.data} content={content} names={props.names} />}
    </section>
  )
}
