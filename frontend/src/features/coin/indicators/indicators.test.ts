import { describe, expect, test } from 'vitest'
import { replaceNewest, type IndicatorRow } from '@/api/indicators'
import { formatIndicators, indicatorsText, moveIndicator, parseIndicators, specOf } from './chosen'
import { KINDS } from './kinds.fixture'
import { another } from './IndicatorDialog'
import { lookOf, valueText } from './looks'
import { fitPanes, hasPaneFor, paneOf, ownPanes } from './panes'
import { secondsOf, timeText } from './ParamInput'
import { completed, conflictOf, neededCandles, paramProblem } from './registry'
import { shownIndicators, shownValue } from './shown'

const OPEN = '2026-11-22T10:00:00Z'
const at = Date.parse(OPEN)
const of = (ind: string) => parseIndicators(ind).chosen
const kindOf = (name: string) => KINDS.find((kind) => kind.name === name)!

describe('the indicators of a link', () => {
  test('are the usual ones unless it names others, each once', () => {
    expect(of('sma:33,sma:33').map(specOf)).toEqual(['sma:33'])
    expect(parseIndicators(undefined).chosen.map(specOf)).toEqual(['sma:20', 'ema:50'])
    expect(parseIndicators('none')).toEqual({ chosen: [], unknown: [] })
  })

  test('are written as they were read, with a colour chosen by hand; the usual ones not at all', () => {
    for (const text of ['sma:33', 'bb:20:2.5~3,rsi:14', 'beta:168:bitcoin', 'none']) {
      expect(formatIndicators(of(text))).toBe(text)
    }
    expect(formatIndicators(of('sma:20,ema:50'))).toBeUndefined()
    expect(indicatorsText(of('sma:20,ema:50'))).toBe('sma:20,ema:50')
  })

  test.each(['SMA', 'sma:', 'sma:20~9', 'sma 20', '', 'sma:20:'])('that have no such form are named: %j', (part) => {
    expect(parseIndicators(`ema:5,${part}`)).toEqual({ chosen: of('ema:5'), unknown: [part] })
  })

  test('take the usual parameters where some are left out', () => {
    expect(specOf(completed(of('macd:5')[0]!, KINDS))).toBe('macd:5:26:9')
    expect(specOf(completed(of('bb')[0]!, KINDS))).toBe('bb:20:2')
  })

  test('are moved within the list, and not beyond its ends', () => {
    const chosen = of('sma:1,sma:2,sma:3')
    expect(indicatorsText(moveIndicator(chosen, 0, 1))).toBe('sma:2,sma:1,sma:3')
    expect(indicatorsText(moveIndicator(chosen, 2, 1))).toBe('sma:1,sma:2,sma:3')
  })
})

describe('a parameter', () => {
  const [period, deviations] = kindOf('bb').params
  test.each([
    [period, '20', null],
    [period, '1', 'A whole number from 2 to 1000.'],
    [period, '2.5', 'A whole number from 2 to 1000.'],
    [period, '', 'A whole number from 2 to 1000.'],
    [period, '1e2', 'A whole number from 2 to 1000.'],
    [deviations, '2.5', null],
    [deviations, '0.05', 'A number from 0.1 to 10.'],
    [kindOf('beta').params[1], 'Bit coin', 'The id of a coin, such as bitcoin.'],
  ])('says what is possible: %#', (param, text, problem) => {
    expect(paramProblem(param!, text)).toBe(problem)
  })

  test('may be at odds with another one', () => {
    expect(conflictOf(kindOf('macd'), ['26', '26', '9'])).toBe('Fast must be less than slow.')
    expect(conflictOf(kindOf('macd'), ['12', '26', '9'])).toBeNull()
    expect(conflictOf(kindOf('sma'), ['12'])).toBeNull()
  })

  test('that is a time is shown to the minute and kept in seconds', () => {
    expect(timeText(secondsOf('2026-11-22T10:00'))).toBe('2026-11-22T10:00')
    expect([timeText('0'), secondsOf('')]).toEqual(['', '0'])
  })
})

describe('panes', () => {
  test('are shared by those of one scale, and there are two below the volume', () => {
    const chosen = of('sma:20,rsi:14,rsi:7,macd:12:26:9')
    const own = ownPanes(chosen, KINDS)
    expect(own).toEqual(['rsi', 'macd'])
    expect(chosen.map(({ name }) => paneOf(lookOf(name, KINDS), own))).toEqual([0, 2, 2, 3])
    expect(hasPaneFor('rsi', chosen, KINDS)).toBe(true)
    expect(hasPaneFor('beta', chosen, KINDS)).toBe(false)
    expect(fitPanes(of('rsi:14,beta:168:bitcoin,macd:12:26:9,sma:5'), KINDS).left.map(specOf)).toEqual(['macd:12:26:9'])
  })

  test('of an indicator that this page does not know are chosen by its unit', () => {
    const kinds = [
      { ...kindOf('sma'), name: 'hull' },
      { ...kindOf('rsi'), name: 'mfi' },
    ]
    expect(lookOf('hull', kinds)).toMatchObject({ pane: 'price', written: 'price' })
    expect(lookOf('mfi', kinds)).toMatchObject({ pane: 'mfi', written: 'points', name: 'Label of rsi' })
  })
})

test('one more of a kind has other parameters than the one that is shown', () => {
  expect(specOf(another(kindOf('sma'), of('sma:20,sma:21')))).toBe('sma:22')
  expect(specOf(another(kindOf('bb'), []))).toBe('bb:20:2')
})

describe('a value', () => {
  const row = (specs: Record<string, Record<string, string | null>>, warm = true): IndicatorRow => ({
    ...{ open_time: OPEN, status: 'partial', values: specs, reasons: {} },
    n: Object.fromEntries(Object.keys(specs).map((spec) => [spec, 142])),
    warm: Object.fromEntries(Object.keys(specs).map((spec) => [spec, warm])),
  })
  const shown = (ind: string, one: IndicatorRow) => shownValue(shownIndicators(of(ind), KINDS, [one])[0]!, at, 2)

  test('is in the legend with how many candles it is from and how complete they are', () => {
    expect(shown('sma:20', row({ 'sma:20': { value: '67001.234' } }))).toEqual({
      text: '67,001.23',
      title: 'n = 142 of 20, warm, partial',
    })
  })

  test('of several outputs is each of them, a band by its edges', () => {
    expect(shown('bb:20:2', row({ 'bb:20:2': { upper: '3', middle: '2', lower: '1' } })).text).toBe('1.00 – 3.00')
    const macd = row({ 'macd:12:26:9': { macd: '3', signal: '2', histogram: '1' } })
    expect(shown('macd:12:26:9', macd).text).toBe('3.00 · 2.00 · 1.00')
  })

  test('that is not known yet says how far it is', () => {
    expect(shown('sma:200', row({ 'sma:200': { value: null } }, false)).text).toBe('warming up 142 of 200')
    expect(neededCandles(kindOf('macd'), ['12', '26', '9'])).toBe(34)
    expect(neededCandles(kindOf('anchored_vwap'), ['0'])).toBeNull()
  })

  test('is unknown where there is no closed candle', () => {
    const [one] = shownIndicators(of('sma:20'), KINDS, [])
    expect(shownValue(one!, at, 2).text).toBe('—')
  })

  test.each([
    ['percent', '1.674', '167.4%'],
    ['points', '-5.62', '−5.6%'],
    ['number', '61.98', '62.0'],
    ['number', '-0.314', '−0.31'],
    ['volume', '12345678', '12.3 M'],
  ] as const)('in %s is written for its unit', (written, value, text) => {
    expect(valueText(value, { pane: '', written }, 2)).toBe(text)
  })
})

test('values from a revised candle on replace the known ones, the older ones stay', () => {
  const row = (minute: number, status: 'complete' | 'partial'): IndicatorRow => {
    return { open_time: new Date(at + minute * 60_000).toISOString(), status, values: {}, n: {}, warm: {}, reasons: {} }
  }
  const known = [row(2, 'complete'), row(1, 'complete'), row(0, 'complete')]
  const newest = [row(3, 'partial'), row(2, 'partial'), row(1, 'partial')]
  const merged = replaceNewest(known, newest, row(1, 'partial').open_time)
  expect(merged.map(({ status }) => status)).toEqual(['partial', 'partial', 'partial', 'complete'])
})
