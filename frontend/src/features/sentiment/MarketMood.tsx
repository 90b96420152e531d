/** Beside one coin: what is said of all, and the Fear & Greed index, which is somebody else's. */
import { useQuery } from '@tanstack/react-query'
import { overviewQuery } from '@/api/sentiment'
import { formatDay } from '@/lib/time'
import { Unknown } from '@/ui/badges'
import { CoinScore } from '@/ui/sentiment/CoinScore'
import { counted } from './words'

export function MarketMood() {
  const { data, error } = useQuery(overviewQuery)
  if (!data) return error ? <p className="sm t3">The market as a whole could not be loaded: {error.message}</p> : null
  const { market, fearGreed: index } = data
  return (
    <section className="card" aria-label="The market as a whole">
      <div className="hd">
        <h2>The market as a whole</h2>
        <span className="grow" />
        <span className="xs t3">24 h, {counted(market.stories, 'story', 'stories')}</span>
      </div>
      <div className="line">
        <span className="grow">All stories</span>
        <CoinScore of={market} />
      </div>
      <div className="line">
        <span className="grow">Fear & Greed index</span>
        {index ? (
          <>
            <span className={`xs ${index.stale ? 'stale' : 't3'}`}>
              {index.classification}, {formatDay(new Date(index.day))}
            </span>
            <b className="b num min-w-8">{index.value}</b>
          </>
        ) : (
          <Unknown word="unknown" reason="No value has come yet" />
        )}
      </div>
    </section>
  )
}
