/** What the form of a transaction holds, and the request that it stands for. Pure. */
import type { Transaction, TransactionBody, TransactionKind } from '@/api/portfolio'
import { decimal } from '@/lib/decimal'

export const KINDS = [
  { value: 'buy', label: 'Buy' },
  { value: 'sell', label: 'Sell' },
  { value: 'convert', label: 'Convert one coin into another' },
  { value: 'deposit', label: 'Deposit' },
  { value: 'withdrawal', label: 'Withdrawal' },
  { value: 'transfer', label: 'Transfer between own wallets' },
  { value: 'staking', label: 'Staking reward' },
  { value: 'interest', label: 'Interest' },
  { value: 'airdrop', label: 'Airdrop' },
  { value: 'mining', label: 'Mining' },
  { value: 'cashback', label: 'Cashback' },
  { value: 'fork', label: 'Fork' },
  { value: 'payment', label: 'Payment' },
  { value: 'fee', label: 'Fee by itself' },
  { value: 'lost', label: 'Lost or stolen' },
] as const
/** A trade is three things to a person: buying, selling, converting. */
export type FormKind = (typeof KINDS)[number]['value']

export interface TransactionForm {
  kind: FormKind
  /** `2026-01-31T12:00`, in UTC. */
  time: string
  coin: string
  quantity: string
  /** The other side of a trade: money, or the coin that was got. */
  other: string
  amount: string
  fee: string
  fee_asset: string
  wallet: string
  to_wallet: string
  note: string
}

const TRADES: readonly FormKind[] = ['buy', 'sell', 'convert']
const GOES_OUT: readonly FormKind[] = ['withdrawal', 'transfer', 'payment', 'lost']

/** Whether the owner may say what it was worth. */
export const hasWorth = (kind: FormKind): boolean => !isTrade(kind) && kind !== 'transfer' && kind !== 'fee'

export const isTrade = (kind: FormKind): boolean => TRADES.includes(kind)

/** What the other side of a trade is called. */
export const otherLabel = (kind: FormKind): string =>
  ({ buy: 'Paid, in all', sell: 'Received, in all', convert: 'Got' })[kind as 'buy' | 'sell' | 'convert']

export function newForm(now: Date, coin = ''): TransactionForm {
  const time = now.toISOString().slice(0, 16)
  return {
    kind: 'buy',
    time,
    coin,
    quantity: '',
    other: 'USD',
    amount: '',
    fee: '',
    fee_asset: 'USD',
    wallet: 'Main',
    to_wallet: '',
    note: '',
  }
}

type Part = TransactionBody['in']
type Sides = Pick<TransactionBody, 'in' | 'out' | 'fee'>

/** What came in, what went out, what was paid as a fee. */
function sides(form: TransactionForm): Sides {
  const paid = { asset: form.fee_asset, quantity: decimal(form.fee) }
  return { ...moved(form), ...(form.kind !== 'fee' && form.fee.trim() !== '' && { fee: paid }) }
}

function moved(form: TransactionForm): Sides {
  const coin = { asset: form.coin, quantity: decimal(form.quantity) }
  const other = { asset: form.other, quantity: decimal(form.amount) }
  if (form.kind === 'fee') return { fee: coin }
  if (form.kind === 'buy') return { in: coin, out: other }
  if (isTrade(form.kind)) return { in: other, out: coin }
  return GOES_OUT.includes(form.kind) ? { out: coin } : { in: coin }
}

const same = (a: Part, b: Part): boolean => a?.asset === b?.asset && a?.quantity === b?.quantity

/** What the form does not show of the row that is changed: it stays, where what it belongs to stays. */
function kept(form: TransactionForm, given: Sides, row: Transaction): Partial<TransactionBody> {
  const whole = bodyOfRow(row)
  return {
    ...(row.external_id !== null && { external_id: row.external_id }),
    ...(row.time.slice(0, MINUTE) === form.time && { time: row.time }),
    ...(given.out && same(given.out, row.out) && { lots: whole.lots }),
    ...(given.fee && same(given.fee, row.fee) && { fee: whole.fee }),
  }
}

/** A stored transaction as the request that makes it again. */
export function bodyOfRow(row: Transaction): TransactionBody {
  const { kind, time, wallet, in: into, out, fee, value, to_wallet, lots, note, external_id } = row
  return { kind, time, wallet, in: into, out, fee, value, to_wallet, lots, note, external_id }
}

const MINUTE = '2026-01-31T12:00'.length

/** `row`: the one that is changed. */
export function bodyOf(form: TransactionForm, row?: Transaction): TransactionBody {
  const given = sides(form)
  const kind: TransactionKind = isTrade(form.kind) ? 'trade' : (form.kind as TransactionKind)
  const worth = hasWorth(form.kind) && form.amount.trim() !== ''
  return {
    kind,
    time: `${form.time}:00Z`,
    wallet: form.wallet,
    ...given,
    ...(worth && { value: { amount: decimal(form.amount), currency: form.other } }),
    ...(form.kind === 'transfer' && { to_wallet: form.to_wallet }),
    ...(form.note.trim() !== '' && { note: form.note.trim() }),
    ...(row && kept(form, given, row)),
  }
}

/** Money is written in capitals, a coin's id is not. */
const isMoney = (part: Transaction['in']): boolean => part?.asset === part?.asset.toUpperCase()

function kindOf({ kind, in: into, out }: Transaction): FormKind {
  if (kind !== 'trade') return kind
  if (isMoney(out)) return 'buy'
  return isMoney(into) ? 'sell' : 'convert'
}

/** The coin that a transaction is about, and what stands against it: the other side, or what it was worth. */
function sidesOf(row: Transaction): [Transaction['in'], Transaction['in']] {
  const worth = row.value && { asset: row.value.currency, quantity: row.value.amount }
  if (row.kind === 'fee') return [row.fee, null]
  if (row.kind !== 'trade') return [row.in ?? row.out, worth]
  return kindOf(row) === 'buy' ? [row.in, row.out] : [row.out, row.in]
}

const NO_MONEY = { asset: 'USD', quantity: '' }

/** A stored transaction as the form shows it. */
export function formOf(row: Transaction): TransactionForm {
  const [coin, other] = sidesOf(row)
  const { asset, quantity } = coin ?? { asset: '', quantity: '' }
  const against = other ?? NO_MONEY
  const fee = (row.kind === 'fee' ? null : row.fee) ?? NO_MONEY
  return {
    kind: kindOf(row),
    time: row.time.slice(0, MINUTE),
    coin: asset,
    quantity,
    other: against.asset,
    amount: against.quantity,
    fee: fee.quantity,
    fee_asset: fee.asset,
    wallet: row.wallet,
    to_wallet: row.to_wallet ?? '',
    note: row.note ?? '',
  }
}

type Pair = readonly [name: string, figure: string]
const COIN: Pair = ['coin', 'quantity']
const OTHER: Pair = ['other', 'amount']
const FEE: Pair = ['fee_asset', 'fee']
/** The side of a trade that is not the coin's. */
const OTHER_SIDE: Partial<Record<FormKind, string>> = { buy: 'out', sell: 'in', convert: 'in' }
const SIDES = ['in', 'out', 'fee', 'value']

function pairOf(side: string, kind: FormKind): Pair {
  if (side === 'fee') return kind === 'fee' ? COIN : FEE
  return side === 'value' || side === OTHER_SIDE[kind] ? OTHER : COIN
}

/** Which field of the form a field of the request came from: `out.quantity` of a purchase is what was paid. */
export function fieldOf(field: string, kind: FormKind): string {
  const parts = field.split('.')
  const last = parts.at(-1) ?? ''
  const side = parts.findLast((part) => SIDES.includes(part))
  if (side === undefined) return last
  const [name, figure] = pairOf(side, kind)
  return last === 'asset' || last === 'currency' ? name : figure
}
