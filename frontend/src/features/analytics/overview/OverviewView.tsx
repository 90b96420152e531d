/** The overview: what moves together, what is unusual, how coins compare, where prices differ. */
import type { Names } from '@/api/coinNames'
import type { Coin } from '@/api/types'
import { AnomaliesCard } from '../anomalies/AnomaliesCard'
import { chosenPair, withPair } from '../choices'
import { CompareCard } from '../compare/CompareCard'
import { MatrixCard, useMatrix } from '../correlation/MatrixCard'
import { PairCard } from '../correlation/PairCard'
import { RollingCard } from '../correlation/RollingCard'
import { ArbitrageCard } from '../exchanges/ArbitrageCard'
import { SpreadsCard } from '../exchanges/SpreadsCard'
import type { AnalyticsChoice, OnSearch } from '../search'
import { BreadthStrip } from './BreadthStrip'
import { HeatMapCard } from './HeatMapCard'

export interface ViewProps {
  coins: readonly Coin[]
  /** Ids of the chosen ones. */
  chosen: readonly string[]
  choice: AnalyticsChoice
  names: Names
  onSearch: OnSearch
}

const SHORT = 5

/** The matrix with the pair beside it. */
export function CorrelationBlocks({ coins, chosen, names, onSearch, children, ...props }: ViewProps & ChildrenProps) {
  const named = chosenPair(coins, props.choice.pair)
  const choice = { ...props.choice, pair: named }
  const shown = withPair(chosen, named)
  const model = useMatrix({ coins: shown, choice }, named)
  const { pair, grid } = model
  return (
    <div className="analytics-head">
      <MatrixCard coins={shown} {...{ model, choice, names, onSearch }} />
      <div className="stack gap-4">
        {pair && <PairCard key={pair.join(':')} {...{ pair, grid, choice, names, onSearch }} />}
        {pair && <RollingCard {...{ pair, choice, names }} />}
        {children}
      </div>
    </div>
  )
}

interface ChildrenProps {
  children?: React.ReactNode
}

export function OverviewView(props: ViewProps) {
  const { coins, chosen, choice, names, onSearch } = props
  return (
    <>
      <BreadthStrip names={names} />
      <CorrelationBlocks {...props}>
        <AnomaliesCard coins={coins} names={names} onAll={() => onSearch({ view: 'anomalies' }, true)} />
      </CorrelationBlocks>
      <div className="analytics-stack">
        <CompareCard {...{ coins, choice, names, onSearch }} />
        <HeatMapCard coins={coins} />
        <div className="analytics-foot">
          <ArbitrageCard coins={chosen} most={SHORT} {...{ choice, names, onSearch }} />
          <SpreadsCard coins={chosen} names={names} most={SHORT} />
        </div>
      </div>
    </>
  )
}
