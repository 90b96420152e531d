import { expect, test } from 'vitest'
import { sourceText } from './dates'

test('the source of a past price is read as a candle and a time', () => {
  expect(sourceText('ETH-USD.COMPOSITE 1m 2026-11-30T00:08:00.000000Z open')).toBe(
    'ETH-USD.COMPOSITE 1m 2026-11-30 00:08 UTC open',
  )
})
