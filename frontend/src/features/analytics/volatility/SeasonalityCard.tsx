/** Mean returns of one coin by hour, weekday or session, each with its interval and n. */
import { useQuery } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import { seasonalityQuery, type Season, type Seasonality } from '@/api/analytics'
import { formatChange, formatCount, MINUS, roundText, UNKNOWN } from '@/lib/format'
import { formatDateRange } from '@/lib/time'
import { Provenance } from '@/ui/Provenance'
import { Segment } from '@/ui/Segment'
import { Empty } from '@/ui/states'
import { Block } from '../Block'
import { GROUPINGS, type AnalyticsChoice, type Grouping, type OnSearch } from '../search'
import { bucketName, seasonBars, verdictText, type BarSpan, type SeasonBar } from './words'

const LABELS: Record<Grouping, string> = { hour: 'Hour', weekday: 'Weekday', session: 'Session' }
const OPTIONS = GROUPINGS.map((value) => ({ value, label: LABELS[value] }))
const WIDTH = 200

const at = (share: number): number => share * WIDTH

function Bar({ bar: { bar, interval }, season }: { bar: SeasonBar; season: Season }) {
  const tone = season.mean_return_percent === null ? 'flat' : formatChange(season.mean_return_percent, 4).direction
  const rect = ({ from, to }: BarSpan) => ({ x: at(from), width: Math.max(0.5, at(to - from)) })
  return (
    <svg className="track" viewBox={`0 0 ${WIDTH} 14`} preserveAspectRatio="none" aria-hidden="true">
      {bar && <rect className={`bar ${tone} ${season.significant ? 'sure' : ''}`} y="3" height="8" {...rect(bar)} />}
      <line className="zero" x1={WIDTH / 2} x2={WIDTH / 2} y1="0" y2="14" />
      {interval && <line className="ci" x1={at(interval.from)} x2={at(interval.to)} y1="7" y2="7" />}
    </svg>
  )
}

const signed = (percent: string): string => {
  const text = roundText(percent, 3)
  return `${Number(text) > 0 ? '+' : ''}${text.replace('-', MINUS)}%`
}

const intervalText = ({ interval_95: ci }: Season): string =>
  ci === null ? 'no interval' : `95% interval ${signed(ci[0])} to ${signed(ci[1])}`

/** The bars are a table: its rows have the figures that the bars draw. */
function Bars({ data, label }: { data: Seasonality; label: string }) {
  const bars = seasonBars(data.items)
  return (
    <div className="bars" role="table" aria-label={label}>
      {data.items.map((season, index) => (
        <div key={season.bucket} className="bar-row" role="row" title={`${intervalText(season)}, n = ${season.n}`}>
          <span role="rowheader" className="t2">
            {bucketName(season.bucket, data.by)}
          </span>
          <span role="cell">
            <Bar bar={bars[index] ?? { bar: null, interval: null }} season={season} />
            <span className="sr">{intervalText(season)}</span>
          </span>
          <span role="cell" className={season.significant ? 'num b' : 'num t2'}>
            {season.mean_return_percent === null ? 'not enough' : signed(season.mean_return_percent)}
          </span>
          <span role="cell" className="num t3 xs">
            n {formatCount(season.n)}
          </span>
        </div>
      ))}
    </div>
  )
}

const spanText = ({ start, end }: Seasonality): string =>
  start === null || end === null ? UNKNOWN : formatDateRange(new Date(start), new Date(end))

interface Props {
  coin: string
  name: string
  choice: AnalyticsChoice
  onSearch: OnSearch
}

const NOTHING = (
  <Empty icon={CalendarClock} title="No returns yet">
    It begins with the first hours of history.
  </Empty>
)

function Notes({ data }: { data: Seasonality }) {
  return (
    <div className="ft">
      <span className="grow">
        <b className="b t2">{verdictText(data)}</b> The line across a bar is its 95% interval.
        {data.excluded_partial > 0 && ` ${formatCount(data.excluded_partial)} partial candles are left out.`}
      </span>
      <Provenance of={data} />
    </div>
  )
}

export function SeasonalityCard({ coin, name, choice, onSearch }: Props) {
  const query = useQuery(seasonalityQuery(coin, choice.by))
  const { data } = query
  return (
    <section className="card" aria-label="Seasonality">
      <div className="hd flex-wrap">
        <h2>Seasonality of {name}</h2>
        {data && (
          <span className="xs t3">
            mean return of {data.by === 'weekday' ? 'a day' : 'an hour'}, {spanText(data)}, UTC
          </span>
        )}
        <span className="grow" />
        <Segment label="By" options={OPTIONS} value={choice.by} onChange={(by) => onSearch({ by }, false)} />
      </div>
      <Block query={query} what="the seasonality" rows={7} empty={({ items }) => (items.length === 0 ? NOTHING : null)}>
        {(found) => <Bars data={found} label={`Mean return of ${name} by ${LABELS[found.by].toLowerCase()}`} />}
      </Block>
      {data && <Notes data={data} />}
    </section>
  )
}
