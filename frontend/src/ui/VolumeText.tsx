/**
 * A 24 h volume in USD that says what it lacks: "≥" where an exchange's part is not known, a grey ring where a part is
 * the last one that a silent exchange said. With `note` it says so in words beside it, else on hover and to readers.
 */
import { formatCompact } from '@/lib/format'
import { formatAge } from '@/lib/time'
import { venueNames } from '@/lib/venues'
import { useDerivedFromNow } from '@/stream/useStream'
import { Dot, Unknown } from './badges'

export interface Volume {
  volume_24h: string | null
  volume_as_of: string | null
  volume_stale: string[]
  volume_missing: string[]
}

/** `without Kraken`, `Kraken's part 42 s old`; empty when nothing is left out and nothing is old. */
export function volumeNote({ volume_as_of, volume_stale, volume_missing }: Volume, now: number): string {
  const age = volume_as_of === null ? 'old' : `${formatAge(now - Date.parse(volume_as_of))} old`
  return [
    volume_missing.length > 0 && `without ${venueNames(volume_missing)}`,
    volume_stale.length > 0 && `${venueNames(volume_stale)} ${age}`,
  ]
    .filter(Boolean)
    .join('; ')
}

export function VolumeText({ volume, note = false }: { volume: Volume; note?: boolean }) {
  const words = useDerivedFromNow((now) => volumeNote(volume, now))
  if (volume.volume_24h === null) {
    return <Unknown word={note ? 'unknown' : '—'} reason="No exchange has said its volume of the last 24 h" />
  }
  const partial = volume.volume_missing.length > 0
  return (
    <span title={[`$${volume.volume_24h}`, words].filter(Boolean).join(', ')} data-volume={words}>
      {volume.volume_stale.length > 0 && (
        <span className="fr mr-1" aria-hidden="true">
          <Dot shape="quiet" />
        </span>
      )}
      {partial && '≥ '}${formatCompact(volume.volume_24h)}
      {words && <span className={note ? 't3 sm ml-1 font-normal' : 'sr'}>{words}</span>}
    </span>
  )
}
