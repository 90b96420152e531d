/** What is held, the dearest first. Each row leads to the lots that its figures come from. */
import { Layers } from 'lucide-react'
import type { Holding } from '@/api/portfolio'
import { formatPercent, formatPrice, priceDecimals } from '@/lib/format'
import { PHONE, useMedia } from '@/lib/useMedia'
import { AlertBell } from '@/ui/AlertBell'
import { Change, CoinIcon, Fresh, Unknown } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { PriceText } from '@/ui/PriceText'
import { ScrollX } from '@/ui/ScrollX'
import { Hidden, Money, Quantity, useHidden } from './Amount'
import { Gain } from './Gain'
import { percentOf } from './money'
import { why } from './reasons'
import type { Names } from '@/api/coinNames'

interface RowProps {
  holding: Holding
  names: Names
  currency: string
  onLots: (coinId: string) => void
  onAlert: (coinId: string) => void
}

const decimalsOf = (names: Names, { coin_id: id, price }: Holding): number | undefined =>
  priceDecimals(names.coin(id)?.tick, price)

function Value({ holding, currency }: Pick<RowProps, 'holding' | 'currency'>) {
  return <Money value={holding.value} currency={currency} word="unknown" reason={why(holding.reason)} />
}

function Name({ holding, names }: Pick<RowProps, 'holding' | 'names'>) {
  const { coin_id: id } = holding
  return (
    <span className="coin">
      <CoinIcon symbol={names.symbol(id)} />
      {names.coin(id) ? (
        <CoinLink id={id}>
          <span className="nm">{names.name(id)}</span>
        </CoinLink>
      ) : (
        <span className="nm">{names.name(id)}</span>
      )}
      <span className="sy">{names.symbol(id)}</span>
    </span>
  )
}

function AverageCost({ holding, names }: Pick<RowProps, 'holding' | 'names'>) {
  const { average_cost: cost } = holding
  const hidden = useHidden()
  if (hidden) return <Hidden />
  if (cost === null) return <Unknown reason={why('unknown_cost')} />
  return <span title={cost}>{formatPrice(cost, decimalsOf(names, holding))}</span>
}

function Actions({ holding: { coin_id: id }, names, onLots, onAlert }: Omit<RowProps, 'currency'>) {
  return (
    <span className="inline-flex items-center">
      {names.coin(id) && <AlertBell coinId={id} name={names.name(id)} title="Alert" onAlert={onAlert} />}
      <button type="button" className="btn small" aria-label={`Lots of ${names.name(id)}`} onClick={() => onLots(id)}>
        <Layers className="i s" aria-hidden />
        Lots
      </button>
    </span>
  )
}

function Row({ holding, names, currency, onLots, onAlert }: RowProps) {
  const { coin_id: id, unrealized_pnl: gain, cost_basis: cost } = holding
  return (
    <tr data-holding={id}>
      <th scope="row" className="col-coin">
        <Name holding={holding} names={names} />
      </th>
      <td className="num">
        <Quantity value={holding.quantity} />
      </td>
      <td className="num px">
        <span className="pxcell">
          <Fresh asOf={holding.price_as_of} stale={holding.price_stale} />
          <PriceText price={holding.price} decimals={decimalsOf(names, holding)} reason={why(holding.reason)} />
        </span>
      </td>
      <td className="num b">
        <Value holding={holding} currency={currency} />
      </td>
      <td className="num">
        <Gain value={holding.value_change_24h} currency={currency} reason="No price of 24 h ago" />
      </td>
      <td className="num t2">
        <AverageCost holding={holding} names={names} />
      </td>
      <td className="num">
        <Gain value={gain} currency={currency} reason={why(holding.reason ?? 'unknown_cost')} />{' '}
        <span className="sm">{gain !== null && <Change percent={percentOf(gain, cost)} />}</span>
      </td>
      <td className="num t2">{holding.share_percent === null ? '—' : formatPercent(holding.share_percent)}</td>
      <td className="num">
        <Actions holding={holding} names={names} onLots={onLots} onAlert={onAlert} />
      </td>
    </tr>
  )
}

function PhoneRow({ holding, names, currency, onLots }: RowProps) {
  const { coin_id: id } = holding
  return (
    <li>
      <button type="button" className="phone-row w-full text-left" data-holding={id} onClick={() => onLots(id)}>
        <CoinIcon symbol={names.symbol(id)} />
        <span className="grow">
          <b className="b">{names.name(id)}</b>
          <br />
          <span className="sm t3">
            <Quantity value={holding.quantity} /> {names.symbol(id)}
          </span>
        </span>
        <span className="figures">
          <b className="b num">
            <Value holding={holding} currency={currency} />
          </b>
          <span className="sm">
            <Gain value={holding.unrealized_pnl} currency={currency} reason={why(holding.reason ?? 'unknown_cost')} />
          </span>
        </span>
      </button>
    </li>
  )
}

const HEADS = ['Quantity', 'Price', 'Value', 'Gain 24 h', 'Average cost', 'Unrealised gain', 'Share'] as const

function Table(props: Omit<RowProps, 'holding'> & { held: Holding[] }) {
  const { held, ...rest } = props
  return (
    <ScrollX>
      <table className="table">
        <thead>
          <tr>
            <th className="col-coin">Holding</th>
            {HEADS.map((head) => (
              <th key={head} className="num">
                {head}
              </th>
            ))}
            <th>
              <span className="sr">Alert, lots</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {held.map((holding) => (
            <Row key={holding.coin_id} holding={holding} {...rest} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

export function Holdings({ holdings, ...rest }: Omit<RowProps, 'holding'> & { holdings: Holding[] }) {
  const phone = useMedia(PHONE)
  const held = holdings.filter(({ quantity }) => Number(quantity) > 0)
  return (
    <section className="card" aria-label="Holdings">
      <div className="hd">
        <h2>Holdings</h2>
        <span className="t3">{held.length}</span>
      </div>
      {phone ? (
        <ul>
          {held.map((holding) => (
            <PhoneRow key={holding.coin_id} holding={holding} {...rest} />
          ))}
        </ul>
      ) : (
        <Table held={held} {...rest} />
      )}
    </section>
  )
}
