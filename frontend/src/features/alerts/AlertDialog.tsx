/** Add or change one alert. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { changeAlert, createAlert, refreshAlerts, type Alert } from '@/api/alerts'
import { portfoliosQuery } from '@/api/portfolio'
import { decimal } from '@/lib/decimal'
import { Dialog, type Guard } from '@/ui/Dialog'
import { CoinField } from '@/ui/form/CoinField'
import { Field } from '@/ui/form/Field'
import { Form } from '@/ui/form/Form'
import { SelectField } from '@/ui/form/SelectField'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { Segment } from '@/ui/Segment'
import { showToast } from '@/ui/Toast'
import { bodyOf, changesOf, fieldOf, formOf, newCondition, newForm, type AlertBegin, type AlertForm } from './alertForm'
import { ChannelFields } from './ChannelFields'
import { ConditionFields } from './ConditionFields'
import { Sentence } from './Sentence'

const ABOUT = [
  { value: 'coin', label: 'A coin' },
  { value: 'portfolio', label: 'A portfolio' },
] as const
const REPEAT = [
  { value: 'once', label: 'Once' },
  { value: 'rearm', label: 'Every time, after it was back' },
]
const NEEDED = { required: 'The coin is missing.' }
const between = (most: number, text: string) => ({
  validate: (typed: string) => {
    const number = Number(decimal(typed))
    return (typed.trim() !== '' && number >= 0 && number <= most) || text
  },
})
const PERCENT = between(99.99, 'Per cent, from 0 to below 100.')
const MINUTES = between(43_200, 'Minutes, up to 43,200.')

/** A coin by name or symbol, or one of the portfolios. */
function About() {
  const { setValue } = useFormContext<AlertForm>()
  const about = useWatch<AlertForm, 'about'>({ name: 'about' })
  const portfolios = useQuery(portfoliosQuery).data ?? []
  const options = portfolios.map(({ portfolio_id: value, name: label }) => ({ value, label }))
  const choose = (next: AlertForm['about']) => {
    setValue('about', next, { shouldDirty: true })
    setValue('conditions', [newCondition(next)])
    if (next === 'portfolio') setValue('portfolio', options[0]?.value ?? '')
  }
  return (
    <>
      {options.length > 0 && <Segment label="About" options={ABOUT} value={about} onChange={choose} />}
      {about === 'coin' ? (
        <CoinField name="coin" label="Coin" help="Name or symbol" autoFocus rules={NEEDED} />
      ) : (
        <SelectField name="portfolio" label="Portfolio" options={options} />
      )}
    </>
  )
}

function Repeat() {
  const repeat = useWatch<AlertForm, 'repeat'>({ name: 'repeat' })
  return (
    <>
      <SelectField name="repeat" label="How often" options={REPEAT} />
      {repeat === 'rearm' && (
        <div className="pair">
          <Field
            name="rearm_percent"
            label="Back by, %"
            inputMode="decimal"
            help="Of the value; then it may fire again"
            rules={PERCENT}
          />
          <Field name="cooldown_min" label="Silent for, minutes" inputMode="decimal" rules={MINUTES} />
        </div>
      )}
    </>
  )
}

function Actions({ verb, onClose }: { verb: string; onClose: () => void }) {
  return (
    <div className="row flex-wrap justify-end">
      <button type="button" className="btn ghost" onClick={onClose}>
        Cancel
      </button>
      <button type="submit" className="btn pri">
        {verb}
      </button>
    </div>
  )
}

interface Props {
  /** The one to change; undefined: a new one. */
  row?: Alert | undefined
  /** What a new one begins with, and the name under which it is kept while it is typed. */
  begin?: (AlertBegin & { draft: string }) | undefined
  onClose: () => void
}

const GUARD: Guard = { question: 'What you typed is not saved. Throw it away?', leave: 'Throw it away' }

function useAlertForm({ row, begin, onClose }: Props) {
  const client = useQueryClient()
  // The same until the dialog closes: a second try after a lost answer adds nothing twice.
  const [key] = useState(() => crypto.randomUUID())
  const [defaults] = useState(() => (row ? formOf(row, row.coin_id ?? '') : newForm(begin)))
  const { form, sent } = useDraftForm({ draft: `alert-${row?.alert_id ?? begin?.draft ?? 'new'}`, defaults })
  const save = async (values: AlertForm) => {
    if (!values.app && !values.mail && !values.webhook) {
      form.setError('app', { message: 'Choose at least one way.' })
      return
    }
    if (row) await changeAlert(row.alert_id, changesOf(values, row))
    else await createAlert(bodyOf(values), key)
    sent()
    onClose()
    showToast(row ? 'Alert changed' : 'Alert added')
    await refreshAlerts(client)
  }
  const submit = useSubmit(form, save, {}, fieldOf)
  return { form, submit, sent }
}

export function AlertDialog(props: Props) {
  const { row, onClose } = props
  const { form, submit, sent } = useAlertForm(props)
  const leave = () => {
    sent()
    onClose()
  }
  const guard = form.formState.isDirty ? GUARD : undefined
  return (
    <Dialog open onOpenChange={leave} title={row ? 'Change alert' : 'New alert'} guard={guard}>
      <div className="p-4">
        <Form
          form={form}
          submit={submit}
          label="Alert"
          actions={<Actions verb={row ? 'Save' : 'Add alert'} onClose={leave} />}
        >
          {!row && <About />}
          <ConditionFields />
          <Repeat />
          <ChannelFields />
          <Field name="expires_at" label="Ends, UTC" type="datetime-local" help="Empty: never" />
          <Field name="note" label="Note" maxLength={500} autoComplete="off" />
          <Sentence row={row} />
        </Form>
      </div>
    </Dialog>
  )
}
