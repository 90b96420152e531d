/** What was unusual: all of it as a table, with what was observed and what is usual. */
import { Activity } from 'lucide-react'
import type { Anomalies, Anomaly } from '@/api/anomalies'
import type { Names } from '@/api/coinNames'
import type { Coin } from '@/api/types'
import { Provenance } from '@/ui/Provenance'
import { ScrollX } from '@/ui/ScrollX'
import { Segment } from '@/ui/Segment'
import { Empty } from '@/ui/states'
import { Timestamp } from '@/ui/Timestamp'
import { Block } from '../Block'
import { CoinCell } from '../CoinCell'
import { ChartButtons } from '../chart/ChartButtons'
import { saveTable } from '../chart/export'
import { HOURS, RANGES, type AnalyticsChoice, type OnSearch } from '../search'
import { useAnomalies } from './useAnomalies'
import { anomalyRows, ANOMALY_HEAD, baseline, formatAmount, formatZ, KINDS, nothingText } from './words'

function Nothing({ data }: { data: Anomalies }) {
  return (
    <Empty icon={Activity} title="Nothing unusual">
      {nothingText(data)}
    </Empty>
  )
}

const HEADS = ['Observed', 'Usual', 'z', 'n'] as const

function Row({ of, names }: { of: Anomaly; names: Names }) {
  return (
    <tr data-coin={of.coin_id}>
      <CoinCell id={of.coin_id} symbol={names.symbol(of.coin_id)} text={names.name(of.coin_id)} />
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

function Notes({ data, names }: { data: Anomalies; names: Names }) {
  return (
    <div className="ft">
      <span className="grow">
        z: how many robust deviations a candle is from the median of the n before it. Partial candles are not judged.
        {data.more > 0 && ` ${data.more} more are not shown.`}
        {data.not_enough.length > 0 && ` Not enough candles yet: ${data.not_enough.map(names.symbol).join(', ')}.`}
      </span>
      <Provenance of={data} />
    </div>
  )
}

/** The whole list, with how it was judged. */
export function AnomaliesView({ coins, choice, names, onSearch }: ViewProps) {
  const range = choice.range === '1Y' ? '1M' : choice.range
  const query = useAnomalies(coins, HOURS[range])
  const { data } = query
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
        {data && <ChartButtons onCsv={() => saveTable(`anomalies-${range}`, ANOMALY_HEAD, anomalyRows(data))} />}
      </div>
      <Block
        query={query}
        what="the anomalies"
        rows={8}
        empty={(found) => (found.items.length === 0 ? <Nothing data={found} /> : null)}
      >
        {({ items }) => <Table items={items} names={names} />}
      </Block>
      {data && <Notes data={data} names={names} />}
    </section>
  )
}
