/** Realised volatility over four windows, each with its factor and its n. */
import { useQuery } from '@tanstack/react-query'
import { volatilityQuery } from '@/api/queries'
import type { Indicator, Interval } from '@/api/types'
import { formatPercent } from '@/lib/format'
import { Failed } from '@/ui/states'
import { Unknown } from '@/ui/badges'

const WINDOWS: { label: string; interval: Interval; period: number; factor: string }[] = [
  { label: 'Close to close 1 h', interval: '1m', period: 60, factor: '√525,600' },
  { label: 'Close to close 24 h', interval: '1h', period: 24, factor: '√8,760' },
  { label: 'Close to close 7 d', interval: '1h', period: 168, factor: '√8,760' },
  { label: 'Close to close 30 d', interval: '1d', period: 30, factor: '√365' },
]

interface RowProps {
  coinId: string
  window: (typeof WINDOWS)[number]
}

function noteOf(data: Indicator, period: number): string {
  const newest = data.items[0]
  if (newest?.value == null) return `warming up ${newest?.n ?? 0} of ${period}`
  return `n = ${newest.n}, ${newest.status}`
}

function Row({ coinId, window }: RowProps) {
  const { label, interval, period, factor } = window
  const { data, error } = useQuery(volatilityQuery({ coinId, interval, limit: 1, venue: 'composite' }, period))
  const value = data?.items[0]?.value ?? null
  const note = data ? noteOf(data, period) : (error?.message ?? 'asking')
  return (
    <div className="line" title={`candles of ${interval}, annualised by ${factor}`}>
      <span className="grow sm t2">{label}</span>
      <span className="xs t3">{note}</span>
      <b className="b num min-w-14">
        {value === null ? <Unknown reason={note} /> : formatPercent(String(Number(value) * 100))}
      </b>
    </div>
  )
}

export function VolatilityCard({ coinId }: { coinId: string }) {
  const first = WINDOWS[1]
  const { error, refetch } = useQuery(
    volatilityQuery({ coinId, interval: first?.interval ?? '1h', limit: 1, venue: 'composite' }, first?.period ?? 24),
  )
  return (
    <section className="card" aria-label="Volatility">
      <div className="hd">
        <h2>Volatility</h2>
        <span className="grow" />
        <span className="xs t3">annualised, all exchanges</span>
      </div>
      {error ? (
        <Failed what="The volatility" error={error} retry={() => void refetch()} rest="Prices above are live." />
      ) : (
        WINDOWS.map((window) => <Row key={window.label} coinId={coinId} window={window} />)
      )}
    </section>
  )
}
