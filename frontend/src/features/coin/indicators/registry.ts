/** Chosen indicators against the registry: defaults of parameters, their bounds, and what is wrong in words. Pure. */
import type { IndicatorKind } from '@/api/indicators'
import { listOf } from '@/lib/misfits'
import type { ChosenIndicator } from './chosen'
import type { Registry } from './looks'

export type Param = IndicatorKind['params'][number]

const COIN = /^[a-z0-9][a-z0-9._-]{0,63}$/

const FORMS: Record<Param['kind'], { form: RegExp; said: string }> = {
  integer: { form: /^-?\d{1,12}$/, said: 'A whole number' },
  number: { form: /^-?\d{1,12}(\.\d{1,12})?$/, said: 'A number' },
  time: { form: /^\d{1,12}$/, said: 'A time in seconds since 1970' },
  coin: { form: COIN, said: 'The id of a coin, such as bitcoin.' },
}

const isWithin = (value: number, { min, max }: Param): boolean =>
  value >= Number(min ?? 0) && value <= Number(max ?? Infinity)

/** What is wrong with a parameter as it was typed, or null. */
export function paramProblem(param: Param, text: string): string | null {
  const { form, said } = FORMS[param.kind]
  if (param.kind === 'coin') return form.test(text) ? null : said
  return form.test(text) && isWithin(Number(text), param)
    ? null
    : `${said} from ${param.min ?? 0} to ${param.max ?? 'any'}.`
}

/** What is wrong with parameters that are each possible, or null. */
export function conflictOf(kind: IndicatorKind, params: readonly string[]): string | null {
  const of = (name: string): number => Number(params[kind.params.findIndex((param) => param.name === name)])
  return of('fast') >= of('slow') ? 'Fast must be less than slow.' : null
}

const titleOf = ({ name }: Param): string => name.replaceAll('_', ' ')

/** What is wrong with an indicator of a link, or null. Parameters at the end may be left out. */
export function problemOf({ name, params }: ChosenIndicator, registry: Registry): string | null {
  const kind = registry.find((one) => one.name === name)
  if (!kind) return `“${name}” is no indicator: ${listOf(registry.map((one) => one.name))}.`
  if (params.length > kind.params.length) return `“${name}” has ${kind.params.length} parameters, not ${params.length}.`
  const wrong = kind.params.flatMap((param, index) => {
    const text = params[index]
    const problem = text === undefined ? null : paramProblem(param, text)
    return problem === null ? [] : [`${titleOf(param)} of “${name}”: ${problem}`]
  })
  return wrong[0] ?? conflictOf(kind, completed({ name, params }, registry).params)
}

/** Of how many candles there is a first value: its period, or the sum of what is computed one after the other. */
export function neededCandles(kind: IndicatorKind, params: readonly string[]): number | null {
  const of = (name: string): number => Number(params[kind.params.findIndex((param) => param.name === name)])
  const needed = [of('period'), of('slow') + of('signal') - 1].find((count) => Number.isInteger(count))
  return needed ?? null
}

/** With the defaults of the parameters that are left out, as the service names it. */
export function completed(one: ChosenIndicator, registry: Registry): ChosenIndicator {
  const kind = registry.find(({ name }) => name === one.name)
  return kind ? { ...one, params: kind.params.map((param, index) => one.params[index] ?? String(param.default)) } : one
}

export const usual = (kind: IndicatorKind): ChosenIndicator => ({
  name: kind.name,
  params: kind.params.map((param) => String(param.default)),
})
