/** Under the chart: what the colours of the rail mean, where the volume comes from, who made the chart. */

const STATES = [
  ['complete', 'complete'],
  ['backfilled', 'backfilled'],
  ['partial', 'partial'],
  ['none', 'no data'],
  ['unknown', 'not known'],
  ['open', 'open candle, will change'],
] as const

/** `unknown`: whether there is a slot of which the ledger has not been read. */
export function ChartKey({ unknown }: { unknown: boolean }) {
  return (
    <div className="ft">
      {STATES.filter(([state]) => unknown || state !== 'unknown').map(([state, word]) => (
        <span key={state}>
          <i className={`rail-key ${state}`} aria-hidden="true" />
          {word}
        </span>
      ))}
      <span>Volume: of the trades received, of imported candles as the exchange states it</span>
      <span className="grow" />
      <span>
        Charts by{' '}
        <a
          className="underline underline-offset-2"
          href="https://www.tradingview.com/"
          target="_blank"
          rel="noreferrer"
        >
          TradingView Lightweight Charts™
        </a>
      </span>
    </div>
  )
}
