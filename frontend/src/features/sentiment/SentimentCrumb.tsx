/** The page's title; in the browser's tab with the coin and its score. */
import { useQuery } from '@tanstack/react-query'
import { sentimentQuery } from '@/api/sentiment'
import { formatScore } from '@/lib/sentiment'
import { Crumb } from '@/ui/Crumb'
import { ALL_COINS, type SentimentChoice } from './search'

const OF_COIN = ['overview', 'news', 'social', 'topics']

interface Props {
  choice: SentimentChoice
  name: string
}

export function SentimentCrumb({ choice: { coin, view, window }, name }: Props) {
  const isOfCoin = OF_COIN.includes(view) && coin !== ALL_COINS
  // Only what the page has asked for anyway.
  const { data } = useQuery({ ...sentimentQuery(coin, window), enabled: false })
  const score = data?.score ? `${formatScore(data.score)} ` : ''
  return <Crumb title="Sentiment" tab={isOfCoin ? `${score}${name} · Sentiment` : 'Sentiment'} />
}
