/** The parts of the analytics page. */
import { useMemo } from 'react'
import { useNames } from '@/api/coinNames'
import type { Coin } from '@/api/types'
import { AnomaliesView } from './anomalies/AnomaliesCard'
import { chosenCoins, findCoin } from './choices'
import { CompareCard } from './compare/CompareCard'
import { ExchangesView } from './exchanges/ExchangesView'
import { CorrelationBlocks, OverviewView } from './overview/OverviewView'
import { ScreenerView } from './screener/ScreenerView'
import type { AnalyticsChoice, OnSearch } from './search'
import { VolatilityView } from './volatility/VolatilityView'

interface Props {
  choice: AnalyticsChoice
  coins: readonly Coin[]
  onSearch: OnSearch
}

export function Shown({ choice, coins, onSearch }: Props) {
  const names = useNames()
  const chosen = useMemo(() => chosenCoins(coins, choice.coins), [coins, choice.coins])
  const coin = findCoin(coins, choice.coin)?.coin_id ?? choice.coin
  const common = { choice, names, onSearch }
  switch (choice.view) {
    case 'correlation':
      return <CorrelationBlocks {...common} coins={coins} chosen={chosen} />
    case 'compare':
      return <CompareCard {...common} coins={coins} />
    case 'volatility':
      return <VolatilityView {...common} chosen={chosen} coin={coin} />
    case 'exchanges':
      return <ExchangesView {...common} coins={chosen} coin={coin} />
    case 'anomalies':
      return <AnomaliesView {...common} coins={coins} />
    case 'screener':
      return <ScreenerView choice={choice} onSearch={onSearch} />
    case 'overview':
      return <OverviewView {...common} coins={coins} chosen={chosen} />
  }
}
