/** At which prices a coin was traded: volume by price, its fullest price and the value area around it. */
import { useQuery } from '@tanstack/react-query'
import { BarChart3 } from 'lucide-react'
import { volumeProfileQuery, type VolumeProfile } from '@/api/analytics'
import { decimalsFor, formatCompact, formatPercent, formatPrice } from '@/lib/format'
import { useDerivedFromNow } from '@/stream/useStream'
import { Provenance } from '@/ui/Provenance'
import { Unknown } from '@/ui/badges'
import { Segment } from '@/ui/Segment'
import { Empty } from '@/ui/states'
import { Block } from '../Block'
import { RANGES, startOf, STEP_WORDS, type AnalyticsChoice, type OnSearch } from '../search'
import { profileRows, type ProfileRow } from './words'

const OPTIONS = RANGES.map((value) => ({ value, label: value }))
const WIDTH = 200

const toneOf = ({ isControl, inValueArea }: ProfileRow): string =>
  isControl ? 'accent sure' : inValueArea ? 'accent' : 'plain'

const placeText = ({ isControl, inValueArea }: ProfileRow): string =>
  isControl ? 'point of control' : inValueArea ? 'in the value area' : ''

function Row({ row, decimals }: { row: ProfileRow; decimals: number }) {
  return (
    <div className="bar-row" role="row" title={`${row.volume} coins, ${placeText(row)}`}>
      <span role="rowheader" className="num t2">
        {formatPrice(row.low, decimals)}
      </span>
      <span role="cell">
        <svg className="track" viewBox={`0 0 ${WIDTH} 14`} preserveAspectRatio="none" aria-hidden="true">
          <rect className={`bar ${toneOf(row)}`} x="0" y="2" height="10" width={Math.max(0.5, row.length * WIDTH)} />
        </svg>
        <span className="sr">{placeText(row)}</span>
      </span>
      <span role="cell" className="num t2">
        {formatCompact(row.volume)}
      </span>
      <span role="cell" className="num t3 xs">
        {formatPercent(row.share_percent)}
      </span>
    </div>
  )
}

function Price({ of, decimals }: { of: string | null; decimals: number }) {
  return of === null ? <Unknown word="unknown" reason="No volume in this span" /> : <>{formatPrice(of, decimals)}</>
}

function Figures({ data, decimals }: { data: VolumeProfile; decimals: number }) {
  return (
    <div className="pair-figures">
      <div>
        <span className="lab block">Point of control</span>
        <span className="val">
          <Price of={data.point_of_control} decimals={decimals} />
        </span>
      </div>
      <div>
        <span className="lab block">
          Value area{data.value_area_percent !== null && `, ${formatPercent(data.value_area_percent)} of it`}
        </span>
        <span className="val">
          <Price of={data.value_area_low} decimals={decimals} /> …{' '}
          <Price of={data.value_area_high} decimals={decimals} />
        </span>
      </div>
    </div>
  )
}

interface Props {
  coin: string
  name: string
  choice: AnalyticsChoice
  onSearch: OnSearch
}

const NOTHING = (
  <Empty icon={BarChart3} title="No volume in this range yet">
    Choose a longer range.
  </Empty>
)

function Profile({ data, name }: { data: VolumeProfile; name: string }) {
  const decimals = decimalsFor(data.point_of_control ?? '1')
  return (
    <>
      <Figures data={data} decimals={decimals} />
      <div className="bars" role="table" aria-label={`Volume of ${name} by price`}>
        {profileRows(data).map((row) => (
          <Row key={row.low} row={row} decimals={decimals} />
        ))}
      </div>
    </>
  )
}

function Notes({ data }: { data: VolumeProfile }) {
  return (
    <div className="ft">
      <span className="grow">
        Each candle’s volume is spread evenly between its low and high; {data.n} candles of {STEP_WORDS[data.interval]}
        {data.status === 'partial' && ', some of them partial'}.
      </span>
      <Provenance of={data} />
    </div>
  )
}

export function VolumeProfileCard({ coin, name, choice, onSearch }: Props) {
  const start = useDerivedFromNow((now) => startOf(choice.range, now))
  const query = useQuery(volumeProfileQuery(coin, start))
  const { data } = query
  return (
    <section className="card" aria-label="Volume profile">
      <div className="hd flex-wrap">
        <h2>Volume profile of {name}</h2>
        <span className="xs t3">volume by price, USD</span>
        <span className="grow" />
        <Segment label="Range" options={OPTIONS} value={choice.range} onChange={(range) => onSearch({ range }, true)} />
      </div>
      <Block
        query={query}
        what="the volume profile"
        rows={7}
        empty={({ items }) => (items.length === 0 ? NOTHING : null)}
      >
        {(found) => <Profile data={found} name={name} />}
      </Block>
      {data && <Notes data={data} />}
    </section>
  )
}
