import { describe, expect, it } from 'vitest'
import type { Portfolio } from '@/api/portfolio'
import { withWallets } from './useLivePortfolio'

const asset = (coin_id: string, quantity: string, value: string, wallets: string[] = []) =>
  ({
    coin_id,
    quantity,
    value,
    wallets: wallets.map((wallet) => ({ wallet, quantity })),
  }) as Portfolio['assets'][number]

const portfolio = (value: string, ...assets: Portfolio['assets']) => ({ value, assets }) as Portfolio

describe('withWallets', () => {
  const before = portfolio('30', asset('bitcoin', '1', '20', ['Kraken']), asset('ethereum', '5', '10', ['Main']))

  it('keeps the wallets of what is held, in whatever order the assets come', () => {
    const newer = portfolio('35', asset('ethereum', '5', '25'), asset('bitcoin', '1', '10'))
    const made = withWallets(before, newer)
    expect(made?.value).toBe('35')
    expect(made?.assets.map(({ coin_id, wallets }) => [coin_id, wallets[0]?.wallet])).toEqual([
      ['ethereum', 'Main'],
      ['bitcoin', 'Kraken'],
    ])
  })

  it.each([
    ['another quantity', portfolio('35', asset('bitcoin', '2', '40'), asset('ethereum', '5', '10'))],
    ['another coin', portfolio('35', asset('bitcoin', '1', '20'), asset('solana', '5', '10'))],
    ['a coin less', portfolio('20', asset('bitcoin', '1', '20'))],
  ])('asks anew when the ledger has changed: %s', (_what, newer) => {
    expect(withWallets(before, newer)).toBeUndefined()
  })
})
