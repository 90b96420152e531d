/** What a sharing link shows: a portfolio, read only, to whoever has the link. */
import { useQuery } from '@tanstack/react-query'
import { LinkIcon, Lock } from 'lucide-react'
import { ApiError } from '@/api/client'
import { sharedQuery, type SharedAsset, type SharedPortfolio } from '@/api/shares'
import { formatPercent, priceDecimals } from '@/lib/format'
import { useConnection } from '@/stream/connection'
import { Change, CoinIcon, Fresh, Unknown } from '@/ui/badges'
import { useTitle } from '@/ui/Crumb'
import { PriceText } from '@/ui/PriceText'
import { ScrollX } from '@/ui/ScrollX'
import { Empty, Failed, Loading } from '@/ui/states'
import { AllocationBar, SLOTS } from './Allocation'
import { formatMoney, formatQuantity } from './money'
import { why } from './reasons'
import { currencyOf, useNames, type Names } from '@/api/coinNames'

const MODES = { live: 'Live prices', simulated: 'Simulated prices', replay: 'Replayed prices' } as const

/** Answered alike for a link that never was, was revoked or has ended; a token of a wrong shape is refused as a field. */
const isGone = (error: Error | null): boolean => error instanceof ApiError && [400, 404].includes(error.status)

function Gone() {
  useTitle('Link not found')
  return (
    <section className="card">
      <Empty icon={LinkIcon} title="This link shows nothing">
        It does not exist, was revoked by its owner, or has ended. Ask whoever sent it for a new one.
      </Empty>
    </section>
  )
}

function Head({ shared, currency }: { shared: SharedPortfolio; currency: string }) {
  const mode = useConnection((connection) => connection.mode)
  return (
    <section className="card tiles" aria-label="Value">
      <div className="tile first">
        <h1>{shared.name}</h1>
        {shared.value !== null && <span className="figure">{formatMoney(shared.value, currency)}</span>}
        <span className="row sm t3 flex-wrap">
          <Lock className="i s" aria-hidden /> Read only
          {mode !== null && mode in MODES && <span>· {MODES[mode]}</span>}
          <Fresh asOf={shared.as_of} stale={shared.stale} showAge />
        </span>
      </div>
      <div className="tile">
        <span className="lab">Return on what was paid</span>
        <span className="val">
          <Change percent={shared.roi_percent} reason="A price or a cost is not known" />
        </span>
        <span className="sm t3">{shared.hide_amounts ? 'The owner does not show amounts' : 'Gains and income'}</span>
      </div>
    </section>
  )
}

interface RowProps {
  asset: SharedAsset
  at: number
  names: Names
  currency: string
  amounts: boolean
}

function Row({ asset, at, names, currency, amounts }: RowProps) {
  const { coin_id: id, share_percent: share, price } = asset
  const reason = why(asset.reason)
  return (
    <tr>
      <th scope="row">
        <span className="row">
          <i className="slot" data-slot={at % SLOTS} aria-hidden="true" />
          <CoinIcon symbol={names.symbol(id)} />
          <span className="nm">{names.name(id)}</span>
          <span className="t3">{names.symbol(id)}</span>
        </span>
      </th>
      <td className="num b">{share === null ? <Unknown reason={reason} /> : formatPercent(share)}</td>
      <td className="num">
        <Change percent={asset.roi_percent} reason="A price or a cost is not known" />
      </td>
      <td className="num px">
        <PriceText price={price} decimals={priceDecimals(names.coin(id)?.tick, price)} reason={reason} />
      </td>
      {amounts && (
        <>
          <td className="num">{formatQuantity(asset.quantity ?? '0')}</td>
          <td className="num">
            {asset.value === null ? <Unknown word="unknown" reason={reason} /> : formatMoney(asset.value, currency)}
          </td>
        </>
      )}
    </tr>
  )
}

function Holdings({ shared, names, currency }: { shared: SharedPortfolio; names: Names; currency: string }) {
  const amounts = !shared.hide_amounts
  const heads = ['Share', 'Return', 'Price', ...(amounts ? ['Quantity', 'Value'] : [])]
  const known = shared.assets.filter(({ share_percent: share }) => share !== null)
  return (
    <section className="card" aria-label="Holdings">
      <div className="hd">
        <h2>Holdings</h2>
        <span className="t3">{shared.assets.length}</span>
      </div>
      <AllocationBar holdings={known} names={names} />
      <ScrollX>
        <table className="table">
          <thead>
            <tr>
              <th>Holding</th>
              {heads.map((head) => (
                <th key={head} className="num">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shared.assets.map((asset, at) => (
              <Row key={asset.coin_id} {...{ asset, at, names, currency, amounts }} />
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  )
}

function Shown({ shared }: { shared: SharedPortfolio }) {
  const names = useNames()
  const currency = currencyOf(shared.base_currency, names)
  useTitle(`${shared.name}, shared portfolio`)
  return (
    <div className="stack">
      <Head shared={shared} currency={currency} />
      <Holdings shared={shared} names={names} currency={currency} />
    </div>
  )
}

export function SharedPage({ token }: { token: string }) {
  const { data: shared, error, refetch } = useQuery(sharedQuery(token))
  if (isGone(error)) return <Gone />
  if (shared) return <Shown shared={shared} />
  if (error) return <Failed what="The portfolio" error={error} retry={() => void refetch()} />
  return <Loading what="the portfolio" />
}
