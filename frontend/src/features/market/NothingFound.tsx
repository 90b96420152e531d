/** Shown when the filters hide every coin: names the filters, and suggests a similar coin. */
import { Search } from 'lucide-react'
import type { Coin } from '@/api/types'
import { useSignedIn } from '@/api/watched'
import { nearest } from '@/lib/nearest'
import { venueName } from '@/lib/venues'
import { Empty } from '@/ui/states'
import type { MarketQuery } from './marketQuery'

const LISTS = { all: null, watch: 'Watchlist', up: 'Rising', down: 'Falling', anomalies: 'Anomalies' } as const

/** Of an empty list: how a coin comes into it. */
function useListText({ list }: MarketQuery): string {
  const signedIn = useSignedIn()
  if (list === 'anomalies') return 'Nothing unusual has been seen in the last 24 hours. '
  if (list !== 'watch') return ''
  return signedIn ? 'The star of a coin, or S on its row, puts it there. ' : 'Sign in to see the coins that you watch. '
}

function filtersText({ list, venue }: MarketQuery): string {
  const on = [LISTS[list], venue ? `Exchange: ${venueName(venue)}` : null].filter(Boolean)
  if (on.length === 0) return ''
  return on.length === 1 ? `The filter ${on[0] ?? ''} is on.` : `The filters ${on.join(' and ')} are on.`
}

interface Props {
  coins: readonly Coin[]
  query: MarketQuery
  onClear: () => void
  onOpen: (id: string) => void
}

export function NothingFound({ coins, query, onClear, onOpen }: Props) {
  const meant = query.text ? nearest(query.text, coins) : null
  const listText = useListText(query)
  const title = query.text ? `No coin matches “${query.text}”` : 'No coin is in this list'
  const actions = (
    <>
      {meant && (
        <button type="button" className="btn pri" onClick={() => onOpen(meant.coin_id)}>
          Show {meant.name}
        </button>
      )}
      <button type="button" className="btn" onClick={onClear}>
        Clear filters
      </button>
    </>
  )
  return (
    <Empty icon={Search} title={title} actions={actions}>
      {meant && `Did you mean ${meant.name} (${meant.symbol})? `}
      {listText}
      {filtersText(query)}
    </Empty>
  )
}
