/** Volatility: a ranking of the chosen coins, and the seasons and the volume profile of one. */
import type { Names } from '@/api/coinNames'
import type { AnalyticsChoice, OnSearch } from '../search'
import { RankingCard } from './RankingCard'
import { SeasonalityCard } from './SeasonalityCard'
import { VolumeProfileCard } from './VolumeProfileCard'

interface Props {
  chosen: readonly string[]
  coin: string
  choice: AnalyticsChoice
  names: Names
  onSearch: OnSearch
}

export function VolatilityView({ chosen, coin, choice, names, onSearch }: Props) {
  const name = names.name(coin)
  return (
    <div className="analytics-stack">
      <RankingCard coins={chosen} names={names} />
      <div className="analytics-pairs">
        <SeasonalityCard {...{ coin, name, choice, onSearch }} />
        <VolumeProfileCard {...{ coin, name, choice, onSearch }} />
      </div>
    </div>
  )
}
