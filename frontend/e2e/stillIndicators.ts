/** Indicators of a market that stands still: some of the registry, and values that follow from the candles. */

interface Candle {
  open_time: string
  open: string
  close: string
}
type Page = (items: object[], timeOf: (item: object) => string, url: URL) => object
type Answer = (url: URL, candles: object[], page: Page) => object

const whole = (name: string, usual: number) => ({ name, kind: 'integer', default: usual, min: 2, max: 1000 })
const kind = (name: string, label: string, unit: string, params: object[], outputs = ['value']) => ({
  ...{ name, label, unit, params, outputs },
  ...{ spec: name, inputs: ['close'], look_back: 20, sample: 'candles' },
})
const DEVIATIONS = { name: 'deviations', kind: 'number', default: 2, min: '0.1', max: 10 }
const MACD = [whole('fast', 12), whole('slow', 26), whole('signal', 9)]

const KINDS = [
  kind('sma', 'Simple moving average', 'price', [whole('period', 20)]),
  kind('ema', 'Exponential moving average', 'price', [whole('period', 50)]),
  kind('bb', 'Bollinger bands', 'price', [whole('period', 20), DEVIATIONS], ['upper', 'middle', 'lower']),
  kind('rsi', 'Relative strength index', 'percent', [whole('period', 14)]),
  kind('macd', 'MACD', 'price_difference', MACD, ['macd', 'signal', 'histogram']),
  kind('stoch', 'Stochastic oscillator', 'percent', [whole('period', 14), whole('smooth', 3)], ['k', 'd']),
  kind('realized_volatility', 'Realised volatility', 'ratio', [whole('period', 30)]),
  kind('mfi', 'Money flow index', 'percent', [whole('period', 14)]),
]

/** Of a close, its place in the list and how far it is from the open. */
const VALUES: Record<string, (close: number, index: number) => Record<string, number | null>> = {
  bb: (close) => ({ upper: close + 60, middle: close, lower: close - 60 }),
  macd: (_, index) => {
    const [line, signal] = [20 * Math.sin(index / 9), 20 * Math.sin(index / 9 - 0.4)]
    return { macd: line, signal, histogram: line - signal }
  },
  rsi: (_, index) => ({ value: 50 + 30 * Math.sin(index / 15) }),
  stoch: (_, index) => ({ k: 50 + 45 * Math.sin(index / 8), d: 50 + 40 * Math.sin(index / 8 - 0.3) }),
  realized_volatility: (_, index) => ({ value: 0.6 + 0.2 * Math.sin(index / 30) }),
}

const texts = (values: Record<string, number | null>) =>
  Object.fromEntries(
    Object.entries(values).map(([output, value]) => [output, value === null ? null : value.toFixed(4)]),
  )

/** The oldest candles have fewer before them than an indicator needs. */
function valueOf(spec: string, { close }: Candle, index: number, before: number) {
  const [name = '', period = '1'] = spec.split(':')
  const values = VALUES[name]?.(Number(close), index) ?? { value: Number(close) }
  const known = before + 1 >= Number(period)
  return texts(known ? values : Object.fromEntries(Object.keys(values).map((output) => [output, null])))
}

const openTime = (item: object): string => (item as Candle).open_time

function indicators(url: URL, candles: object[], page: Page): object {
  const specs = (url.searchParams.get('set') ?? '').split(',')
  const items = (candles as Candle[]).map((candle, index) => {
    const before = candles.length - 1 - index
    return {
      ...{ open_time: candle.open_time, status: 'complete', reasons: {} },
      values: Object.fromEntries(specs.map((spec) => [spec, valueOf(spec, candle, index, before)])),
      n: Object.fromEntries(specs.map((spec) => [spec, Math.min(before + 1, Number(spec.split(':')[1] ?? 1))])),
      warm: Object.fromEntries(specs.map((spec) => [spec, before + 1 >= Number(spec.split(':')[1] ?? 1)])),
    }
  })
  const facts = { coin_id: 'bitcoin', instrument_id: '', interval: '1m', specs, as_of: null, source: 'x', stale: false }
  return { ...facts, reason: null, ...page(items, openTime, url) }
}

const REGIME = {
  ...{ coin_id: 'bitcoin', instrument_id: '', interval: '1h', period: 24, regime: 'elevated', volatility: '1.2' },
  ...{ percentile: '84.2', n: 2100, independent_n: 88, excluded_partial: 3, status: 'complete', quantiles: [] },
  ...{ history_start: '2026-08-24T00:00:00Z', history_end: '2026-11-22T00:00:00Z', as_of: null, reason: null },
}

const ANOMALY = {
  ...{ coin_id: 'bnb', instrument_id: 'BNB-USD.COMPOSITE', venue: 'composite', kind: 'volume', unit: 'usd' },
  ...{ open_time: new Date(Date.now() - 2 * 3_600_000).toISOString(), interval: '1h', observed: '3200000' },
  ...{ expected: '1100000', z: '9.2', n: 168, severity: 'high', status: 'complete', why: 'Much was traded' },
}

export const INDICATOR_ANSWERS: [RegExp, Answer][] = [
  [/^\/api\/analytics\/indicators$/, () => ({ items: KINDS, next: null })],
  [/^\/api\/analytics\/indicators\//, indicators],
  [/^\/api\/analytics\/regime\//, () => REGIME],
  [/^\/api\/analytics\/anomalies$/, () => ({ items: [ANOMALY], more: 0 })],
]
