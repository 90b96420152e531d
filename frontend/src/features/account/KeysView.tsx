/** API keys: what each may do, how long it lasts, when it was last used. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { keysQuery, revokeKey, type ApiKey } from '@/api/account'
import { serverClock } from '@/stream/connection'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { Empty, Failed, Loading } from '@/ui/states'
import { CreateKeyDialog } from './CreateKeyDialog'
import { Timestamp } from '@/ui/Timestamp'

function State({ apiKey }: { apiKey: ApiKey }) {
  if (apiKey.revoked_at)
    return (
      <span className="chip danger">
        revoked <Timestamp at={apiKey.revoked_at} />
      </span>
    )
  if (apiKey.expires_at && Date.parse(apiKey.expires_at) < serverClock.now())
    return <span className="chip warn">expired</span>
  return null
}

function KeyLine({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  return (
    <li className="line flex-wrap" data-key={apiKey.prefix}>
      <span className="grow min-w-60">
        <b className="b">{apiKey.name}</b> <code className="mono t2">{apiKey.prefix}…</code> <State apiKey={apiKey} />
        <br />
        <span className="sm t2">{apiKey.scopes.join(', ')}</span>
        <br />
        <span className="sm t3">
          last used <Timestamp at={apiKey.last_used_at} /> · created <Timestamp at={apiKey.created_at} /> · ends{' '}
          <Timestamp at={apiKey.expires_at} />
        </span>
      </span>
      {!apiKey.revoked_at && (
        <button type="button" className="btn small" aria-label={`Revoke ${apiKey.name}`} onClick={onRevoke}>
          Revoke
        </button>
      )}
    </li>
  )
}

function Keys({ onRevoke }: { onRevoke: (key: ApiKey) => void }) {
  const { data: keys, error, refetch } = useQuery(keysQuery)
  if (error && !keys) return <Failed what="The keys" error={error} retry={() => void refetch()} />
  if (!keys) return <Loading what="keys" rows={2} />
  if (keys.length === 0)
    return (
      <Empty icon={KeyRound} title="No API keys yet">
        A key lets a program read the API with your limits. How:{' '}
        <Link to="/api-docs" className="linklike">
          the guide
        </Link>
        .
      </Empty>
    )
  return (
    <ul>
      {keys.map((key) => (
        <KeyLine key={key.key_id} apiKey={key} onRevoke={() => onRevoke(key)} />
      ))}
    </ul>
  )
}

export function KeysView() {
  const client = useQueryClient()
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  return (
    <section className="card">
      <div className="hd">
        <h2 className="grow">API keys</h2>
        <Link to="/api-docs" className="linklike sm">
          How to use one
        </Link>
        <button type="button" className="btn small pri" onClick={() => setCreating(true)}>
          New key
        </button>
      </div>
      <Keys onRevoke={setRevoking} />
      {creating && <CreateKeyDialog onClose={() => setCreating(false)} />}
      {revoking && (
        <ConfirmDialog
          title={`Revoke ${revoking.name}?`}
          verb="Revoke key"
          onClose={() => setRevoking(null)}
          onConfirm={async () => {
            await revokeKey(revoking.key_id)
            await client.invalidateQueries({ queryKey: ['account'] })
          }}
        >
          Programs that use it are refused at once. This cannot be taken back.
        </ConfirmDialog>
      )}
    </section>
  )
}
