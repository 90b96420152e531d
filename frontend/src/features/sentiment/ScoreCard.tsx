/** A coin's score: gauge, words, shares, from how much it is made, by which model; the way to every weight. */
import { ChevronRight, TrendingUpDown } from 'lucide-react'
import type { Sentiment } from '@/api/sentiment'
import { noScoreText, scoreWords } from '@/lib/sentiment'
import { Failed, Loading } from '@/ui/states'
import { ScoreAge } from '@/ui/sentiment/ScoreAge'
import { Shares } from '@/ui/sentiment/Shares'
import { Gauge } from './Gauge'
import { ageWords, changeText, counted, modelWords, windowWords } from './words'

function Words({ of }: { of: Sentiment }) {
  const { score, interval_95: interval, documents, stories, reason } = of
  return (
    <>
      <p className="text-[15px] font-semibold" data-testid="score-words">
        {score === null ? 'Not enough to tell' : scoreWords(score, interval)}
      </p>
      <p className="xs t3 text-center">
        {score === null
          ? `${noScoreText(reason, stories)}.`
          : `${counted(documents, 'document')} in ${counted(stories, 'distinct story', 'distinct stories')}`}
      </p>
    </>
  )
}

/** What is doubtful or new about the score. */
function Notes({ of }: { of: Sentiment }) {
  const change = changeText(of)
  return (
    <>
      {of.reason === 'sources_away' && (
        <p className="sm stale">No source has answered for half an hour: this is what was said before.</p>
      )}
      {change && (
        <p className="sm row">
          <TrendingUpDown className="i s" aria-hidden /> {change}
        </p>
      )}
    </>
  )
}

function Body({ of, onExplain }: { of: Sentiment; onExplain: () => void }) {
  const age = ageWords(of)
  return (
    <>
      <div className="grid justify-items-center gap-1 px-[14px] pt-4 pb-3">
        <Gauge score={of.score} interval={of.interval_95} />
        <Words of={of} />
      </div>
      <div className="grid gap-3 px-[14px] pb-3">
        <Shares of={of} />
        <Notes of={of} />
      </div>
      <div className="ft">
        <span>
          Model {modelWords(of)}. A story counts once{age && `, ${age}`}; better-read sources weigh more.
        </span>
        <button type="button" className="linklike row gap-1" onClick={onExplain}>
          Every weight <ChevronRight className="i s" aria-hidden />
        </button>
      </div>
    </>
  )
}

interface Props {
  name: string
  window: string
  sentiment: Sentiment | undefined
  error: Error | null
  refetch: () => void
  onExplain: () => void
}

export function ScoreCard({ name, window, sentiment, error, refetch, onExplain }: Props) {
  const title = `${name}, last ${windowWords(window)}`
  return (
    <section className="card" aria-label={title} data-score={sentiment?.score ?? ''}>
      <div className="hd">
        <h2>{title}</h2>
        <span className="grow" />
        {sentiment && <ScoreAge asOf={sentiment.as_of} stale={sentiment.stale} />}
      </div>
      {sentiment ? (
        <Body of={sentiment} onExplain={onExplain} />
      ) : error ? (
        <Failed what="The score" error={error} retry={refetch} />
      ) : (
        <Loading what="the score" rows={8} />
      )}
    </section>
  )
}
