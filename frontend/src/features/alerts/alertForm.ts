/** What the form of an alert holds, and the request that it stands for. Pure. */
import type { Alert, AlertChanges, NewAlert, Op } from '@/api/alerts'
import { figureWords, placesOf } from '@/lib/alertWords'
import { decimal, shifted, trimmed } from '@/lib/decimal'

export interface ConditionForm {
  /** A figure, with the window of a change: `change_percent:1h`. */
  figure: string
  /** Of an indicator. */
  interval: string
  op: Op
  value: string
}

export interface AlertForm {
  about: 'coin' | 'portfolio'
  coin: string
  portfolio: string
  joined: 'all' | 'any'
  conditions: ConditionForm[]
  repeat: 'once' | 'rearm'
  rearm_percent: string
  cooldown_min: string
  app: boolean
  mail: boolean
  webhook: boolean
  /** `2026-01-31T12:00`, in UTC; empty: never. */
  expires_at: string
  note: string
}

const PORTFOLIO_VALUE = 'portfolio_value'
const WITH_INTERVAL = ['sma', 'ema', 'realized_volatility']
const OF_COINS = [
  'price',
  ...['1h', '24h', '7d'].map((window) => `change_percent:${window}`),
  'volume_24h',
  'spread_bp',
  'sentiment',
  ...WITH_INTERVAL,
]

export const hasInterval = (figure: string): boolean => WITH_INTERVAL.includes(figure)

interface Figure {
  figure: string
  params: Record<string, string>
}

/** `change_percent:1h` is a figure with a window. */
function figureOf(choice: string): Figure {
  const [figure = '', window] = choice.split(':')
  return { figure, params: window ? { window } : {} }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const optionOf = (value: string) => {
  const { figure, params } = figureOf(value)
  return { value, label: capital(figureWords(figure, params)) }
}

export const figuresOf = (about: AlertForm['about']) => (about === 'coin' ? OF_COINS : [PORTFOLIO_VALUE]).map(optionOf)

export const newCondition = (about: AlertForm['about'], value = ''): ConditionForm => ({
  figure: about === 'coin' ? 'price' : PORTFOLIO_VALUE,
  interval: '1h',
  op: 'crosses_above',
  value,
})

/** What is known already of a new one. */
export interface AlertBegin {
  coin: string
  price: string
}

export function newForm({ coin, price }: AlertBegin = { coin: '', price: '' }): AlertForm {
  return {
    about: 'coin',
    coin,
    portfolio: '',
    joined: 'any',
    conditions: [newCondition('coin', price)],
    repeat: 'once',
    rearm_percent: '0.5',
    cooldown_min: '5',
    app: true,
    mail: false,
    webhook: false,
    expires_at: '',
    note: '',
  }
}

const CHANNELS = ['app', 'mail', 'webhook'] as const

function conditionOf({ figure: choice, interval, op, value }: ConditionForm, period?: string) {
  const { figure, params } = figureOf(choice)
  const more = hasInterval(figure) ? { interval, ...(period && { period }) } : {}
  return { figure, op, value: shifted(decimal(value), -placesOf(figure)), params: { ...params, ...more } }
}

function ruleOf(form: AlertForm, row?: Alert) {
  const before = conditionsOf(row)
  const conditions = form.conditions.map((one, at) => {
    // A period has no field: it stays, where its figure does.
    const old = before[at]
    return conditionOf(one, old?.figure === one.figure ? old.params.period : undefined)
  })
  return {
    when: { [form.joined]: conditions },
    repeat: form.repeat,
    rearm_percent: decimal(form.rearm_percent),
    cooldown_s: Math.round(Number(decimal(form.cooldown_min)) * 60),
  }
}

const restOf = (form: AlertForm) => ({
  channels: CHANNELS.filter((channel) => form[channel]),
  note: form.note.trim() || null,
  expires_at: form.expires_at ? `${form.expires_at}:00Z` : null,
})

export function bodyOf(form: AlertForm): NewAlert {
  const about = form.about === 'coin' ? { coin_id: form.coin.trim() } : { portfolio_id: form.portfolio }
  return { ...about, ...ruleOf(form), ...restOf(form) }
}

const conditionsOf = (row: Alert | undefined) => row?.when.all ?? row?.when.any ?? []
const MINUTE = '2026-01-31T12:00'.length

/** A stored alert as the form shows it. `name`: of its coin. */
export function formOf(row: Alert, name: string): AlertForm {
  return {
    about: row.coin_id === null ? 'portfolio' : 'coin',
    coin: name,
    portfolio: row.portfolio_id ?? '',
    joined: row.when.all ? 'all' : 'any',
    conditions: conditionsOf(row).map(({ figure, op, value, params }) => ({
      figure: params.window ? `${figure}:${params.window}` : figure,
      interval: params.interval ?? '1h',
      op,
      value: trimmed(shifted(value, placesOf(figure))),
    })),
    repeat: row.repeat,
    rearm_percent: trimmed(row.rearm_percent),
    cooldown_min: String(row.cooldown_s / 60),
    app: row.channels.includes('app'),
    mail: row.channels.includes('mail'),
    webhook: row.channels.includes('webhook'),
    expires_at: row.expires_at?.slice(0, MINUTE) ?? '',
    note: row.note ?? '',
  }
}

/** Only what was changed: whatever belongs to the rule would arm it anew. */
export function changesOf(form: AlertForm, row: Alert): AlertChanges {
  const stored = formOf(row, form.coin)
  const before: Record<string, unknown> = { ...ruleOf(stored, row), ...restOf(stored) }
  const after = { ...ruleOf(form, row), ...restOf(form) }
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]),
  )
  return Object.fromEntries(changed)
}

/** A stored alert as the request that makes it again, without an end that has passed. */
export function bodyOfRow(row: Alert): NewAlert {
  const { coin_id, portfolio_id, repeat, rearm_percent, cooldown_s, channels, note, state } = row
  const when = row.when.all ? { all: row.when.all } : { any: row.when.any ?? [] }
  const expires_at = state === 'expired' ? null : row.expires_at
  return { coin_id, portfolio_id, when, repeat, rearm_percent, cooldown_s, channels, note, expires_at }
}

const FIELDS: Record<string, string> = { coin_id: 'coin', portfolio_id: 'portfolio', cooldown_s: 'cooldown_min' }

/** Which field of the form a field of the request came from: `when.any.0.value` is `conditions.0.value`. */
export function fieldOf(field: string): string {
  const inner = /(?:^|\.)when\.(?:all|any)\.(\d+)\.(\w+)/.exec(field)
  if (inner) return `conditions.${inner[1]}.${inner[2] === 'params' ? 'figure' : inner[2]}`
  const last = field.split('.').at(-1) ?? ''
  return FIELDS[last] ?? last
}
