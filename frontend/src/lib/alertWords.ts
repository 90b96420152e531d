/** The conditions of alerts, and what they saw, in words. Pure. */
import { shifted, trimmed } from './decimal'
import { formatPrice, MINUS } from './format'

export type Params = Readonly<Record<string, string | number>>

export interface ConditionWords {
  figure: string
  op: string
  value: string
  params?: Params
}

export interface ObservedWords {
  figure: string
  op: string
  threshold: string
  value: string
  params: Params
}

/** Of what amounts of money are written in: null is not known. `hidden`: of portfolios they are dots. */
export interface MoneyWords {
  currency: string | null
  hidden: boolean
}

export const DOLLARS: MoneyWords = { currency: 'USD', hidden: false }

export const OPS: Record<string, string> = {
  crosses_above: 'crosses above',
  crosses_below: 'crosses below',
  above: 'is above',
  below: 'is below',
}
const HAPPENED: Record<string, string> = { ...OPS, crosses_above: 'crossed above', crosses_below: 'crossed below' }

const NAMES: Record<string, string> = {
  price: 'price',
  volume_24h: '24 h volume',
  spread_bp: 'spread',
  portfolio_value: 'value',
  sma: 'SMA',
  ema: 'EMA',
  realized_volatility: 'volatility',
}
const WINDOWS: Record<string, string> = { '1h': '1 h', '24h': '24 h', '7d': '7 d' }

/** `24 h change`, `SMA 20 (1h)`; a figure that is not known here by its own name. */
export function figureWords(figure: string, params: Params = {}): string {
  if (figure === 'change_percent') return `${WINDOWS[String(params.window ?? '24h')] ?? params.window} change`
  const name = NAMES[figure] ?? figure.replaceAll('_', ' ')
  return [name, params.period, params.interval && `(${params.interval})`].filter(Boolean).join(' ')
}

/** With all its digits. */
function exact(value: string): string {
  const [, fraction = ''] = trimmed(value).split('.')
  return formatPrice(value, fraction.length)
}

function money(text: string, { currency, hidden }: MoneyWords, ofPortfolio: boolean): string {
  if (ofPortfolio && hidden) return 'a hidden amount'
  if (currency === null) return text
  if (currency !== 'USD') return `${text} ${currency}`
  return text.startsWith(MINUS) ? `${MINUS}$${text.slice(1)}` : `$${text}`
}

/** Where a figure stands in another unit than it is written in: a volatility of 0.5 is 50%. */
export const placesOf = (figure: string): number => (figure === 'realized_volatility' ? 2 : 0)

/** Figures that are no amount of money: what is written behind them, and how many decimals one reads. */
const UNITS: Record<string, readonly [unit: string, decimals: number]> = {
  change_percent: ['%', 2],
  spread_bp: [' bp', 1],
  realized_volatility: ['%', 1],
  sentiment: ['', 2],
}

/** `rounded`: to what one reads of a figure, not to what one typed. */
export function valueWords(figure: string, value: string, of: MoneyWords, rounded = false): string {
  const inUnit = shifted(value, placesOf(figure))
  const [unit, decimals] = UNITS[figure] ?? []
  const text = rounded ? formatPrice(inUnit, decimals) : exact(inUnit)
  if (unit !== undefined) return text + unit
  const ofPortfolio = figure === 'portfolio_value'
  return money(text, ofPortfolio ? of : DOLLARS, ofPortfolio)
}

/** `price crosses above $100,000` */
export function conditionWords({ figure, op, value, params }: ConditionWords, of: MoneyWords): string {
  return `${figureWords(figure, params)} ${OPS[op] ?? op} ${valueWords(figure, value, of)}`
}

export interface WhenWords {
  all?: ConditionWords[] | null
  any?: ConditionWords[] | null
}

/** `Bitcoin price crosses above $100,000 and 24 h change is above 5%` */
export function whenWords(subject: string, { all, any }: WhenWords, of: MoneyWords): string {
  const conditions = (all ?? any ?? []).map((one) => conditionWords(one, of))
  return `${subject} ${conditions.join(all ? ' and ' : ' or ')}`
}

/** `Bitcoin price crossed above $100,000: $100,012.30` */
export function firedWords(subject: string, { figure, op, threshold, value, params }: ObservedWords, of: MoneyWords) {
  const threshold_ = valueWords(figure, threshold, of)
  return `${subject} ${figureWords(figure, params)} ${HAPPENED[op] ?? op} ${threshold_}: ${valueWords(figure, value, of, true)}`
}

/** The stream's `interval=1h,period=20` by name. */
export const paramsOf = (text: string): Params =>
  Object.fromEntries(
    text.split(',').flatMap((part) => (part.includes('=') ? [part.split('=', 2)] : [])) as [string, string][],
  )
