import { expect, test } from 'vitest'
import type { Alert } from '@/api/alerts'
import { bodyOf, bodyOfRow, changesOf, fieldOf, figuresOf, formOf, newForm } from './alertForm'

const ROW: Alert = {
  alert_id: '0198',
  state: 'armed',
  coin_id: 'bitcoin',
  portfolio_id: null,
  when: {
    all: [
      { figure: 'price', op: 'crosses_above', value: '100000.00', params: {} },
      { figure: 'change_percent', op: 'above', value: '5', params: { window: '1h' } },
      { figure: 'realized_volatility', op: 'below', value: '0.85', params: { interval: '4h', period: '30' } },
    ],
  },
  repeat: 'rearm',
  rearm_percent: '0.50',
  cooldown_s: 90,
  channels: ['app', 'mail'],
  note: null,
  expires_at: '2026-12-31T12:00:30Z',
  fired_at: null,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
}

test('a form with both decimal marks is a request', () => {
  const form = newForm({ coin: 'BTC', price: '67010.20' })
  form.conditions[0]!.value = '100,000.5'
  form.conditions.push({ figure: 'change_percent:7d', interval: '1h', op: 'below', value: '-2,5' })
  expect(
    bodyOf({ ...form, webhook: true, expires_at: '2026-12-31T12:00', note: ' sell ', cooldown_min: '1,5' }),
  ).toEqual({
    coin_id: 'BTC',
    when: {
      any: [
        { figure: 'price', op: 'crosses_above', value: '100000.5', params: {} },
        { figure: 'change_percent', op: 'below', value: '-2.5', params: { window: '7d' } },
      ],
    },
    repeat: 'once',
    rearm_percent: '0.5',
    cooldown_s: 90,
    channels: ['app', 'webhook'],
    note: 'sell',
    expires_at: '2026-12-31T12:00:00Z',
  })
})

test('a volatility is typed in per cent', () => {
  const form = newForm({ coin: 'BTC', price: '' })
  form.conditions = [{ figure: 'realized_volatility', interval: '4h', op: 'above', value: '85' }]
  expect(bodyOf(form).when.any).toEqual([
    { figure: 'realized_volatility', op: 'above', value: '0.85', params: { interval: '4h' } },
  ])
  expect(formOf(ROW, 'BTC').conditions[2]?.value).toBe('85')
})

test('an alert on a portfolio names no coin', () => {
  const body = bodyOf({ ...newForm(), about: 'portfolio', portfolio: '0199' })
  expect(body).toMatchObject({ portfolio_id: '0199' })
  expect(body).not.toHaveProperty('coin_id')
})

test('a stored alert that is not changed asks for no change', () => {
  expect(changesOf(formOf(ROW, 'BTC'), ROW)).toEqual({})
})

test('a changed note does not arm an alert anew', () => {
  expect(changesOf({ ...formOf(ROW, 'BTC'), note: 'look' }, ROW)).toEqual({ note: 'look' })
})

test('a changed value sends the rule, with the periods that have no field', () => {
  const form = formOf(ROW, 'BTC')
  form.conditions[0]!.value = '90,000'
  const { when, ...rest } = changesOf(form, ROW)
  expect(rest).toEqual({})
  expect(when?.all?.[0]?.value).toBe('90000')
  expect(when?.all?.[2]?.params).toEqual({ interval: '4h', period: '30' })
})

test('an alert that has expired is made again without its end', () => {
  expect(bodyOfRow(ROW).expires_at).toBe('2026-12-31T12:00:30Z')
  expect(bodyOfRow({ ...ROW, state: 'expired' }).expires_at).toBeNull()
})

test('errors of the server come to their fields', () => {
  expect(['when.any.0.value', 'body.when.all.2.params.window', 'coin_id', 'cooldown_s', 'note'].map(fieldOf)).toEqual([
    'conditions.0.value',
    'conditions.2.figure',
    'coin',
    'cooldown_min',
    'note',
  ])
})

test('figures are named as in a sentence', () => {
  expect(figuresOf('coin').map(({ label }) => label)).toContain('24 h change')
  expect(figuresOf('portfolio')).toEqual([{ value: 'portfolio_value', label: 'Value' }])
})
