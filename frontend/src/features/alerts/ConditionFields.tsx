/** The conditions of an alert: figure, direction, value; several are joined by all or any. */
import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form'
import { coinsQuery } from '@/api/queries'
import { INTERVALS, type Coin } from '@/api/types'
import { DOLLARS, OPS, valueWords } from '@/lib/alertWords'
import { decimal } from '@/lib/decimal'
import { Field } from '@/ui/form/Field'
import { SelectField } from '@/ui/form/SelectField'
import { figuresOf, hasInterval, newCondition, type AlertForm } from './alertForm'

const MOST = 10
const OP_OPTIONS = Object.entries(OPS).map(([value, label]) => ({ value, label }))
const INTERVAL_OPTIONS = INTERVALS.map((value) => ({ value, label: value }))
const JOINED = [
  { value: 'any', label: 'One of them holds' },
  { value: 'all', label: 'All of them hold' },
]

const SIGNED = ['change_percent', 'spread_bp']
const UNITS: Record<string, string> = { change_percent: '%', realized_volatility: '%', spread_bp: 'bp' }

const figureName = (choice: string): string => choice.split(':')[0] ?? ''

/** What is wrong with a number for this figure. */
function refusal(figure: string, number: number): string | null {
  if (figure === 'sentiment') return Math.abs(number) <= 1 ? null : 'A score from −1 to 1, such as 0.2 or −0.15.'
  if (SIGNED.includes(figure)) return Number.isFinite(number) ? null : 'A number, such as 5 or −2.5.'
  return Number.isFinite(number) && number > 0 ? null : 'A number above 0, such as 0.5 or 100,000.'
}

const check = (text: string, { conditions }: AlertForm, at: number): true | string =>
  refusal(figureName(conditions[at]?.figure ?? ''), Number(decimal(text))) ?? true

const CHANGES = {
  'change_percent:1h': 'change_1h_percent',
  'change_percent:24h': 'change_24h_percent',
  'change_percent:7d': 'change_7d_percent',
} as const

/** What the figure is at this moment, where the list of coins has it. */
function nowOf(coin: Coin | undefined, choice: string): string | null {
  if (!coin) return null
  if (choice === 'price' || choice === 'volume_24h' || choice === 'spread_bp') return coin[choice]
  return choice in CHANGES ? coin[CHANGES[choice as keyof typeof CHANGES]] : null
}

function useNow(choice: string): string | undefined {
  const text = useWatch<AlertForm, 'coin'>({ name: 'coin' }).trim().toLowerCase()
  const about = useWatch<AlertForm, 'about'>({ name: 'about' })
  const coin = (useQuery(coinsQuery).data ?? []).find(
    ({ coin_id, symbol }) => coin_id === text || symbol.toLowerCase() === text,
  )
  const now = about === 'coin' ? nowOf(coin, choice) : null
  return now === null ? undefined : `Now ${valueWords(figureName(choice), now, DOLLARS, true)}`
}

function Value({ at, choice }: { at: number; choice: string }) {
  const unit = UNITS[figureName(choice)]
  const rules = {
    required: 'The value is missing.',
    validate: (text: string, form: unknown) => check(text, form as AlertForm, at),
  }
  return (
    <Field
      name={`conditions.${at}.value`}
      label={unit ? `Value, ${unit}` : 'Value'}
      inputMode="decimal"
      autoComplete="off"
      help={useNow(choice)}
      rules={rules}
    />
  )
}

function Condition({ at, onRemove }: { at: number; onRemove: (() => void) | undefined }) {
  const about = useWatch<AlertForm, 'about'>({ name: 'about' })
  const choice = useWatch<AlertForm, `conditions.${number}.figure`>({ name: `conditions.${at}.figure` })
  return (
    <div className="condition" role="group" aria-label={`Condition ${at + 1}`}>
      <SelectField name={`conditions.${at}.figure`} label="Figure" options={figuresOf(about)} />
      {hasInterval(choice) && (
        <SelectField name={`conditions.${at}.interval`} label="Candles of" options={INTERVAL_OPTIONS} />
      )}
      <SelectField name={`conditions.${at}.op`} label="When it" options={OP_OPTIONS} />
      <Value at={at} choice={choice} />
      {onRemove && (
        <button type="button" className="icb" aria-label={`Remove condition ${at + 1}`} onClick={onRemove}>
          <X className="i s" aria-hidden />
        </button>
      )}
    </div>
  )
}

export function ConditionFields() {
  const { control, getValues } = useFormContext<AlertForm>()
  const { fields, append, remove } = useFieldArray({ control, name: 'conditions' })
  return (
    <>
      {fields.map(({ id }, at) => (
        <Condition key={id} at={at} onRemove={fields.length > 1 ? () => remove(at) : undefined} />
      ))}
      {fields.length > 1 && <SelectField name="joined" label="It fires when" options={JOINED} />}
      {fields.length < MOST && (
        <button
          type="button"
          className="btn small justify-self-start"
          onClick={() => append(newCondition(getValues('about')))}
        >
          <Plus className="i s" aria-hidden />
          Another condition
        </button>
      )}
    </>
  )
}
