/** A score on a line from −1 to +1 with its interval. The figure stands beside it, so readers do not need it. */
import type { Direction } from '@/lib/format'
import type { ScoreInterval } from '@/lib/sentiment'

interface Props {
  score: string
  interval: ScoreInterval | null
  tone: Direction
  width?: number
}

const MARGIN = 2

/** Where a score stands on a line of that width, px. */
export function placeOf(score: string | number, width: number): number {
  const bounded = Math.max(-1, Math.min(1, Number(score)))
  return width / 2 + bounded * (width / 2 - MARGIN)
}

export function ScoreMark({ score, interval, tone, width = 54 }: Props) {
  const x = (value: string): string => placeOf(value, width).toFixed(1)
  return (
    <svg className={`score-mark ${tone}`} width={width} height="12" viewBox={`0 0 ${width} 12`} aria-hidden="true">
      <line className="track" x1="0" x2={width} y1="6" y2="6" />
      <line className="zero" x1={width / 2} x2={width / 2} y1="2" y2="10" />
      {interval && <line className="ci" x1={x(interval[0])} x2={x(interval[1])} y1="6" y2="6" />}
      <circle className="dot" cx={x(score)} cy="6" r="3" />
    </svg>
  )
}
