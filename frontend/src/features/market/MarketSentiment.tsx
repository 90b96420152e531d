/** What is said of all coins, in the strip; as wide before it is known as afterwards. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { overviewQuery } from '@/api/sentiment'
import { formatCount } from '@/lib/format'
import { CoinScore } from '@/ui/sentiment/CoinScore'

export function MarketSentiment() {
  const { data } = useQuery(overviewQuery)
  const stories = data && `, ${formatCount(data.market.stories)} stories`
  return (
    <Link className="c mood" to="/sentiment" search={{ view: 'news', coin: 'all' }}>
      <span className="lab">Market sentiment{stories}</span>
      <span className="val">
        <CoinScore of={data?.market} />
      </span>
    </Link>
  )
}
