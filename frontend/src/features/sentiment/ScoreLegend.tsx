/** A fixed line above the plot: score, interval and price of the hour under the crosshair, else of the newest. */
import { formatPrice, UNKNOWN } from '@/lib/format'
import { formatInterval, formatScore } from '@/lib/sentiment'
import { formatCandleTime } from '@/lib/time'
import { serverClock } from '@/stream/connection'
import type { Cursor } from './chart/controller'
import { pointShown, type ChartPoint } from './chart/points'
import { counted } from './words'

export const scoreOf = ({ score }: ChartPoint): string =>
  score === null ? 'not enough' : formatScore(score.toFixed(4))

export const intervalOfPoint = ({ low, high }: ChartPoint): string =>
  low === null || high === null ? UNKNOWN : formatInterval([low.toFixed(4), high.toFixed(4)])

export const priceOf = ({ price }: ChartPoint): string => (price === null ? UNKNOWN : formatPrice(String(price)))

/** The hour that is not over yet ends in the future: its figures are those of now. */
const timeOf = ({ time }: ChartPoint): string => (time > serverClock.now() ? 'Now' : formatCandleTime(new Date(time)))

/** What a screen reader says of the point under the crosshair. */
export const pointSentence = (point: ChartPoint): string =>
  [
    timeOf(point),
    `score ${scoreOf(point)}`,
    `95% interval ${intervalOfPoint(point)}`,
    counted(point.stories, 'story', 'stories'),
    `price ${priceOf(point)}`,
  ].join(', ')

/** A description of the chart for screen readers. */
export function sentenceOf(points: readonly ChartPoint[]): string {
  const scored = points.filter(({ score }) => score !== null)
  const [first, last] = [scored[0], scored.at(-1)]
  if (!first || !last) return 'No score yet. Left and right move, plus and minus zoom.'
  const count = counted(scored.length, 'score')
  return `From ${scoreOf(first)} to ${scoreOf(last)} in ${count}. Left and right move, plus and minus zoom.`
}

interface Props {
  name: string
  points: readonly ChartPoint[]
  cursor: Cursor | null
}

/** Read out when a key has moved the crosshair; a pointer changes it too often. */
function ReadOut({ points, cursor }: Omit<Props, 'name'>) {
  const point = cursor?.byKey ? points[cursor.index] : undefined
  return (
    <p className="sr" role="status">
      {point && pointSentence(point)}
    </p>
  )
}

export function ScoreLegend({ name, points, cursor }: Props) {
  const shown = pointShown(points, cursor?.index ?? null)
  return (
    <>
      <div className="legend" data-testid="score-legend">
        {shown && (
          <>
            <span>
              <b>{timeOf(shown)}</b>
            </span>
            <span>
              <i className="sw score" aria-hidden="true" />
              Score <b>{scoreOf(shown)}</b>
            </span>
            <span>
              Band 95% <b>{intervalOfPoint(shown)}</b>
            </span>
            <span>
              <i className="sw price" aria-hidden="true" />
              {name}, USD <b>{priceOf(shown)}</b>
            </span>
            <span className="t3">{counted(shown.stories, 'story', 'stories')}</span>
          </>
        )}
      </div>
      <ReadOut points={points} cursor={cursor} />
    </>
  )
}
