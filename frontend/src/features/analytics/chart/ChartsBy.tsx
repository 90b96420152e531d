/** Who made the chart library: its licence asks for a link wherever a chart is. */
export function ChartsBy() {
  return (
    <span>
      Charts by{' '}
      <a
        className="underline underline-offset-2"
        href="https://www.tradingview.com/"
        target="_blank"
        rel="noopener noreferrer"
      >
        TradingView Lightweight Charts™
      </a>
    </span>
  )
}
