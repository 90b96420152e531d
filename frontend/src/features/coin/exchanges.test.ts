import { describe, expect, test } from 'vitest'
import type { CoinVenue, Price } from '@/api/types'
import { formatPrice, priceDecimals } from '@/lib/format'
import {
  inUsd,
  instrumentLabel,
  newestPrice,
  openingVenue,
  quoteOf,
  shownVenue,
  sizeText,
  sourceText,
  spreadBp,
  usdVenue,
} from './exchanges'

const at = (venue: CoinVenue['venue'], facts: Partial<CoinVenue> = {}): CoinVenue => ({
  venue,
  instrument_id: `BTC-USD.${venue.toUpperCase()}`,
  included: true,
  quiet: false,
  reason: null,
  ...facts,
})

const BINANCE = at('binance', { included: false, reason: 'geo_blocked' })
const VENUES = [BINANCE, at('coinbase'), at('kraken')]

test('an instrument has a pair, a quote and a spread', () => {
  expect([instrumentLabel('ADA-USDT.BINANCE'), quoteOf('ADA-USDT.BINANCE')]).toEqual(['ADA-USDT', 'USDT'])
  expect(spreadBp({ bid_price: '99.5', ask_price: '100.5' })).toBe('100.0000')
  expect(spreadBp({ bid_price: null, ask_price: '1' })).toBeNull()
})

test('a size has three digits or so', () => {
  expect(['0.01234', '0.5678', '1.2', '12.345', '432.1', '1204.5', '2500000'].map(sizeText)).toEqual([
    ...['0.0123', '0.568', '1.20', '12.3', '432', '1,205', '2.50 M'],
  ])
})

describe('the exchange of the chart', () => {
  test('is a named one: the first that is in the price', () => {
    expect(openingVenue(VENUES)).toBe('coinbase')
    expect(openingVenue([BINANCE])).toBe('binance')
    expect(openingVenue([at('binance', { included: false, reason: 'not_listed' })])).toBe('composite')
  })

  test('beside a price in USD is one that trades for it', () => {
    const tether = at('binance', { instrument_id: 'BTC-USDT.BINANCE' })
    expect(usdVenue([tether, at('kraken')])).toBe('kraken')
    expect(usdVenue([tether, at('kraken', { included: false, reason: 'venue_stale' })])).toBeUndefined()
  })

  test('is the chosen one, or the first one and a word, when that does not trade the coin', () => {
    expect(shownVenue('kraken', 'coinbase', VENUES)).toMatchObject({ venue: 'kraken', missing: null })
    expect(shownVenue('kraken', 'coinbase', VENUES.slice(0, 2))).toEqual({
      venue: 'coinbase',
      instrumentId: 'BTC-USD.COINBASE',
      missing: 'kraken',
    })
    expect(shownVenue('composite', 'coinbase', VENUES)).toEqual({
      venue: 'composite',
      instrumentId: null,
      missing: null,
    })
    expect(shownVenue(undefined, 'coinbase', VENUES)).toMatchObject({ venue: 'coinbase', missing: null })
  })
})

describe('a bid or an ask', () => {
  test('in USD is exact where it is quoted in USD', () => {
    expect(inUsd('67000.10', { quote_usd: '1' })).toBe('67000.10')
  })

  test('is converted by the rate of its quote', () => {
    expect(Number(inUsd('67000', { quote_usd: '0.999' }))).toBeCloseTo(66933, 6)
    expect(Number(inUsd('0.000009014', { quote_usd: '0.999' }))).toBeCloseTo(9.004986e-6, 14)
  })

  test('is unknown without one', () => {
    expect(inUsd(null, { quote_usd: '1' })).toBeNull()
    expect(inUsd('1', { quote_usd: null })).toBeNull()
  })
})

describe('the source of the chart', () => {
  const binance = { venue: 'binance', instrument_id: 'ADA-USDT.BINANCE', price: '1.2190', price_usd: '1.219366' }
  const price = { price: '1.2192', venues: [binance] } as Price

  test('has the newest price in its own currency', () => {
    expect(newestPrice(price, 'ADA-USDT.BINANCE')).toBe('1.2190')
    expect(newestPrice(price, null)).toBe('1.2192')
    expect(newestPrice(undefined, null)).toBeNull()
  })

  test('says how its price and the one above differ', () => {
    expect(sourceText(price, 'ADA-USDT.BINANCE')).toBe(
      'ADA-USDT as traded at Binance, in USDT; in USD 1.4 bp over the price above.',
    )
    expect(sourceText(price, null)).toMatch(/averaged by volume.*until it closes/)
  })
})

test('a coin of many zeros is shown to its tick: bid and ask differ', () => {
  const shown = (price: string, tick: string | null) => formatPrice(price, priceDecimals(tick, '0.000016517'))
  expect([shown('0.000016512', '0.000000001'), shown('0.000016517', '0.000000001')]).toEqual([
    '0.000016512',
    '0.000016517',
  ])
  expect(shown('0.000016512', null)).toBe('0.0000165')
})
