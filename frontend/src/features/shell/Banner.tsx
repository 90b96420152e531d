/** The banner SIMULATED or REPLAY: on every page, and it cannot be closed. */
import { useState } from 'react'
import { formatMoment, zoneName } from '@/lib/time'
import { useConnection } from '@/stream/connection'
import type { Replay } from '@/stream/protocol'
import { Dialog } from '@/ui/Dialog'
import { replayText, replayTextShort, SIMULATED, speedText } from './modeText'

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

const momentText = (at: string | null | undefined): string =>
  at ? `${formatMoment(new Date(at), new Date(0))} ${zoneName(new Date(at))}` : 'unknown'

function CaptureDetails({ replay }: { replay: Replay | null }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 p-4">
      <dt className="t3">Captures</dt>
      <dd>{replay?.captures.join(', ') ?? 'unknown'}</dd>
      <dt className="t3">From</dt>
      <dd>{momentText(replay?.start)}</dd>
      <dt className="t3">To</dt>
      <dd>{momentText(replay?.end)}</dd>
      <dt className="t3">Speed</dt>
      <dd>{speedText(replay?.speed ?? 1)}</dd>
    </dl>
  )
}

interface Copy {
  long: string
  short: string
  more: string
  moreShort: string
}

function copyOf(simulated: boolean, replay: Replay | null): Copy {
  if (simulated) return { long: SIMULATED, short: 'Not market prices', more: 'How to go live', moreShort: 'Why?' }
  return { long: replayText(replay), short: replayTextShort(replay), more: 'Capture details', moreShort: 'Details' }
}

export function Banner() {
  const mode = useConnection((connection) => connection.mode)
  const replay = useConnection((connection) => connection.replay)
  const [open, setOpen] = useState(false)
  if (mode !== 'simulated' && mode !== 'replay') return null
  const simulated = mode === 'simulated'
  const copy = copyOf(simulated, replay)
  return (
    <div className="banner" role="region" aria-label="Not live data" data-testid="banner">
      <b>{mode.toUpperCase()}</b>
      <span className="plain not-phone">{copy.long}</span>
      <span className="plain only-phone">{copy.short}</span>
      <span className="grow" />
      <button type="button" className="plain whitespace-nowrap" onClick={() => setOpen(true)}>
        <span className="not-phone">{copy.more}</span>
        <span className="only-phone">{copy.moreShort}</span>
      </button>
      <Dialog open={open} onOpenChange={setOpen} title={copy.more}>
        {simulated ? <HowToGoLive /> : <CaptureDetails replay={replay} />}
      </Dialog>
    </div>
  )
}
