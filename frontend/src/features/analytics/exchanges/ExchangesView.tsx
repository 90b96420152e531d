/** Prices compared across exchanges: now by coin, all pairs of one coin, its spread over time, and past opportunities. */
import type { Names } from '@/api/coinNames'
import type { AnalyticsChoice, OnSearch } from '../search'
import { ArbitrageCard } from './ArbitrageCard'
import { OpportunitiesCard } from './OpportunitiesCard'
import { PairsCard } from './PairsCard'
import { SpreadHistoryCard } from './SpreadHistoryCard'
import { SpreadsCard } from './SpreadsCard'

interface Props {
  coins: readonly string[]
  /** The coin of the blocks about one. */
  coin: string
  choice: AnalyticsChoice
  names: Names
  onSearch: OnSearch
}

export function ExchangesView({ coins, coin, choice, names, onSearch }: Props) {
  return (
    <>
      <div className="analytics-foot">
        <ArbitrageCard {...{ coins, choice, names, onSearch }} />
        <SpreadsCard coins={coins} names={names} />
      </div>
      <div className="analytics-pairs uneven">
        <PairsCard {...{ coin, choice, names }} />
        <SpreadHistoryCard {...{ coin, choice, names, onSearch }} />
      </div>
      <OpportunitiesCard {...{ choice, names, onSearch }} />
    </>
  )
}
