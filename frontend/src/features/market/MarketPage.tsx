/** The market page: all coins with their prices, freshness and completeness. */
import { useQuery } from '@tanstack/react-query'
import { coinsQuery, summaryQuery } from '@/api/queries'
import { formatChange } from '@/lib/format'
import type { MarketSearch } from '@/lib/marketView'
import { usePreferences } from '@/lib/preferences'
import { PHONE, useMedia, WIDE } from '@/lib/useMedia'
import { Crumb } from '@/ui/Crumb'
import { LinkNotice } from '@/ui/LinkNotice'
import { Failed, Loading } from '@/ui/states'
import { CoinTable } from './CoinTable'
import { Footer } from './Footer'
import { HeatMap } from './HeatMap'
import { MarketTools } from './MarketTools'
import { NothingFound } from './NothingFound'
import { PhoneList } from './PhoneList'
import { formatSort, toggleSort } from './search'
import { PhoneStrip, Strip } from './Strip'
import { useMarket, type Market } from './useMarket'
import { useRowAttention } from './useRowAttention'

interface Props {
  search: MarketSearch
  onSearch: (change: Partial<MarketSearch>, push: boolean) => void
  onOpen: (id: string) => void
  /** Opens the dialog of an alert on a coin. */
  onAlert: (id: string) => void
  peek: (id: string) => React.ReactNode
}

interface ListProps {
  market: Market
  phone: boolean
  wide: boolean
  attended: boolean
  onOpen: (id: string) => void
  onAlert: (id: string) => void
}

const NO_NOTES: ReadonlyMap<string, string> = new Map()

function CoinList({ market, phone, wide, attended, onOpen, onAlert }: ListProps) {
  const { shown, set, query, columns, chosen, layout, anomalies } = market
  if (layout === 'heat') return <HeatMap coins={shown} held={attended} />
  const notes = query.list === 'anomalies' ? anomalies.notes : NO_NOTES
  if (phone) return <PhoneList coins={shown} notes={notes} onAlert={onAlert} />
  return (
    <CoinTable
      coins={shown}
      columns={columns}
      sort={query.sort}
      selected={chosen}
      usualComplete={market.usualComplete}
      onOpen={onOpen}
      onSelect={set.select}
      onRelease={set.release}
      onAlert={onAlert}
      notes={notes}
      onClick={wide ? set.select : onOpen}
      onSort={(id, add) => set.sort(formatSort(toggleSort(query.sort, id, add)))}
    />
  )
}

function Body({ market, ...rest }: ListProps) {
  const { error, isPending, refetch } = useQuery(coinsQuery)
  const { coins, shown, query, set } = market
  if (isPending) return <Loading what="prices" rows={14} />
  if (error && coins.length === 0) return <Failed what="The prices" error={error} retry={() => void refetch()} />
  return (
    <>
      {shown.length > 0 ? (
        <CoinList market={market} {...rest} />
      ) : (
        <NothingFound coins={coins} query={query} onClear={set.clear} onOpen={rest.onOpen} />
      )}
      {!rest.phone && market.layout === 'table' && <Footer count={shown.length} />}
    </>
  )
}

/** The coin beside the table: the selected one, else the preferred one if it is shown, else the first. */
function useBeside({ chosen, shown }: Market): string | undefined {
  const own = usePreferences(({ default_coin }) => default_coin)
  return chosen ?? shown.find((coin) => coin.coin_id === own)?.coin_id ?? shown[0]?.coin_id
}

/** The tab shows how the market moves, as it shows a coin's price on the page of a coin. */
function MarketCrumb() {
  const { data: summary } = useQuery(summaryQuery)
  const change = summary?.median_change_24h_percent
  return <Crumb title="Market" tab={change == null ? 'Market' : `${formatChange(change).text} · Market`} />
}

export function MarketPage({ search, onSearch, onOpen, onAlert, peek }: Props) {
  const attended = useRowAttention()
  const market = useMarket(search, onSearch, attended)
  const [phone, wide] = [useMedia(PHONE), useMedia(WIDE)]
  const beside = useBeside(market)
  return (
    <>
      <MarketCrumb />
      {phone ? <PhoneStrip /> : <Strip />}
      <LinkNotice misfits={market.misfits} onSearch={onSearch} />
      <MarketTools market={market} phone={phone} />
      <div className="beside">
        <section className="card market" aria-label="Coins">
          <Body {...{ market, phone, wide, attended, onOpen, onAlert }} />
        </section>
        {wide && beside && (
          <aside className="stack" aria-label="Selected coin">
            {peek(beside)}
          </aside>
        )}
      </div>
    </>
  )
}
