import { expect, test } from 'vitest'
import { takeBooks, useBooks, type Book } from './books'

const book = (instrument_id: string, as_of: string): Book => ({
  ...{ venue: 'kraken', instrument_id, as_of, bid_price: '1', bid_size: '2', ask_price: '3', ask_size: null },
  ...{ quote_usd: '1', reason: null },
})

test('a quote that has not changed stays the same object, so that its row is not drawn again', () => {
  takeBooks({ coin_id: 'bitcoin', items: [book('A', '10:00'), book('B', '10:00')] })
  const before = useBooks.getState()
  takeBooks({ coin_id: 'bitcoin', items: [book('A', '10:00'), book('B', '10:01')] })
  const after = useBooks.getState()
  expect(after.A).toBe(before.A)
  expect(after.B?.as_of).toBe('10:01')
})
