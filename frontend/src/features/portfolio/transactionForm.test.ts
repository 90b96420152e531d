import { expect, test } from 'vitest'
import { bodyOf, decimal, formOf, newForm } from './transactionForm'

const NOW = new Date('2026-05-15T17:30:20Z')
const FORM = { ...newForm(NOW, 'BTC'), quantity: '0,5', amount: '20,000.00' }

test('numbers take both decimal marks', () => {
  expect(['1,5', '1,234.5', ' $20 000 ', '1234'].map(decimal)).toEqual(['1.5', '1234.5', '20000', '1234'])
})

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
  const row = {
    transaction_id: 'x',
    kind: 'trade' as const,
    time: '2026-05-15T17:30:00Z',
    wallet: 'Main',
    in: { asset: 'bitcoin', quantity: '0.5' },
    out: { asset: 'USD', quantity: '20000' },
    fee: { asset: 'USD', quantity: '5', value: null },
    value: null,
    to_wallet: null,
    lots: [],
    note: null,
    external_id: null,
    worth: '20000',
    value_source: 'given',
    reason: null,
    fee_worth: '5',
    fee_value_source: 'given',
    fee_reason: null,
    created_at: '2026-05-15T17:30:00Z',
    updated_at: '2026-05-15T17:30:00Z',
  }
  expect(formOf(row)).toMatchObject({
    kind: 'buy',
    coin: 'bitcoin',
    quantity: '0.5',
    other: 'USD',
    amount: '20000',
    fee: '5',
  })
  const sold = { ...row, in: row.out, out: row.in }
  expect(formOf(sold)).toMatchObject({ kind: 'sell', coin: 'bitcoin', other: 'USD' })
})
