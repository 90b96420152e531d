/** Every row of the ledger, newest first, and what needs the owner's answer. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Pencil, ReceiptText, Split, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { transactionsQuery, type Transaction } from '@/api/portfolio'
import { Unknown } from '@/ui/badges'
import { ScrollX } from '@/ui/ScrollX'
import { Empty, Failed, Loading } from '@/ui/states'
import { Money, Quantity } from './Amount'
import { formatWhen } from './dates'
import { QuestionsCard } from './QuestionsCard'
import { why } from './reasons'
import { TransactionDialog } from './TransactionDialog'
import { useEdits } from './useEdits'
import type { Names } from '@/api/coinNames'

type Part = { asset: string; quantity: string } | null

function Side({ part, names }: { part: Part; names: Names }) {
  if (!part) return null
  return (
    <>
      <Quantity value={part.quantity} /> <span className="t3">{names.symbol(part.asset)}</span>
    </>
  )
}

function Worth({ row, currency }: { row: Transaction; currency: string }) {
  if (row.worth === null) return row.reason === null ? null : <Unknown reason={why(row.reason)} />
  return (
    <span title={row.value_source ?? undefined}>
      <Money value={row.worth} currency={currency} />
    </span>
  )
}

interface RowProps {
  row: Transaction
  names: Names
  currency: string
  onChange: () => void
  onDelete: () => void
}

function Row({ row, names, currency, onChange, onDelete }: RowProps) {
  const [Icon, remove] = row.joined ? [Split, 'Take apart'] : [Trash2, 'Delete']
  const what = `${row.kind} of ${formatWhen(row.time)}`
  return (
    <tr data-transaction={row.transaction_id}>
      <th scope="row">{formatWhen(row.time)}</th>
      <td>{row.kind}</td>
      <td className="num">
        <Side part={row.in} names={names} />
      </td>
      <td className="num">
        <Side part={row.out} names={names} />
      </td>
      <td className="num t2">
        <Side part={row.fee} names={names} />
      </td>
      <td className="num">
        <Worth row={row} currency={currency} />
      </td>
      <td className="t2">{row.to_wallet ? `${row.wallet} → ${row.to_wallet}` : row.wallet}</td>
      <td>
        <span className="row justify-end">
          <button type="button" className="icb" aria-label={`Change ${what}`} title="Change" onClick={onChange}>
            <Pencil className="i s" aria-hidden />
          </button>
          <button
            type="button"
            className="icb"
            aria-label={`${remove} ${what}`}
            title={row.joined ? 'Take apart: it was made of a withdrawal and a deposit' : remove}
            onClick={onDelete}
          >
            <Icon className="i s" aria-hidden />
          </button>
        </span>
      </td>
    </tr>
  )
}

const HEADS: [string, string?][] = [
  ['Time'],
  ['Kind'],
  ['In', 'num'],
  ['Out', 'num'],
  ['Fee', 'num'],
  ['Worth then', 'num'],
  ['Wallet'],
]

interface Props {
  portfolioId: string
  currency: string
  names: Names
}

interface Edit {
  onChange: (row: Transaction) => void
  onDelete: (row: Transaction) => void
}

function Rows({
  rows,
  names,
  currency,
  onChange,
  onDelete,
}: Omit<Props, 'portfolioId'> & { rows: Transaction[] } & Edit) {
  return (
    <ScrollX>
      <table className="table">
        <thead>
          <tr>
            {HEADS.map(([head, className]) => (
              <th key={head} className={className}>
                {head}
              </th>
            ))}
            <th>
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.transaction_id}
              row={row}
              names={names}
              currency={currency}
              onChange={() => onChange(row)}
              onDelete={() => onDelete(row)}
            />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

function List(props: Props & Edit) {
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(transactionsQuery(props.portfolioId))
  const rows = data?.pages.flatMap(({ items }) => items)
  if (error && !rows) return <Failed what="The transactions" error={error} retry={() => void refetch()} />
  if (!rows) return <Loading what="transactions" />
  if (rows.length === 0) {
    return (
      <Empty icon={ReceiptText} title="No transactions yet">
        Add what you own, or import a CSV from Binance, Coinbase or Kraken. A dry run shows every row before anything is
        saved.
      </Empty>
    )
  }
  return (
    <>
      <Rows rows={rows} {...props} />
      {hasNextPage && (
        <div className="ft">
          <button type="button" className="btn small" onClick={() => void fetchNextPage()}>
            Show older ones
          </button>
        </div>
      )}
    </>
  )
}

export function TransactionsView(props: Props) {
  const [changing, setChanging] = useState<Transaction | null>(null)
  const { remove } = useEdits(props.portfolioId)
  return (
    <div className="stack">
      <QuestionsCard {...props} />
      <section className="card" aria-label="Transactions">
        <List {...props} onChange={setChanging} onDelete={remove} />
      </section>
      {changing && (
        <TransactionDialog portfolioId={props.portfolioId} row={changing} onClose={() => setChanging(null)} />
      )}
    </div>
  )
}
