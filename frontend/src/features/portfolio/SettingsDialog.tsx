/** Name a portfolio, choose how its ledger is counted, delete it; or begin another one. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import {
  changePortfolio,
  createPortfolio,
  deletePortfolio,
  refreshPortfolios,
  type PortfolioSettings,
} from '@/api/portfolio'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { Dialog } from '@/ui/Dialog'
import { Check, Field } from '@/ui/form/Field'
import { Form } from '@/ui/form/Form'
import { SelectField } from '@/ui/form/SelectField'
import { useSubmit } from '@/ui/form/useSubmit'
import { showToast } from '@/ui/Toast'
import { METHODS, POOLS } from './methods'
import { changesOf, settingsForm, type SettingsForm } from './settingsForm'

const NAME = { required: 'The name is missing.' }

/** From when on another pool holds: only asked for when it was changed. */
function PoolSince({ before }: { before: PortfolioSettings['pool'] | undefined }) {
  const pool = useWatch<SettingsForm, 'pool'>({ name: 'pool' })
  if (before === undefined || pool === before) return null
  return <Field name="pool_since" label="From, UTC" type="date" help="Left empty: from now on" />
}

function Fields({ settings }: { settings: PortfolioSettings | undefined }) {
  return (
    <>
      <Field name="name" label="Name" maxLength={64} autoComplete="off" autoFocus rules={NAME} />
      {!settings && (
        <Field
          name="base_currency"
          label="Valued in"
          maxLength={64}
          autoComplete="off"
          rules={{ required: 'The currency is missing.' }}
          help="A currency such as USD or EUR, or a coin such as BTC. It cannot be changed later"
        />
      )}
      <SelectField name="lot_method" label="Lot method" options={METHODS} />
      <SelectField name="pool" label="Lots are taken from" options={POOLS} />
      <PoolSince before={settings?.pool} />
      <div className="field">
        <Check name="track_cash">Money is a holding, too: deposits and purchases change it</Check>
      </div>
    </>
  )
}

interface ActionsProps {
  isNew: boolean
  onClose: () => void
  onDelete: (() => void) | undefined
}

function Actions({ isNew, onClose, onDelete }: ActionsProps) {
  return (
    <div className="row flex-wrap justify-end">
      {onDelete && (
        <>
          <button type="button" className="btn danger" onClick={onDelete}>
            Delete portfolio
          </button>
          <span className="grow" />
        </>
      )}
      <button type="button" className="btn ghost" onClick={onClose}>
        Cancel
      </button>
      <button type="submit" className="btn pri">
        {isNew ? 'Create portfolio' : 'Save'}
      </button>
    </div>
  )
}

interface FormProps {
  settings?: PortfolioSettings | undefined
  onDone: (id: string) => void
  onClose: () => void
  onDelete?: () => void
}

function SettingsBody({ settings, onDone, onClose, onDelete }: FormProps) {
  const client = useQueryClient()
  const form = useForm<SettingsForm>({ defaultValues: settingsForm(settings), mode: 'onTouched' })
  const submit = useSubmit(form, async (values) => {
    const { portfolio_id: id } = settings
      ? await changePortfolio(settings.portfolio_id, changesOf(values, settings))
      : await createPortfolio({
          name: values.name,
          base_currency: values.base_currency,
          lot_method: values.lot_method,
          pool: values.pool,
          track_cash: values.track_cash,
        })
    await refreshPortfolios(client)
    showToast(settings ? 'Saved' : 'Created')
    onDone(id)
  })
  return (
    <div className="p-4">
      <Form
        form={form}
        submit={submit}
        label="Portfolio"
        actions={<Actions isNew={!settings} onClose={onClose} onDelete={onDelete} />}
      >
        <Fields settings={settings} />
      </Form>
    </div>
  )
}

interface Props {
  settings: PortfolioSettings
  onClose: () => void
  onDeleted: () => void
}

export function SettingsDialog({ settings, onClose, onDeleted }: Props) {
  const client = useQueryClient()
  const [deleting, setDeleting] = useState(false)
  if (deleting) {
    return (
      <ConfirmDialog
        title={`Delete ${settings.name}?`}
        verb="Delete portfolio"
        onClose={onClose}
        onConfirm={async () => {
          await deletePortfolio(settings.portfolio_id)
          onDeleted()
          await refreshPortfolios(client)
        }}
      >
        Its transactions, imports and sharing links go with it. This cannot be taken back; save its transactions as a
        CSV first if in doubt.
      </ConfirmDialog>
    )
  }
  return (
    <Dialog open onOpenChange={onClose} title="Settings of this portfolio">
      <SettingsBody settings={settings} onDone={onClose} onClose={onClose} onDelete={() => setDeleting(true)} />
    </Dialog>
  )
}

export function NewPortfolioDialog({ onDone, onClose }: Pick<FormProps, 'onDone' | 'onClose'>) {
  return (
    <Dialog open onOpenChange={onClose} title="New portfolio">
      <SettingsBody onDone={onDone} onClose={onClose} />
    </Dialog>
  )
}
