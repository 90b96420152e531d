/** The parts of the analytics page. */
import { useMemo } from 'react'
import { useNames, type Names } from '@/api/coinNames'
import type { Coin } from '@/api/types'
import { AnomaliesView } from './anomalies/AnomaliesView'
import { chosenCoins, findCoin } from './choices'
import { CompareCard } from './compare/CompareCard'
import { ExchangesView } from './exchanges/ExchangesView'
import { CorrelationBlocks, OverviewView } from './overview/OverviewView'
import { ScreenerView } from './screener/ScreenerView'
import type { AnalyticsChoice, OnSearch, View } from './search'
import { VolatilityView } from './volatility/VolatilityView'

interface Props {
  choice: AnalyticsChoice
  coins: readonly Coin[]
  onSearch: OnSearch
}

interface PartProps extends Props {
  names: Names
  /** Ids of the chosen coins. */
  chosen: readonly string[]
  /** The coin of the blocks about one. */
  coin: string
}

const PARTS: Record<View, (props: PartProps) => React.ReactNode> = {
  overview: (props) => <OverviewView {...props} />,
  correlation: (props) => <CorrelationBlocks {...props} />,
  compare: (props) => <CompareCard {...props} />,
  volatility: (props) => <VolatilityView {...props} />,
  exchanges: (props) => <ExchangesView {...props} coins={props.chosen} />,
  anomalies: (props) => <AnomaliesView {...props} />,
  screener: (props) => <ScreenerView {...props} />,
}

export function Shown({ choice, coins, onSearch }: Props) {
  const names = useNames()
  const chosen = useMemo(() => chosenCoins(coins, choice.coins), [coins, choice.coins])
  const coin = findCoin(coins, choice.coin)?.coin_id ?? choice.coin
  return PARTS[choice.view]({ choice, coins, onSearch, names, chosen, coin })
}
