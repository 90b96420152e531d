/** Sentiment: what is said of a coin, how sure that is, and the texts behind it. */
import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { coinsQuery } from '@/api/queries'
import type { Coin } from '@/api/types'
import { useShortcuts } from '@/lib/keys'
import { nearest } from '@/lib/nearest'
import { usePreferences } from '@/lib/preferences'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { LinkNotice } from '@/ui/LinkNotice'
import { Empty } from '@/ui/states'
import { findCoin } from './coins'
import { ExplainDrawer } from './ExplainDrawer'
import {
  ALL_COINS,
  RANGES,
  readSentimentSearch,
  withoutDefaults,
  type OnSearch,
  type SentimentChoice,
  type SentimentSearch,
} from './search'
import { SentimentCrumb } from './SentimentCrumb'
import { Tools } from './Tools'
import { Shown } from './Views'

interface Props {
  search: SentimentSearch
  onSearch: OnSearch
}

const NONE: Coin[] = []

/** `j` and `k` show the next and the previous coin by rank, `1` to `3` choose the range. */
function useKeys(coins: readonly Coin[], choice: SentimentChoice, onSearch: OnSearch): void {
  const at = coins.findIndex((coin) => coin.coin_id === choice.coin)
  const go = (by: number) => {
    const next = coins[(at + by + coins.length) % coins.length]
    if (at !== -1 && next) onSearch({ coin: next.coin_id }, true)
  }
  const range = (index: number) => () => onSearch({ range: RANGES[index] }, true)
  useShortcuts({ j: () => go(1), k: () => go(-1), '1': range(0), '2': range(1), '3': range(2) })
}

function Unknown({ name, coins, onSearch }: { name: string; coins: readonly Coin[]; onSearch: OnSearch }) {
  const meant = nearest(name, coins)
  const show = (coin: string, text: string, className: string) => (
    <button type="button" className={className} onClick={() => onSearch({ coin }, false)}>
      {text}
    </button>
  )
  const actions = (
    <>
      {meant && show(meant.coin_id, `Show ${meant.name}`, 'btn pri')}
      {show('bitcoin', 'Show Bitcoin', 'btn')}
    </>
  )
  return (
    <section className="card">
      <Empty icon={SearchX} title={`There is no coin “${name}”`} actions={actions}>
        The {coins.length} coins we follow are in Market.
      </Empty>
    </section>
  )
}

/** A symbol in the link, in any case, becomes the coin's id. */
function useChoice(search: SentimentSearch, coins: readonly Coin[], onSearch: OnSearch) {
  const choice = useMemo(() => readSentimentSearch(search), [search])
  const found = findCoin(coins, choice.coin)
  const slug = found?.coin_id
  useEffect(() => {
    if (slug !== undefined && slug !== choice.coin) onSearch({ coin: slug }, false)
  }, [slug, choice.coin, onSearch])
  const isUnknown = coins.length > 0 && !found && choice.coin !== ALL_COINS
  return { choice: { ...choice, coin: slug ?? choice.coin }, coin: found, isUnknown }
}

export function SentimentPage({ search, onSearch: change }: Props) {
  const { data: coins = NONE } = useQuery(coinsQuery)
  const onSearch: OnSearch = (changes, push) => change(withoutDefaults(changes), push)
  const { choice, coin, isUnknown } = useChoice(search, coins, onSearch)
  usePreferences(({ time_zone }) => time_zone) // renders the page again, with its times, when the zone changes
  useKeys(coins, choice, onSearch)
  const name = coin?.name ?? choice.coin
  return (
    <>
      <SentimentCrumb choice={choice} name={name} />
      <Tools coins={coins} choice={choice} onSearch={onSearch} />
      <LinkNotice misfits={choice.misfits} onSearch={onSearch} />
      <ErrorBoundary key={choice.view} what="The sentiment">
        {isUnknown ? (
          <Unknown name={choice.coin} coins={coins} onSearch={onSearch} />
        ) : (
          <Shown choice={choice} name={name} coins={coins} onSearch={onSearch} />
        )}
      </ErrorBoundary>
      {choice.explain && !isUnknown && (
        <ExplainDrawer
          coin={choice.coin}
          name={name}
          window={choice.window}
          onClose={() => onSearch({ explain: undefined }, false)}
        />
      )}
    </>
  )
}
