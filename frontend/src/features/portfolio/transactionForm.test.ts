import { expect, test } from 'vitest'
import { bodyOf, bodyOfRow, fieldOf, formOf, newForm } from './transactionForm'

const NOW = new Date('2026-05-15T17:30:20Z')
const FORM = { ...newForm(NOW, 'BTC'), quantity: '0,5', amount: '20,000.00' }

const ROW = {
  transaction_id: 'x',
  kind: 'trade' as const,
  time: '2026-05-15T17:30:42Z',
  wallet: 'Main',
  in: { asset: 'bitcoin', quantity: '0.5' },
  out: { asset: 'USD', quantity: '20000' },
  fee: { asset: 'USD', quantity: '5', value: null },
  value: null,
  to_wallet: null,
  lots: [{ lot_id: 'a', quantity: '0.1' }],
  note: null,
  external_id: 'k1',
  worth: '20000',
  value_source: 'given',
  reason: null,
  fee_worth: '5',
  fee_value_source: 'given',
  fee_reason: null,
  joined: false,
  created_at: '2026-05-15T17:30:00Z',
  updated_at: '2026-05-15T17:30:00Z',
}

test('buying is out of money, selling is into it, converting is neither', () => {
  const sides = (kind: 'buy' | 'sell' | 'convert', other = 'USD') => {
    const { in: into, out } = bodyOf({ ...FORM, kind, other })
    return [into?.asset, out?.asset]
  }
  expect(sides('buy')).toEqual(['BTC', 'USD'])
  expect(sides('sell')).toEqual(['USD', 'BTC'])
  expect(sides('convert', 'ETH')).toEqual(['ETH', 'BTC'])
})

test('a time is in UTC, and what is empty is not sent', () => {
  expect(bodyOf(FORM)).toEqual({
    kind: 'trade',
    time: '2026-05-15T17:30:00Z',
    wallet: 'Main',
    in: { asset: 'BTC', quantity: '0.5' },
    out: { asset: 'USD', quantity: '20000.00' },
  })
})

test('a transfer names its wallet and has no value, a reward may have one', () => {
  expect(bodyOf({ ...FORM, kind: 'transfer', to_wallet: 'Ledger' })).toMatchObject({
    kind: 'transfer',
    out: { asset: 'BTC', quantity: '0.5' },
    to_wallet: 'Ledger',
  })
  expect(bodyOf({ ...FORM, kind: 'transfer', to_wallet: 'Ledger' })).not.toHaveProperty('value')
  expect(bodyOf({ ...FORM, kind: 'staking', amount: '12' })).toMatchObject({ value: { amount: '12', currency: 'USD' } })
})

test('a stored transaction comes back as the form that made it', () => {
  expect(formOf(ROW)).toMatchObject({
    kind: 'buy',
    coin: 'bitcoin',
    quantity: '0.5',
    other: 'USD',
    amount: '20000',
    fee: '5',
  })
  const sold = { ...ROW, in: ROW.out, out: ROW.in }
  expect(formOf(sold)).toMatchObject({ kind: 'sell', coin: 'bitcoin', other: 'USD' })
})

test('what the form does not show of a row stays when the row is changed', () => {
  const form = formOf(ROW)
  expect(bodyOf(form, ROW)).toMatchObject({ time: ROW.time, external_id: 'k1', lots: ROW.lots })
  expect(bodyOf({ ...form, time: '2026-05-15T17:31' }, ROW).time).toBe('2026-05-15T17:31:00Z')
  expect(bodyOf({ ...form, amount: '21000' }, ROW)).not.toHaveProperty('lots')
  expect(bodyOfRow(ROW)).not.toHaveProperty('transaction_id')
})

test('a fee by itself is neither in nor out', () => {
  const form = { ...FORM, kind: 'fee' as const, fee: '1' }
  expect(bodyOf(form)).toMatchObject({ kind: 'fee', fee: { asset: 'BTC', quantity: '0.5' } })
  expect(bodyOf(form)).not.toHaveProperty('in')
  const row = { ...ROW, kind: 'fee' as const, in: null, out: null }
  expect(formOf(row)).toMatchObject({ kind: 'fee', coin: 'USD', quantity: '5', fee: '' })
})

test('an error of the server stands beside the field that it is about', () => {
  const of = (kind: 'buy' | 'sell' | 'deposit' | 'fee', ...fields: string[]) => fields.map((one) => fieldOf(one, kind))
  expect(of('buy', 'in.asset', 'TransactionBody.in.quantity', 'out.quantity')).toEqual(['coin', 'quantity', 'amount'])
  expect(of('sell', 'in.quantity', 'out.asset', 'fee.asset', 'fee.quantity')).toEqual([
    'amount',
    'coin',
    'fee_asset',
    'fee',
  ])
  expect(of('deposit', 'in.asset', 'value.amount', 'to_wallet', 'time')).toEqual([
    'coin',
    'amount',
    'to_wallet',
    'time',
  ])
  expect(of('fee', 'fee.quantity')).toEqual(['quantity'])
})
