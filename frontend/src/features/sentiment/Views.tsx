/** The parts of the sentiment page. */
import { useNames } from '@/api/coinNames'
import type { Coin } from '@/api/types'
import { LIVE_WINDOW } from '@/lib/sentimentView'
import { useSentiment } from '@/stream/useSentiment'
import { useDerivedFromNow } from '@/stream/useStream'
import { CompareView } from './Compare'
import { EvaluationCard } from './EvaluationCard'
import { EvaluationView } from './EvaluationView'
import { FeedView } from './FeedView'
import { MarketMood } from './MarketMood'
import { ScoreCard } from './ScoreCard'
import { ScoreChartCard } from './ScoreChartCard'
import { ALL_COINS, windowStart, type OnSearch, type SentimentChoice } from './search'
import { SourcesCard } from './SourcesCard'
import { StoriesCard } from './StoriesCard'
import { TopicsCard } from './TopicsCard'

interface Props {
  choice: SentimentChoice
  name: string
  coins: readonly Coin[]
  onSearch: OnSearch
}

function Overview({ choice, name, onSearch }: Omit<Props, 'coins'>) {
  const { coin, window, range } = choice
  const { data: sentiment, error, refetch } = useSentiment(coin, window)
  const start = useDerivedFromNow((now) => windowStart(window, now))
  return (
    <>
      <div className="sentiment-head">
        <ScoreCard
          {...{ name, window, sentiment, error }}
          refetch={() => void refetch()}
          onExplain={() => onSearch({ explain: 'weights' }, true)}
        />
        <ScoreChartCard {...{ coin, name, range, onSearch }} current={window === LIVE_WINDOW ? sentiment : undefined} />
      </div>
      <div className="sentiment-body">
        <StoriesCard key={coin} {...{ choice, sentiment, start, onSearch }} />
        <div className="stack gap-4">
          <SourcesCard />
          <TopicsCard coin={coin} />
          <MarketMood />
        </div>
      </div>
      <EvaluationCard onMore={() => onSearch({ view: 'evaluation' }, true)} />
    </>
  )
}

export function Shown(props: Props) {
  const { choice, coins, onSearch } = props
  const { view, window, coin } = choice
  const names = useNames()
  if (view === 'news' || view === 'social') return <FeedView kind={view} {...{ choice, names, onSearch }} />
  if (view === 'topics') return <TopicsCard coin={coin === ALL_COINS ? undefined : coin} full />
  if (view === 'compare') return <CompareView {...{ coins, window, names, onSearch }} chosen={choice.coins} />
  if (view === 'evaluation') return <EvaluationView />
  return <Overview {...props} />
}
