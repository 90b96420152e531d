/** A coin's score in one line: its mark and its figure; without one the reason. */
import { formatInterval, formatScore, noScoreText, toneOf, type ScoreInterval } from '@/lib/sentiment'
import { Unknown } from '../badges'
import { ScoreMark } from './ScoreMark'

export interface Scored {
  score: string | null
  interval_95: ScoreInterval | null
  stories: number
  stale: boolean
  reason: string | null
}

interface Props {
  of: Scored | undefined
  width?: number
}

/** What the figure does not say by itself. */
function titleOf({ interval_95: interval, stories, stale }: Scored): string {
  const sure = interval && `95%: ${formatInterval(interval)}`
  return [sure, `${stories} stories`, stale && 'stale'].filter(Boolean).join(', ')
}

function Figure({ of, score, width }: { of: Scored; score: string; width: number }) {
  const tone = toneOf(score, of.interval_95)
  return (
    <span className="row gap-2" title={titleOf(of)} data-score={score}>
      <ScoreMark score={score} interval={of.interval_95} tone={tone} width={width} />
      <b className={`b num min-w-10 ${of.stale ? 'stale' : tone}`}>{formatScore(score)}</b>
      {of.stale && <span className="sr">stale</span>}
    </span>
  )
}

export function CoinScore({ of, width = 54 }: Props) {
  if (!of) return <Unknown reason="The sentiment has not been read yet" />
  if (of.score !== null) return <Figure of={of} score={of.score} width={width} />
  const reason = noScoreText(of.reason, of.stories)
  return of.reason === 'not_enough' ? <Unknown word="not enough" reason={reason} /> : <Unknown reason={reason} />
}
