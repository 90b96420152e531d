/** The chip in the top bar: the connection's state and delay, or the mode. It opens the list of exchanges. */
import { Popover } from 'radix-ui'
import type { Mode } from '@/api/types'
import { useConnection, type Phase } from '@/stream/connection'
import type { Replay } from '@/stream/protocol'
import { useVenues } from '@/stream/useVenues'
import { Dot } from '@/ui/badges'
import { useOverlayRoot } from '@/ui/useOverlayRoot'
import { ExchangeDetails } from './ExchangeDetails'
import { speedText } from './modeText'

interface ChipText {
  word: string
  tone: '' | 'unreal' | 'warn' | 'danger'
}

export function chipText(phase: Phase, mode: Mode | null, attempt: number, replay: Replay | null): ChipText {
  if (phase === 'offline') return { word: 'Offline', tone: 'danger' }
  if (phase === 'reconnecting') return { word: `Reconnecting, try ${attempt}`, tone: 'warn' }
  if (mode === 'simulated') return { word: 'Simulated', tone: 'unreal' }
  if (mode === 'replay') return { word: `Replay ${speedText(replay?.speed ?? 1)}`, tone: 'unreal' }
  return phase === 'live' ? { word: 'Live', tone: '' } : { word: 'Connecting', tone: '' }
}

export function ConnectionChip() {
  const { phase, mode, attempt, delayMs, replay } = useConnection()
  const venues = useVenues()
  const root = useOverlayRoot()
  const { word, tone } = chipText(phase, mode, attempt, replay)
  return (
    <Popover.Root>
      <Popover.Trigger className={`chip ${tone}`} data-testid="connection">
        {tone === 'unreal' ? (
          <span className="fr simdot">
            <Dot shape="unreal" />
          </span>
        ) : (
          <span className={`h-[7px] w-[7px] rounded-full ${phase === 'live' ? 'bg-[var(--ok)]' : 'bg-current'}`} />
        )}
        <b className={`b ${tone ? '' : 'text-text'}`}>{word}</b>
        {phase === 'live' && delayMs !== null && (
          <span className="not-phone t3 num min-w-[6ch]" title="From our receipt at the exchange's socket to this page">
            {delayMs} ms
          </span>
        )}
      </Popover.Trigger>
      <span className="sr" role="status">
        Connection: {word}
      </span>
      <Popover.Portal container={root}>
        <Popover.Content className="menu w-[420px]" align="end" sideOffset={6} aria-label="Exchanges">
          <ExchangeDetails venues={venues} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
