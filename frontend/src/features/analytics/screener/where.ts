/** The screener's conditions: their text in the URL, `rsi:14<30,price>sma:200`, and as fields of a form. Pure. */
import { decimal } from '@/lib/decimal'

export const OPERATORS = ['<', '<=', '>', '>='] as const
export type Operator = (typeof OPERATORS)[number]

export interface Condition {
  figure: string
  operator: Operator
  /** A number, or another figure. */
  than: string
}

export const OPERATOR_WORDS: Record<Operator, string> = {
  '<': 'below',
  '<=': 'at most',
  '>': 'above',
  '>=': 'at least',
}

export const MOST_CONDITIONS = 20
const CONDITION = /^\s*([^<>=\s]+)\s*(<=|>=|<|>)\s*([^<>=\s]+)\s*$/
const FIGURE = /^[a-z][a-z0-9_]*(:[a-z0-9.-]+)*(\.[a-z_]+)?$/

/** Conditions that can be read, and the parts that cannot. */
export function readWhere(text: string): { conditions: Condition[]; wrong: string[] } {
  const conditions: Condition[] = []
  const wrong: string[] = []
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [, figure, operator, than] = CONDITION.exec(part) ?? []
    if (figure && operator && than) conditions.push({ figure, operator: operator as Operator, than })
    else wrong.push(part)
  }
  return { conditions, wrong }
}

export const conditionText = ({ figure, operator, than }: Condition): string => `${figure}${operator}${than}`

/** Undefined without any: it stays out of the URL then. */
export const formatWhere = (conditions: readonly Condition[]): string | undefined =>
  conditions.map(conditionText).join(',') || undefined

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text)

export const isFigure = (text: string): boolean => FIGURE.test(text)

/** What a person typed: a figure in lower case, a number with either decimal mark. */
export function tidy(condition: Condition): Condition {
  const than = condition.than.trim().toLowerCase()
  const number = decimal(than)
  return {
    ...condition,
    figure: condition.figure.trim().toLowerCase(),
    than: isNumber(number) ? number : than.replaceAll(/\s/g, ''),
  }
}

/** What is wrong with a condition, in words; empty if nothing is. Whether there is such a figure, the service says. */
export function problemOf({ figure, than }: Condition): string {
  if (!isFigure(figure)) return 'Name a figure, such as change_24h_percent or rsi:14.'
  if (!isNumber(than) && !isFigure(than)) return 'Compare with a number or another figure, such as 30 or sma:200.'
  return ''
}

const WINDOWS = ['1h', '24h', '7d', '30d']

/** The figures of the market, which are not in the registry of indicators. */
export const MARKET_FIGURES: readonly string[] = [
  'price',
  'market_cap_rank',
  ...WINDOWS.flatMap((window) => [
    `change_${window}_percent`,
    `volume_${window}`,
    `high_${window}`,
    `low_${window}`,
    `below_high_${window}_percent`,
  ]),
]

export interface Order {
  figure: string
  descending: boolean
}

export const DEFAULT_SORT = '-volume_24h'

export const readSort = (text: string | undefined): Order => {
  const sort = text ?? DEFAULT_SORT
  return { figure: sort.replace(/^-/, ''), descending: sort.startsWith('-') }
}

/** The order after a click on a column: the greatest first, then the other way round. Undefined is the default. */
export function sortAfter(text: string | undefined, figure: string): string | undefined {
  const now = readSort(text)
  const next = now.figure === figure && now.descending ? figure : `-${figure}`
  return next === DEFAULT_SORT ? undefined : next
}
