/** Some indicators as the registry lists them, for tests. */
import type { IndicatorKind } from '@/api/indicators'

type Param = IndicatorKind['params'][number]

const whole = (name: string, usual: number, min = 2): Param => ({
  name,
  kind: 'integer',
  default: usual,
  min,
  max: 1000,
})

const kind = (name: string, unit: IndicatorKind['unit'], params: Param[], outputs = ['value']): IndicatorKind => ({
  ...{ name, unit, params, outputs, label: `Label of ${name}` },
  spec: [name, ...params.map((param) => param.default)].join(':'),
  inputs: ['close'],
  look_back: 20,
  sample: 'candles',
})

const DEVIATIONS: Param = { name: 'deviations', kind: 'number', default: '2', min: '0.1', max: 10 }

export const KINDS: IndicatorKind[] = [
  kind('sma', 'price', [whole('period', 20, 1)]),
  kind('ema', 'price', [whole('period', 50, 1)]),
  kind('bb', 'price', [whole('period', 20), DEVIATIONS], ['upper', 'middle', 'lower']),
  kind('rsi', 'percent', [whole('period', 14)]),
  kind(
    'macd',
    'price_difference',
    [whole('fast', 12), whole('slow', 26), whole('signal', 9)],
    ['macd', 'signal', 'histogram'],
  ),
  kind('beta', 'ratio', [
    whole('period', 168),
    { name: 'benchmark', kind: 'coin', default: 'bitcoin', min: null, max: null },
  ]),
  kind('anchored_vwap', 'price', [{ name: 'anchor', kind: 'time', default: 0, min: 0, max: 4_102_444_800 }]),
]
