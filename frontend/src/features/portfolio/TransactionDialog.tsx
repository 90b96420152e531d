/** Add or change one transaction. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useWatch } from 'react-hook-form'
import { addTransaction, changeTransaction, refreshPortfolios, type Transaction } from '@/api/portfolio'
import { coinsQuery } from '@/api/queries'
import { serverClock } from '@/stream/connection'
import { Dialog } from '@/ui/Dialog'
import { Field } from '@/ui/form/Field'
import { Form } from '@/ui/form/Form'
import { SelectField } from '@/ui/form/SelectField'
import { useDraftForm } from '@/ui/form/useDraftForm'
import { useSubmit } from '@/ui/form/useSubmit'
import { showToast } from '@/ui/Toast'
import {
  bodyOf,
  decimal,
  formOf,
  isTrade,
  KINDS,
  newForm,
  otherLabel,
  type FormKind,
  type TransactionForm,
} from './transactionForm'

const NUMBER = {
  validate: (text: string) => text === '' || Number(decimal(text)) > 0 || 'A number above 0, such as 0.5 or 1,250.',
}
const neededNumber = (label: string) => ({ ...NUMBER, required: `${label} is missing.` })
const needed = (label: string) => ({ required: `${label} is missing.` })

function CoinOptions({ id }: { id: string }) {
  const { data: coins = [] } = useQuery(coinsQuery)
  return (
    <datalist id={id}>
      {coins.map((coin) => (
        <option key={coin.coin_id} value={coin.symbol}>
          {coin.name}
        </option>
      ))}
    </datalist>
  )
}

function Money({ kind }: { kind: FormKind }) {
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
      <Field
        name="other"
        label={kind === 'convert' ? 'Coin' : 'Currency'}
        autoComplete="off"
        maxLength={64}
        rules={needed('It')}
      />
    </div>
  )
}

function Fields() {
  const list = useId()
  const kind = useWatch<TransactionForm, 'kind'>({ name: 'kind' })
  return (
    <>
      <SelectField name="kind" label="What happened" options={KINDS} />
      <div className="pair">
        <Field
          name="coin"
          label="Coin"
          list={list}
          autoComplete="off"
          autoFocus
          maxLength={64}
          rules={needed('The coin')}
          help="Name or symbol"
        />
        <Field
          name="quantity"
          label="Quantity"
          inputMode="decimal"
          autoComplete="off"
          rules={neededNumber('The quantity')}
        />
      </div>
      <CoinOptions id={list} />
      <Money kind={kind} />
      <div className="pair">
        <Field name="fee" label="Fee" inputMode="decimal" autoComplete="off" rules={NUMBER} help="Empty: none" />
        <Field name="fee_asset" label="Fee paid in" autoComplete="off" maxLength={64} />
      </div>
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
  onClose: () => void
}

export function TransactionDialog({ portfolioId, row, onClose }: Props) {
  const client = useQueryClient()
  // The same until the dialog closes: a second try after a lost answer adds nothing twice.
  const [key] = useState(() => crypto.randomUUID())
  const [defaults] = useState(() => (row ? formOf(row) : newForm(new Date(serverClock.now()))))
  const { form, sent } = useDraftForm({ draft: `transaction-${row?.transaction_id ?? 'new'}`, defaults })
  const submit = useSubmit(form, async (values) => {
    const body = bodyOf(values)
    if (row) await changeTransaction(portfolioId, row.transaction_id, body)
    else await addTransaction(portfolioId, body, key)
    sent()
    onClose()
    showToast(row ? 'Changed' : 'Added')
    await refreshPortfolios(client)
  })
  const verb = row ? 'Save' : 'Add transaction'
  return (
    <Dialog open onOpenChange={onClose} title={row ? 'Change transaction' : 'New transaction'}>
      <div className="p-4">
        <Form form={form} submit={submit} label="Transaction" actions={<Actions verb={verb} onClose={onClose} />}>
          <Fields />
        </Form>
      </div>
    </Dialog>
  )
}
