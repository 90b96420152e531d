/** What was unusual of late: the newest in short, or all of it as a table with what was expected. */
import { useQuery } from '@tanstack/react-query'
import { Activity } from 'lucide-react'
import { anomaliesQuery, type Anomalies, type Anomaly } from '@/api/analytics'
import type { Names } from '@/api/coinNames'
import type { Coin } from '@/api/types'
import { formatMoment, formatSpan } from '@/lib/time'
import { serverClock } from '@/stream/connection'
import { useDerivedFromNow } from '@/stream/useStream'
import { CoinIcon } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { ScrollX } from '@/ui/ScrollX'
import { Segment } from '@/ui/Segment'
import { Empty, Failed, Loading } from '@/ui/states'
import { Timestamp } from '@/ui/Timestamp'
import { Provenance } from '../Provenance'
import { HOURS, RANGES, STEP_MS, type AnalyticsChoice, type OnSearch } from '../search'
import { formatAmount, formatZ, headline, KINDS } from './words'

const HOUR = 3_600_000
/** The anomalies of a day stand in the overview, and are counted in the page's tools. */
export const DAY_HOURS = 24
const SHORT = 4
/** The service looks at no more in one answer. */
const MOST = 100

/** From a whole hour, so that for one hour there is one answer. */
export function useAnomalies(coins: readonly Coin[], hours: number) {
  const start = useDerivedFromNow((now) => new Date(Math.floor((now - hours * HOUR) / HOUR) * HOUR).toISOString())
  const ids = coins.slice(0, MOST).map(({ coin_id: id }) => id)
  return useQuery(anomaliesQuery(ids, start))
}

const baseline = ({ interval, period }: Anomalies): string => `against ${formatSpan(STEP_MS[interval] * period)}`

function Line({ of, names }: { of: Anomaly; names: Names }) {
  const at = new Date(of.open_time)
  return (
    <li className="anomaly">
      <CoinIcon symbol={names.symbol(of.coin_id)} />
      <span className="grow">
        <CoinLink id={of.coin_id} className="hover:underline">
          <b className="b">{names.symbol(of.coin_id)}</b> {headline(of)}
        </CoinLink>
        <span className="xs t3 block">{formatMoment(at, new Date(serverClock.now()))}</span>
      </span>
      <b className="b num" title={`${of.why}, n = ${of.n}`}>
        z {formatZ(of.z)}
      </b>
    </li>
  )
}

function nothingText(data: Anomalies): string {
  const looked = data.coins - data.not_enough.length
  return looked > 0
    ? `${looked} coins were looked at, none was far from what is usual for it.`
    : 'The coins do not have enough candles yet to say what is usual.'
}

function Nothing({ data }: { data: Anomalies }) {
  return (
    <Empty icon={Activity} title="Nothing unusual">
      {nothingText(data)}
    </Empty>
  )
}

interface CardProps {
  coins: readonly Coin[]
  names: Names
  onAll: () => void
}

/** In the overview: the newest few. */
export function AnomaliesCard({ coins, names, onAll }: CardProps) {
  const { data, error, refetch } = useAnomalies(coins, DAY_HOURS)
  return (
    <section className="card" aria-label="Anomalies">
      <div className="hd">
        <h2>Anomalies 24 h</h2>
        <span className="grow" />
        {data && <span className="xs t3">{baseline(data)}</span>}
      </div>
      {error && !data ? (
        <Failed what="The anomalies" error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading what="the anomalies" rows={2} />
      ) : data.items.length === 0 ? (
        <p className="t2 px-[14px] py-3">Nothing unusual. {nothingText(data)}</p>
      ) : (
        <ul>
          {data.items.slice(0, SHORT).map((one) => (
            <Line key={`${one.instrument_id} ${one.kind} ${one.open_time}`} of={one} names={names} />
          ))}
        </ul>
      )}
      {data && data.items.length > SHORT && (
        <div className="ft">
          <button type="button" className="underline underline-offset-2" onClick={onAll}>
            All {data.items.length + data.more}
          </button>
        </div>
      )}
    </section>
  )
}

const HEADS = ['Observed', 'Usual', 'z', 'n'] as const

function Row({ of, names }: { of: Anomaly; names: Names }) {
  return (
    <tr data-coin={of.coin_id}>
      <th scope="row" className="col-coin">
        <span className="coin">
          <CoinIcon symbol={names.symbol(of.coin_id)} />
          <CoinLink id={of.coin_id} className="nm">
            {names.name(of.coin_id)}
          </CoinLink>
        </span>
      </th>
      <td className="t2">
        <Timestamp at={of.open_time} />
      </td>
      <td>
        {KINDS[of.kind]} {of.severity !== 'notable' && <span className="chip warn h-5 px-[6px]">{of.severity}</span>}
      </td>
      <td className="num b">{formatAmount(of.observed, of.unit)}</td>
      <td className="num t2">{formatAmount(of.expected, of.unit)}</td>
      <td className="num b">{formatZ(of.z)}</td>
      <td className="num t2">{of.n}</td>
      <td className="t2 wrap sm">{of.why}</td>
    </tr>
  )
}

function Table({ items, names }: { items: readonly Anomaly[]; names: Names }) {
  return (
    <ScrollX>
      <table className="table">
        <thead>
          <tr>
            <th className="col-coin">Coin</th>
            <th>Time</th>
            <th>What</th>
            {HEADS.map((head) => (
              <th key={head} className="num">
                {head}
              </th>
            ))}
            <th>Why</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <Row key={`${one.instrument_id} ${one.kind} ${one.open_time}`} of={one} names={names} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

const SPANS = RANGES.filter((range) => range !== '1Y').map((value) => ({ value, label: value }))

interface ViewProps {
  coins: readonly Coin[]
  choice: AnalyticsChoice
  names: Names
  onSearch: OnSearch
}

/** The whole list, with how it was judged. */
export function AnomaliesView({ coins, choice, names, onSearch }: ViewProps) {
  const range = choice.range === '1Y' ? '1M' : choice.range
  const { data, error, refetch } = useAnomalies(coins, HOURS[range])
  return (
    <section className="card" aria-label="Anomalies">
      <div className="hd flex-wrap">
        <h2>Anomalies</h2>
        {data && <span className="xs t3">{baseline(data)}, newest first</span>}
        <span className="grow" />
        <Segment
          label="How far back"
          options={SPANS}
          value={range}
          onChange={(next) => onSearch({ range: next }, true)}
        />
      </div>
      {error && !data ? (
        <Failed what="The anomalies" error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading what="the anomalies" rows={8} />
      ) : data.items.length === 0 ? (
        <Nothing data={data} />
      ) : (
        <Table items={data.items} names={names} />
      )}
      {data && (
        <div className="ft">
          <span className="grow">
            z: how many robust deviations a candle is from the median of the n before it. Partial candles are not
            judged.
            {data.more > 0 && ` ${data.more} more are not shown.`}
            {data.not_enough.length > 0 && ` Not enough candles yet: ${data.not_enough.map(names.symbol).join(', ')}.`}
          </span>
          <Provenance of={data} />
        </div>
      )}
    </section>
  )
}
