/** Both returns and what they are made of. */
import { useQuery } from '@tanstack/react-query'
import { performanceQuery, type Performance } from '@/api/portfolio'
import { Change, Unknown } from '@/ui/badges'
import { ChipSelect } from '@/ui/ChipSelect'
import { Failed, Loading } from '@/ui/states'
import type { Benchmark } from './benchmarks'
import { formatDate } from './dates'
import { Gain } from './Gain'
import { why } from './reasons'
import { Without } from './Without'
import type { Names } from '@/api/coinNames'

const percentText = (value: number | null | undefined): string | null => (value == null ? null : value.toFixed(4))

function Fact({ label, children, note }: { label: string; children: React.ReactNode; note: string }) {
  return (
    <li className="line flex-wrap">
      <span className="grow min-w-44">
        {label}
        <br />
        <span className="sm t3">{note}</span>
      </span>
      <span className="num b">{children}</span>
    </li>
  )
}

function Day({ day, reason }: { day: Performance['best']; reason: string }) {
  if (!day) return <Unknown reason={reason} />
  return (
    <>
      <Change percent={percentText(day.percent)} /> <span className="t3">{formatDate(day.time)}</span>
    </>
  )
}

function Facts({ found, benchmark }: { found: Performance; benchmark: Benchmark | undefined }) {
  const days = 'Not enough days yet'
  return (
    <ul>
      <Fact
        label="Time-weighted return"
        note="What one unit of money earned that was there all the time. When you paid in does not count."
      >
        <Change percent={percentText(found.twr_percent)} reason={why(found.reason)} />
      </Fact>
      <Fact
        label="Money-weighted return, a year"
        note="What your own money earned: paying in before a rise makes it larger."
      >
        <Change percent={percentText(found.mwr_percent)} reason={why(found.mwr_reason)} />
      </Fact>
      {benchmark && (
        <Fact label={benchmark.label} note={benchmark.note}>
          <Change
            percent={percentText(found.benchmark?.twr_percent)}
            reason={why(found.benchmark?.reason ?? 'no_price')}
          />
        </Fact>
      )}
      <Fact label="Deepest fall" note="From a peak of the time-weighted return, by daily closes.">
        <Change percent={percentText(found.max_drawdown_percent)} reason={days} />
      </Fact>
      <Fact label="Volatility, a year" note="Standard deviation of the daily returns.">
        {found.volatility_percent === null ? <Unknown reason={days} /> : `${found.volatility_percent.toFixed(1)}%`}
      </Fact>
      <Fact label="Best day" note="Money paid in or out does not count.">
        <Day day={found.best} reason={days} />
      </Fact>
      <Fact label="Worst day" note="Money paid in or out does not count.">
        <Day day={found.worst} reason={days} />
      </Fact>
    </ul>
  )
}

interface Props {
  portfolioId: string
  start: string | undefined
  currency: string
  names: Names
  bench: string
  benchmarks: readonly Benchmark[]
  onBench: (bench: string) => void
}

function Contributions({ found, currency, names }: Pick<Props, 'currency' | 'names'> & { found: Performance }) {
  return (
    <section className="card" aria-label="What each coin earned">
      <div className="hd">
        <h2>What each coin earned</h2>
      </div>
      <ul>
        {found.contributions.map(({ coin_id: id, gain }) => (
          <li key={id} className="line">
            <span className="grow">{names.name(id)}</span>
            <span className="num">
              <Gain value={gain} currency={currency} reason="A price or a cost is not known" />
            </span>
          </li>
        ))}
      </ul>
      <div className="ft">Realised and unrealised gains and income, fees taken off.</div>
    </section>
  )
}

export function PerformanceView({ portfolioId, start, currency, names, bench, benchmarks, onBench }: Props) {
  const { data: found, error, refetch } = useQuery(performanceQuery(portfolioId, start, bench))
  if (error && !found) return <Failed what="The performance" error={error} retry={() => void refetch()} />
  if (!found) return <Loading what="performance" />
  return (
    <div className="cols two">
      <section className="card" aria-label="Returns">
        <div className="hd flex-wrap">
          <h2 className="grow">Returns</h2>
          <ChipSelect label="Compare with" options={benchmarks} value={bench} onChange={onBench} />
        </div>
        <Facts found={found} benchmark={benchmarks.find(({ value }) => value === bench)} />
        <div className="ft">
          {formatDate(found.start)} to {formatDate(found.end)}, {found.span_days} days.{' '}
          <Without of={found} names={names} />
        </div>
      </section>
      <Contributions found={found} currency={currency} names={names} />
    </div>
  )
}
