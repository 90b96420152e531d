/** Password, sessions and security events. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { endSession, logout, sessionsQuery, type UserSession } from '@/api/account'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { Failed, Loading } from '@/ui/states'
import { EventsCard } from './EventsCard'
import { PasswordForm } from './PasswordForm'
import { Timestamp } from '@/ui/Timestamp'

function SessionLine({ session, onEnd }: { session: UserSession; onEnd: () => void }) {
  return (
    <li className="line flex-wrap">
      <span className="grow min-w-60">
        <b className="b">{session.device}</b> {session.current && <span className="chip on">this one</span>}
        <br />
        <span className="sm t3">
          {session.address} · last used <Timestamp at={session.last_used_at} /> · since{' '}
          <Timestamp at={session.created_at} />
        </span>
      </span>
      {!session.current && (
        <button type="button" className="btn small" aria-label={`End the session of ${session.device}`} onClick={onEnd}>
          End
        </button>
      )}
    </li>
  )
}

function Sessions() {
  const client = useQueryClient()
  const { data: sessions, error, refetch } = useQuery(sessionsQuery)
  const [ending, setEnding] = useState<UserSession | null>(null)
  if (error && !sessions) return <Failed what="The sessions" error={error} retry={() => void refetch()} />
  if (!sessions) return <Loading what="sessions" rows={2} />
  return (
    <>
      <ul>
        {sessions.map((session) => (
          <SessionLine key={session.session_id} session={session} onEnd={() => setEnding(session)} />
        ))}
      </ul>
      {ending && (
        <ConfirmDialog
          title="End this session?"
          verb="End session"
          onClose={() => setEnding(null)}
          onConfirm={async () => {
            await endSession(ending.session_id)
            await client.invalidateQueries({ queryKey: ['account'] })
          }}
        >
          {ending.device}, {ending.address}. Whoever uses it is asked to sign in again.
        </ConfirmDialog>
      )}
    </>
  )
}

export function SecurityView() {
  const [leaving, setLeaving] = useState(false)
  return (
    <>
      <section className="card">
        <div className="hd">
          <h2>Password</h2>
        </div>
        <div className="bd">
          <PasswordForm />
        </div>
      </section>
      <section className="card" aria-labelledby="sessions">
        <div className="hd">
          <h2 id="sessions" className="grow">
            Sessions
          </h2>
          <button type="button" className="btn small" onClick={() => setLeaving(true)}>
            Sign out everywhere
          </button>
        </div>
        <Sessions />
      </section>
      <EventsCard />
      {leaving && (
        <ConfirmDialog
          title="Sign out everywhere?"
          verb="Sign out everywhere"
          onClose={() => setLeaving(false)}
          onConfirm={() => logout(true)}
        >
          Every session of this account ends, this one too. API keys go on.
        </ConfirmDialog>
      )}
    </>
  )
}
