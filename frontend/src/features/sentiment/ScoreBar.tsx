/** A score as a bar from zero, with its interval as a line across its end; as wide as its cell. */
import { toneOf, type ScoreInterval } from '@/lib/sentiment'

const percent = (score: string | number): number => 50 + 50 * Math.max(-1, Math.min(1, Number(score)))
const at = (score: string | number): string => `${percent(score).toFixed(2)}%`

interface Props {
  score: string | null
  interval: ScoreInterval | null
}

function Bar({ score, interval }: { score: string; interval: ScoreInterval | null }) {
  const value = Number(score)
  return (
    <>
      <rect
        className="bar"
        x={at(Math.min(0, value))}
        width={`${Math.abs(percent(value) - 50).toFixed(2)}%`}
        y="5"
        height="10"
        rx="2"
      />
      {interval && (
        <>
          <line className="ci" x1={at(interval[0])} x2={at(interval[1])} y1="10" y2="10" />
          {interval.map((end, index) => (
            <line key={index} className="ci" x1={at(end)} x2={at(end)} y1="6" y2="14" />
          ))}
        </>
      )}
    </>
  )
}

export function ScoreBar({ score, interval }: Props) {
  return (
    <svg className={`score-bar ${toneOf(score, interval)}`} width="100%" height="20" aria-hidden="true">
      <line className="zero" x1="50%" x2="50%" y1="0" y2="20" />
      {score !== null && <Bar score={score} interval={interval} />}
    </svg>
  )
}
