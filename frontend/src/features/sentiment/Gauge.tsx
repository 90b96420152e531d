/** A score on a half circle, with its 95% interval as a band across it; grey while the interval crosses zero. */
import { formatInterval, formatScore, POSITIVE_FROM, scoreSentence, toneOf, type ScoreInterval } from '@/lib/sentiment'
import { arcPath, HEIGHT, needle, pointAt, RADIUS, WIDTH } from './gauge'

/** Half of the gap between two zones of the arc. */
const GAP = 0.01
const MIDDLE = WIDTH / 2

function Zones() {
  return (
    <>
      <path className="zone down" d={arcPath(-1, -POSITIVE_FROM - GAP)} />
      <path className="zone flat" d={arcPath(-POSITIVE_FROM + GAP, POSITIVE_FROM - GAP)} />
      <path className="zone up" d={arcPath(POSITIVE_FROM + GAP, 1)} />
      {[-1, 1].map((end) => {
        const { x, y } = pointAt(end, RADIUS)
        return (
          <text key={end} className="end" x={x} y={y + 18} textAnchor="middle">
            {formatScore(String(end)).replace('.00', '')}
          </text>
        )
      })}
    </>
  )
}

function Needle({ score, interval }: { score: string; interval: ScoreInterval | null }) {
  const { from, to } = needle(Number(score))
  return (
    <>
      {interval && <path className="ci" d={arcPath(Number(interval[0]), Number(interval[1]))} />}
      <line className="needle" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
    </>
  )
}

interface Props {
  score: string | null
  interval: ScoreInterval | null
}

export function Gauge({ score, interval }: Props) {
  const label = score === null ? 'No score' : `Score ${scoreSentence(score, interval)}`
  return (
    <svg
      className="gauge"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      data-tone={toneOf(score, interval)}
    >
      <Zones />
      {score !== null && <Needle score={score} interval={interval} />}
      <text className="figure" x={MIDDLE} y="122" textAnchor="middle">
        {score === null ? '—' : formatScore(score)}
      </text>
      <text className="sure" x={MIDDLE} y="144" textAnchor="middle">
        {interval && `95%: ${formatInterval(interval)}`}
      </text>
    </svg>
  )
}
