/** What is said of the coin: score with its interval, shares, the newest texts, and the way to all of them. */
import { Link } from '@tanstack/react-router'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { storiesQuery, type Sentiment, type Story } from '@/api/sentiment'
import { formatInterval, formatScore, noScoreText, reachText, scoreWords, toneOf, toneOfLabel } from '@/lib/sentiment'
import { sentimentOf } from '@/lib/sentimentView'
import { sourceName } from '@/lib/sourceNames'
import { formatAge } from '@/lib/time'
import { useSentiment } from '@/stream/useSentiment'
import { useDerivedFromNow } from '@/stream/useStream'
import { Unknown } from '@/ui/badges'
import { Failed, Loading } from '@/ui/states'
import { OriginalLink } from '@/ui/sentiment/OriginalLink'
import { ScoreAge } from '@/ui/sentiment/ScoreAge'
import { ScoreMark } from '@/ui/sentiment/ScoreMark'
import { Shares } from '@/ui/sentiment/Shares'
import { PricesAbove } from './PricesAbove'

const MOST = 3
const EVERY_MS = 60_000

function Score({ of: { score, interval_95: interval, stories, reason } }: { of: Sentiment }) {
  if (score === null) {
    return (
      <p className="sm t2 px-[14px] py-3">
        <Unknown word="Not enough to tell" reason={noScoreText(reason, stories)} />: {noScoreText(reason, stories)}.
      </p>
    )
  }
  const tone = toneOf(score, interval)
  return (
    <div className="row flex-wrap gap-x-[14px] gap-y-1 px-[14px] pt-3 pb-[10px]">
      <span className={`score-large ${tone}`}>{formatScore(score)}</span>
      <ScoreMark score={score} interval={interval} tone={tone} width={120} />
      <span className="xs t3">
        {scoreWords(score, interval)}
        {interval && `, 95%: ${formatInterval(interval)}`}
      </span>
    </div>
  )
}

function Text({ story }: { story: Story }) {
  const age = useDerivedFromNow((now) => formatAge(now - Date.parse(story.published_at)))
  const facts = [sourceName(story.source), age, reachText(story.reach)].filter(Boolean)
  return (
    <li className="line items-start! quote" data-story={story.story_id}>
      <b className={`b num sm min-w-10 ${toneOfLabel(story.label)}`}>
        {story.score === null ? <Unknown reason="Not scored yet" /> : formatScore(story.score)}
      </b>
      <span className="grow sm">
        <OriginalLink url={story.url}>{story.title}</OriginalLink>
        <span className="xs t3 block">{facts.join(' · ')}</span>
      </span>
    </li>
  )
}

/** The newest of either kind: of the press where it has any, else of the crowd. */
function useNewest(coinId: string): Story[] {
  const news = useInfiniteQuery({ ...storiesQuery('news', { coin: coinId }), refetchInterval: EVERY_MS })
  const empty = news.data?.pages[0]?.items.length === 0
  const social = useInfiniteQuery({
    ...storiesQuery('social', { coin: coinId }),
    enabled: empty,
    refetchInterval: EVERY_MS,
  })
  const found = empty ? social.data : news.data
  return found?.pages.flatMap(({ items }) => items).slice(0, MOST) ?? []
}

function Body({ coinId, of }: { coinId: string; of: Sentiment }) {
  const stories = useNewest(coinId)
  return (
    <>
      <Score of={of} />
      <div className="px-[14px] pb-[10px]">
        <Shares of={of} />
      </div>
      <ul aria-label="Newest texts">
        {stories.map((story) => (
          <Text key={story.story_id} story={story} />
        ))}
      </ul>
      <div className="ft">
        <Link className="linklike row gap-1" to="/sentiment" search={sentimentOf(coinId)}>
          {of.stories === 1 ? 'The story and its weight' : `All ${of.stories} stories and their weights`}
          <ChevronRight className="i s" aria-hidden />
        </Link>
      </div>
    </>
  )
}

export function SentimentCard({ coinId }: { coinId: string }) {
  const { data: sentiment, error, refetch } = useSentiment(coinId)
  return (
    <section className="card sentiment-card" aria-label="Sentiment">
      <div className="hd">
        <h2>Sentiment 24 h</h2>
        <span className="grow" />
        {sentiment && (
          <span className="xs t3 row gap-1">
            {sentiment.stories} stories · <ScoreAge asOf={sentiment.as_of} stale={sentiment.stale} />
          </span>
        )}
      </div>
      {sentiment ? (
        <Body coinId={coinId} of={sentiment} />
      ) : error ? (
        <Failed
          what="The sentiment"
          error={error}
          retry={() => void refetch()}
          rest={<PricesAbove coinId={coinId} />}
        />
      ) : (
        <Loading what="the sentiment" rows={5} />
      )}
    </section>
  )
}
