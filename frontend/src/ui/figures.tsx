/** Small drawings in a table row: the spark line, the price within the day's range, the day's completeness. */
import { formatChange, formatPercent, formatPrice } from '@/lib/format'
import { sparkPath, sparkScale, sparkValues } from '@/lib/spark'
import { Unknown } from './badges'

interface SparkProps {
  /** Hourly closes, oldest first, null where there was no trade. */
  closes: (string | null)[]
  price: string | null
  /** The change over the time of the line; the two start at one price. */
  changePercent: string | null
  label: string
  width?: number
  height?: number
}

/** At a gap the line stops and starts again. */
export function Spark({ closes, price, changePercent, label, width = 96, height = 26 }: SparkProps) {
  const scale = sparkScale(sparkValues(closes, price, changePercent), width, height)
  if (!scale) return <Unknown reason="No hour of history yet" />
  const { points, first, last } = scale
  return (
    <svg
      className={`spark ${changePercent === null ? 'flat' : formatChange(changePercent).direction}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    >
      {changePercent !== null && <line className="spark-base" x1="0" x2={width} y1={first.y} y2={first.y} />}
      <path className="stroke" d={sparkPath(points)} />
      <circle className="dot" cx={last.x} cy={last.y} r="1.8" />
    </svg>
  )
}

interface RangeBarProps {
  low: string | null
  high: string | null
  price: string | null
  decimals: number
}

export function RangeBar({ low, high, price, decimals }: RangeBarProps) {
  if (low === null || high === null || price === null) return <Unknown reason="Not enough history yet" />
  const [from, to] = [Number(low), Number(high)]
  const share = to > from ? Math.min(1, Math.max(0, (Number(price) - from) / (to - from))) : 0.5
  const title = `24 h low ${formatPrice(low, decimals)}, high ${formatPrice(high, decimals)}`
  return (
    <svg className="rangebar" width="86" height="10" role="img" aria-label={title}>
      <title>{title}</title>
      <rect className="track" x="0" y="4" width="86" height="2" rx="1" />
      <rect className="mark" x={1.5 + share * 80} y="1" width="3" height="8" rx="1.5" />
    </svg>
  )
}

const ALL = 99.95
const ENOUGH = 99
/** Per cent below the other coins from which a row lacks something of its own. */
const OWN_LACK = 1

interface CompleteRailProps {
  percent: string | null
  /** What most coins have. Amber is for a row that lacks more: an outage of an exchange is named once, in the strip. */
  usual: number
}

export function CompleteRail({ percent, usual }: CompleteRailProps) {
  if (percent === null) {
    return (
      <span className="row justify-end" title="No minute of this day has been recorded yet">
        <span className="minirail none" />
        <span className="unk sm min-w-10">unknown</span>
      </span>
    )
  }
  const value = Number(percent)
  const style = { width: `${Math.max(3, Math.min(37, ((100 - value) / 100) * 46 * 4))}px` }
  return (
    <span className="row justify-end">
      <span className={value < usual - OWN_LACK ? 'minirail' : 'minirail shared'}>
        {value < ALL && <i style={style} />}
      </span>
      <span className={`sm min-w-10 ${value < ENOUGH && value < usual - OWN_LACK ? 'stale' : 't3'}`}>
        {value < ALL ? formatPercent(percent) : '100%'}
      </span>
    </span>
  )
}
