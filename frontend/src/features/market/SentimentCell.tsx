/** What is said of a coin in short, and the way to the texts behind it. As wide without a score as with one. */
import { useListedSentiment } from '@/stream/useSentiment'
import { CoinScore } from '@/ui/sentiment/CoinScore'
import { SentimentLink } from '@/ui/sentiment/SentimentLink'

interface Props {
  coin: { coin_id: string; name: string }
}

export function SentimentCell({ coin: { coin_id: id, name } }: Props) {
  return (
    <SentimentLink coinId={id} className="score-cell" tabIndex={-1}>
      <span className="sr">Sentiment of {name}: </span>
      <CoinScore of={useListedSentiment(id)} width={44} />
    </SentimentLink>
  )
}
