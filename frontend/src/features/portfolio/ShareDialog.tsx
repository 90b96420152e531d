/** Links that show a portfolio to whoever has them, read only: make one, see which there are, end one. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { refreshPortfolios } from '@/api/portfolio'
import { createShare, revokeShare, sharesQuery, type Share } from '@/api/shares'
import { serverClock } from '@/stream/connection'
import { CopyButton } from '@/ui/CopyButton'
import { Dialog } from '@/ui/Dialog'
import { Check } from '@/ui/form/Field'
import { Form } from '@/ui/form/Form'
import { SelectField } from '@/ui/form/SelectField'
import { useSubmit } from '@/ui/form/useSubmit'
import { Failed, Loading } from '@/ui/states'
import { showToast } from '@/ui/Toast'
import { formatWhen } from './dates'
import { expiryOf, shareState } from './shares'

const EXPIRIES = [
  { value: '', label: 'When I revoke it' },
  { value: '1', label: 'In 1 day' },
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '365', label: 'In a year' },
]
const DEFAULTS = { days: '30', hide_amounts: true }

interface Props {
  portfolioId: string
  onClose: () => void
}

function NewLink({ portfolioId, onMade }: { portfolioId: string; onMade: (url: string) => void }) {
  const client = useQueryClient()
  const form = useForm({ defaultValues: DEFAULTS })
  const submit = useSubmit(form, async ({ days, hide_amounts }) => {
    const expires_at = expiryOf(days, serverClock.now())
    const { path } = await createShare(portfolioId, { hide_amounts, expires_at })
    onMade(`${location.origin}${path}`)
    await refreshPortfolios(client)
  })
  const action = (
    <div className="row justify-end">
      <button type="submit" className="btn pri">
        Create link
      </button>
    </div>
  )
  return (
    <Form form={form} submit={submit} label="New link" actions={action}>
      <SelectField name="days" label="It ends" options={EXPIRIES} />
      <div className="field">
        <Check name="hide_amounts">Show shares and per cent only, no amounts</Check>
      </div>
    </Form>
  )
}

function Made({ url }: { url: string }) {
  return (
    <div className="px-4 pb-4">
      <div className="secret">
        <code className="mono" data-testid="share-link">
          {url}
        </code>
        <CopyButton text={url} what="link" />
      </div>
      <p className="sm t3 mt-2">
        Copy it now: it is shown only here. Whoever has it sees the portfolio without an account.
      </p>
    </div>
  )
}

function Line({ share, onRevoke }: { share: Share; onRevoke: () => void }) {
  const state = shareState(share, serverClock.now())
  const made = formatWhen(share.created_at)
  return (
    <li className="line flex-wrap" data-share={state}>
      <span className="grow min-w-52">
        {share.hide_amounts ? 'Shares and per cent only' : 'With amounts'}
        <br />
        <span className="sm t3">
          made {made}
          {share.expires_at && `, ends ${formatWhen(share.expires_at)}`}
        </span>
      </span>
      {state === 'live' ? (
        <button type="button" className="btn small" aria-label={`Revoke the link of ${made}`} onClick={onRevoke}>
          Revoke
        </button>
      ) : (
        <span className="chip">{state}</span>
      )}
    </li>
  )
}

function Links({ portfolioId }: { portfolioId: string }) {
  const client = useQueryClient()
  const { data: shares, error, refetch } = useQuery(sharesQuery(portfolioId))
  if (error && !shares) return <Failed what="The links" error={error} retry={() => void refetch()} />
  if (!shares) return <Loading what="links" rows={2} />
  if (shares.length === 0) return <p className="line t2">No link yet.</p>
  const revoke = (one: Share) =>
    void revokeShare(portfolioId, one.share_id)
      .then(() => refreshPortfolios(client))
      .then(() => showToast('Revoked: the link shows nothing any longer'))
      .catch((problem: unknown) => showToast(String(problem), true))
  return (
    <ul>
      {shares.map((share) => (
        <Line key={share.share_id} share={share} onRevoke={() => revoke(share)} />
      ))}
    </ul>
  )
}

export function ShareDialog({ portfolioId, onClose }: Props) {
  const [url, setUrl] = useState<string | null>(null)
  return (
    <Dialog open onOpenChange={onClose} title="Share this portfolio">
      <div className="p-4">
        <NewLink portfolioId={portfolioId} onMade={setUrl} />
      </div>
      {url && <Made url={url} />}
      <section aria-label="Links" className="border-t border-border">
        <Links portfolioId={portfolioId} />
      </section>
    </Dialog>
  )
}
