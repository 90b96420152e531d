/** Volatility and risk of a coin from its hourly candles: each figure with its window, its n, and the factor named. */
import { useQuery } from '@tanstack/react-query'
import { regimeQuery } from '@/api/analytics'
import { newestIndicatorsQuery, type IndicatorSet } from '@/api/indicators'
import { Provenance } from '@/ui/Provenance'
import { Failed, Loading } from '@/ui/states'
import { Unknown } from '@/ui/badges'
import { regimeText, riskFigures, riskValue, type RiskFigure, type RiskValue } from './risk'

interface LineProps {
  label: string
  hint: string
  value: RiskValue
}

function Line({ label, hint, value: { text, from, why } }: LineProps) {
  return (
    <div className="line" data-figure={label}>
      <span className="grow" title={hint}>
        {label}
      </span>
      <span className="xs t3">{from}</span>
      <b className="b num min-w-16">{text ?? <Unknown word="unknown" reason={why} />}</b>
    </div>
  )
}

const REGIME_HINT = 'The volatility of now beside its own history'

function RegimeLine({ coinId }: { coinId: string }) {
  const { data, error } = useQuery(regimeQuery(coinId))
  const value = data ? regimeText(data) : { text: null, from: '', why: error ? error.message : 'Not read yet' }
  return <Line label="Regime" hint={REGIME_HINT} value={value} />
}

function Figures({ figures, items: [row] }: { figures: readonly RiskFigure[]; items: IndicatorSet['items'] }) {
  if (!row) return <p className="sm t3 px-[14px] py-3">No hour is complete yet.</p>
  return figures.map((figure) => (
    <Line key={figure.spec} label={figure.label} hint={figure.hint} value={riskValue(figure, row)} />
  ))
}

export function VolatilityCard({ coinId }: { coinId: string }) {
  const figures = riskFigures(coinId)
  const specs = figures.map(({ spec }) => spec).join(',')
  const { data, error, refetch } = useQuery(newestIndicatorsQuery(coinId, '1h', specs))
  return (
    <section className="card" aria-label="Volatility and risk">
      <div className="hd">
        <h2>Volatility and risk</h2>
        <span className="grow" />
        <span className="xs t3" title="Hourly figures times the root of the hours of a year">
          1 h candles, annualised by √8,760
        </span>
      </div>
      {data ? (
        <Figures figures={figures} items={data.items} />
      ) : error ? (
        <Failed what="The volatility" error={error} retry={() => void refetch()} />
      ) : (
        <Loading what="the volatility" rows={9} />
      )}
      <RegimeLine coinId={coinId} />
      {data && (
        <div className="ft">
          <Provenance of={data} />
        </div>
      )}
    </section>
  )
}
