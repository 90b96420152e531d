/** The tools above the table: a row of them, or on a phone the filter and one sheet. */
import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { useShortcuts } from '@/lib/keys'
import { useConnection } from '@/stream/connection'
import { exportMarket } from './export'
import { formatSort } from './search'
import { SortSheet } from './SortSheet'
import { FilterInput, Toolbar } from './Toolbar'
import type { Market } from './useMarket'
import { newerPrices } from './useNewest'
import { listedSentiments } from './useShownCoins'

export function MarketTools({ market, phone }: { market: Market; phone: boolean }) {
  const { coins, shown, query, columns, layout, orderHeld, anomalies, set } = market
  const client = useQueryClient()
  const filter = useRef<HTMLInputElement>(null)
  useShortcuts({ '/': () => filter.current?.focus() })
  const input = <FilterInput ref={filter} count={coins.length} value={query.text} onChange={set.query} />
  const shared = {
    ...{ list: query.list, layout, venue: query.venue, unusual: anomalies.known ? anomalies.ids.size : null },
    ...{ onList: set.list, onLayout: set.layout, onVenue: set.venue },
  }
  if (phone) {
    return (
      <div className="row mb-[10px]">
        {input}
        <SortSheet {...shared} sort={query.sort} onSort={(keys) => set.sort(formatSort(keys))} />
      </div>
    )
  }
  const csv = () =>
    exportMarket(shown, newerPrices(client), columns, useConnection.getState().mode, listedSentiments(client))
  return (
    <Toolbar
      {...shared}
      orderHeld={orderHeld && query.sort[0]?.id !== 'rank'}
      columns={columns}
      onChange={set.columns}
      onCsv={csv}
    >
      {input}
    </Toolbar>
  )
}
