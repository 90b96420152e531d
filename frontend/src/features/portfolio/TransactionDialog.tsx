/** Add or change one transaction. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useWatch } from 'react-hook-form'
import { addTransaction, refreshPortfolios, type Transaction } from '@/api/portfolio'
import { decimal } from '@/lib/decimal'
import { serverClock } from '@/stream/connection'
import { Dialog, type Guard } from '@/ui/Dialog'
import { CoinField } from '@/ui/form/CoinField'
import { Field } from '@/ui/form/Field'
import { Form } from '@/ui/form/Form'
import { SelectField } from '@/ui/form/SelectField'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { showToast } from '@/ui/Toast'
import { PriceThen } from './PriceThen'
import {
  bodyOf,
  fieldOf,
  formOf,
  isTrade,
  KINDS,
  newForm,
  otherLabel,
  type FormKind,
  type TransactionForm,
} from './transactionForm'
import { useEdits } from './useEdits'

const NUMBER = {
  validate: (text: string) => text === '' || Number(decimal(text)) > 0 || 'A number above 0, such as 0.5 or 1,250.',
}
const neededNumber = (label: string) => ({ ...NUMBER, required: `${label} is missing.` })
const needed = (label: string) => ({ required: `${label} is missing.` })

function Money({ kind }: { kind: FormKind }) {
  if (kind === 'fee') return null
  if (kind === 'transfer')
    return <Field name="to_wallet" label="To wallet" maxLength={64} rules={needed('The wallet')} />
  const trade = isTrade(kind)
  return (
    <div className="pair">
      <Field
        name="amount"
        label={trade ? otherLabel(kind) : 'Worth then'}
        inputMode="decimal"
        autoComplete="off"
        help={trade ? undefined : 'Left empty: the price of that time is looked up'}
        rules={trade ? neededNumber('The amount') : NUMBER}
      />
      <CoinField name="other" label={kind === 'convert' ? 'Coin' : 'Currency'} rules={needed('It')} />
    </div>
  )
}

function Fee({ kind }: { kind: FormKind }) {
  if (kind === 'fee') return null
  return (
    <div className="pair">
      <Field name="fee" label="Fee" inputMode="decimal" autoComplete="off" rules={NUMBER} help="Empty: none" />
      <CoinField name="fee_asset" label="Fee paid in" />
    </div>
  )
}

function Fields({ portfolioId }: { portfolioId: string }) {
  const kind = useWatch<TransactionForm, 'kind'>({ name: 'kind' })
  return (
    <>
      <SelectField name="kind" label="What happened" options={KINDS} />
      <div className="pair">
        <CoinField name="coin" label="Coin" autoFocus rules={needed('The coin')} help="Name or symbol" />
        <Field
          name="quantity"
          label="Quantity"
          inputMode="decimal"
          autoComplete="off"
          rules={neededNumber('The quantity')}
        />
      </div>
      <Money kind={kind} />
      <PriceThen portfolioId={portfolioId} />
      <Fee kind={kind} />
      <div className="pair">
        <Field name="time" label="Time, UTC" type="datetime-local" rules={needed('The time')} />
        <Field name="wallet" label="Wallet" maxLength={64} rules={needed('The wallet')} />
      </div>
      <Field name="note" label="Note" maxLength={500} autoComplete="off" />
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
  portfolioId: string
  /** The one to change; undefined: a new one. */
  row?: Transaction | undefined
  /** What is known already of a new one, and the name under which it is kept while it is typed. */
  begin?: { draft: string; form: Partial<TransactionForm> } | undefined
  onClose: () => void
}

const GUARD: Guard = { question: 'What you typed is not saved. Throw it away?', leave: 'Throw it away' }

function useTransactionForm({ portfolioId, row, begin, onClose }: Props) {
  const client = useQueryClient()
  const { change } = useEdits(portfolioId)
  // The same until the dialog closes: a second try after a lost answer adds nothing twice.
  const [key] = useState(() => crypto.randomUUID())
  const [defaults] = useState(() => (row ? formOf(row) : { ...newForm(new Date(serverClock.now())), ...begin?.form }))
  const draft = `transaction-${row?.transaction_id ?? begin?.draft ?? 'new'}`
  const { form, sent } = useDraftForm({ draft, defaults })
  const save = async (values: TransactionForm) => {
    const body = bodyOf(values, row)
    if (row) {
      await change(row, body)
    } else {
      await addTransaction(portfolioId, body, key)
      showToast('Added')
    }
    sent()
    onClose()
    if (!row) await refreshPortfolios(client)
  }
  const submit = useSubmit(form, save, {}, (field) => fieldOf(field, form.getValues('kind')))
  return { form, submit, sent }
}

export function TransactionDialog(props: Props) {
  const { portfolioId, row, onClose } = props
  const { form, submit, sent } = useTransactionForm(props)
  const leave = () => {
    sent()
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={leave}
      title={row ? 'Change transaction' : 'New transaction'}
      guard={form.formState.isDirty ? GUARD : undefined}
    >
      <div className="p-4">
        <Form
          form={form}
          submit={submit}
          label="Transaction"
          actions={<Actions verb={row ? 'Save' : 'Add transaction'} onClose={leave} />}
        >
          <Fields portfolioId={portfolioId} />
        </Form>
      </div>
    </Dialog>
  )
}
