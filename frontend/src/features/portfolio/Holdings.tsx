/** What is held, the dearest first. Each row leads to the lots that its figures come from. */
import type { Holding } from '@/api/portfolio'
import { PHONE, useMedia } from '@/lib/useMedia'
import { CoinIcon } from '@/ui/badges'
import { ScrollX } from '@/ui/ScrollX'
import { Quantity } from './Amount'
import { Gain } from './Gain'
import { Actions, CELLS, Name, Value, type RowProps } from './holdingCells'
import { cellClass, headOf, useHoldingColumns, type HoldingColumn } from './holdingColumns'
import { HoldingColumnsMenu } from './HoldingColumnsMenu'
import { why } from './reasons'

function Row(props: RowProps & { columns: readonly HoldingColumn[] }) {
  const { columns, ...row } = props
  const { holding, names } = row
  return (
    <tr data-holding={holding.coin_id}>
      <th scope="row" className="col-coin">
        <Name holding={holding} names={names} />
      </th>
      {columns.map((id) => (
        <td key={id} className={cellClass(id)}>
          {CELLS[id](row)}
        </td>
      ))}
      <td className="num">
        <Actions {...row} />
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

function Table(props: Omit<RowProps, 'holding'> & { held: Holding[] }) {
  const { held, ...rest } = props
  const columns = useHoldingColumns()
  return (
    <ScrollX>
      <table className="table">
        <thead>
          <tr>
            <th className="col-coin">Holding</th>
            {columns.map((id) => (
              <th key={id} className={id === 'last_7d' ? undefined : 'num'}>
                {headOf(id, rest.currency)}
              </th>
            ))}
            <th>
              <span className="sr">Alert, lots</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {held.map((holding) => (
            <Row key={holding.coin_id} holding={holding} columns={columns} {...rest} />
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
        <span className="t3 grow">{held.length}</span>
        {!phone && <HoldingColumnsMenu />}
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
