/** Part of the page, returns, coins, and the link to what is shown. */
import { Link2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Coin } from '@/api/types'
import { ChipSelect } from '@/ui/ChipSelect'
import { Segment } from '@/ui/Segment'
import { copyLink } from '@/ui/Toast'
import { DAY_HOURS, useAnomalies } from './anomalies/useAnomalies'
import { chosenCoins, sampleOf, sampleOptions, sampleValue } from './choices'
import { CoinSelect } from './CoinSelect'
import { CoinsPopover } from './CoinsPopover'
import { VIEWS, type AnalyticsChoice, type OnSearch, type View } from './search'

export const TITLES: Record<View, string> = {
  overview: 'Overview',
  correlation: 'Correlation',
  compare: 'Compare',
  volatility: 'Volatility',
  exchanges: 'Exchanges',
  anomalies: 'Anomalies',
  screener: 'Screener',
}

const WITH_SAMPLE: readonly View[] = ['overview', 'correlation']
const WITH_COINS: readonly View[] = ['overview', 'correlation', 'volatility', 'exchanges']
const WITH_COIN: readonly View[] = ['volatility', 'exchanges']

interface Props {
  coins: readonly Coin[]
  choice: AnalyticsChoice
  onSearch: OnSearch
}

/** On a phone the parts are wider than the row: the chosen one is scrolled into sight. */
function useInSight(view: View) {
  const tools = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const chosen = tools.current?.querySelector('.seg [aria-pressed="true"]')
    chosen?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [view])
  return tools
}

/** With the number of anomalies of the last day in the name of their part. */
function useOptions(coins: readonly Coin[]) {
  const { data } = useAnomalies(coins, DAY_HOURS)
  const count = data ? data.items.length + data.more : 0
  return VIEWS.map((value) => ({
    value,
    label:
      value === 'anomalies' && count > 0 ? (
        <>
          {TITLES[value]} <span className="t3">{count}</span>
        </>
      ) : (
        TITLES[value]
      ),
  }))
}

/** Coin, returns and coins: what the part of the page is of. */
function Choices({ coins, choice, onSearch }: Props) {
  const { view, interval, period } = choice
  return (
    <>
      {WITH_COIN.includes(view) && (
        <CoinSelect coins={coins} coinId={choice.coin} onChange={(coin) => onSearch({ coin }, true)} />
      )}
      {WITH_SAMPLE.includes(view) && (
        <ChipSelect
          label="Returns"
          options={sampleOptions({ interval, period })}
          value={sampleValue({ interval, period })}
          onChange={(value) => {
            const chosen = sampleOf(value)
            onSearch({ interval: chosen.interval, period: String(chosen.period) }, false)
          }}
        />
      )}
      {WITH_COINS.includes(view) && (
        <CoinsPopover
          coins={coins}
          chosen={chosenCoins(coins, choice.coins)}
          onChange={(next) => onSearch({ coins: next?.join(',') }, false)}
        />
      )}
    </>
  )
}

export function AnalyticsTools({ coins, choice, onSearch }: Props) {
  const { view } = choice
  const tools = useInSight(view)
  const options = useOptions(coins)
  return (
    <div className="toolbar analytics-tools" ref={tools}>
      <Segment
        label="Part of the page"
        options={options}
        value={view}
        onChange={(next) => onSearch({ view: next }, true)}
      />
      <span className="grow" />
      <Choices {...{ coins, choice, onSearch }} />
      <button type="button" className="chip not-phone" onClick={() => void copyLink()}>
        <Link2 className="i s" aria-hidden /> Copy view
      </button>
    </div>
  )
}
