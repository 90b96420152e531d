import { expect, test } from 'vitest'
import type { PortfolioSettings } from '@/api/portfolio'
import { benchmarksOf } from './benchmarks'

const portfolio = (id: string, base = 'USD') =>
  ({ portfolio_id: id, name: id.toUpperCase(), base_currency: base }) as PortfolioSettings

test('a portfolio is compared with coins and with the others of its base currency', () => {
  const [shown, other, inBitcoin] = [portfolio('a'), portfolio('b'), portfolio('c', 'bitcoin')]
  const found = benchmarksOf([shown, other, inBitcoin], shown)
  expect(found.map(({ value, label }) => [value, label])).toEqual([
    ['bitcoin', 'Bitcoin'],
    ['ethereum', 'Ethereum'],
    ['b', 'B'],
  ])
})
