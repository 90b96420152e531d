/** SIMULATED or REPLAY, on every page, not dismissible. */
import { useState } from 'react'
import { formatMoment } from '@/lib/time'
import { useConnection } from '@/stream/connection'
import type { Replay } from '@/stream/protocol'
import { Dialog } from '@/ui/Dialog'
import { replayText, replayTextShort, SIMULATED, speedText } from './unreal'

function HowToGoLive() {
  return (
    <div className="grid gap-2 p-4">
      <p>
        When Tidemark was started, it tried to open a TLS connection to Binance, Coinbase and Kraken. None opened within
        5 seconds, or the simulator was asked for.
      </p>
      <p>
        On a machine that reaches one of them, stop with <code className="mono">make down</code> and start with{' '}
        <code className="mono">make up</code>. Simulated data are kept apart and never mixed with live ones.
      </p>
    </div>
  )
}

function CaptureDetails({ replay }: { replay: Replay | null }) {
  const now = new Date(0)
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 p-4">
      <dt className="t3">Captures</dt>
      <dd>{replay?.captures.join(', ') ?? 'unknown'}</dd>
      <dt className="t3">From</dt>
      <dd>{replay?.start ? `${formatMoment(new Date(replay.start), now)} UTC` : 'unknown'}</dd>
      <dt className="t3">To</dt>
      <dd>{replay?.end ? `${formatMoment(new Date(replay.end), now)} UTC` : 'unknown'}</dd>
      <dt className="t3">Speed</dt>
      <dd>{speedText(replay?.speed ?? 1)}</dd>
    </dl>
  )
}

export function Banner() {
  const mode = useConnection((connection) => connection.mode)
  const replay = useConnection((connection) => connection.replay)
  const [open, setOpen] = useState(false)
  if (mode !== 'simulated' && mode !== 'replay') return null
  const simulated = mode === 'simulated'
  return (
    <div className="banner" role="region" aria-label="Not live data" data-testid="banner">
      <b>{mode.toUpperCase()}</b>
      <span className="plain not-phone">{simulated ? SIMULATED : replayText(replay)}</span>
      <span className="plain only-phone">{simulated ? 'Not market prices' : replayTextShort(replay)}</span>
      <span className="grow" />
      <button type="button" className="plain whitespace-nowrap" onClick={() => setOpen(true)}>
        <span className="not-phone">{simulated ? 'How to go live' : 'Capture details'}</span>
        <span className="only-phone">{simulated ? 'Why?' : 'Details'}</span>
      </button>
      <Dialog open={open} onOpenChange={setOpen} title={simulated ? 'How to go live' : 'Capture details'}>
        {simulated ? <HowToGoLive /> : <CaptureDetails replay={replay} />}
      </Dialog>
    </div>
  )
}
