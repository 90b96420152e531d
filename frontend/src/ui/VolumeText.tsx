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
  /** Of the oldest old part, where a part is old. */
  volume_as_of: string | null
  volume_stale: string[]
  /** How many markets of other exchanges are old or missing; a coin's volume names exchanges only. */
  volume_stale_markets?: number
  volume_missing: string[]
  volume_missing_markets?: number
}

/** Exchanges, then the markets of others: `Kraken and 2 markets`. */
function parts(venues: string[], markets = 0): string {
  return venueNames(markets === 0 ? venues : [...venues, markets === 1 ? '1 market' : `${markets} markets`])
}

const missingParts = (volume: Volume): string => parts(volume.volume_missing, volume.volume_missing_markets)
const staleParts = (volume: Volume): string => parts(volume.volume_stale, volume.volume_stale_markets)

/** `without Kraken`, `1 market 42 s old`; empty when nothing is left out and nothing is old. */
export function volumeNote(volume: Volume, now: number): string {
  const { volume_as_of: asOf } = volume
  const [missing, stale] = [missingParts(volume), staleParts(volume)]
  const age = asOf === null ? 'old' : `${formatAge(now - Date.parse(asOf))} old`
  return [missing && `without ${missing}`, stale && `${stale} ${age}`].filter(Boolean).join('; ')
}

export function VolumeText({ volume, note = false }: { volume: Volume; note?: boolean }) {
  const words = useDerivedFromNow((now) => volumeNote(volume, now))
  if (volume.volume_24h === null) {
    return <Unknown word={note ? 'unknown' : '—'} reason="No exchange has said its volume of the last 24 h" />
  }
  const partial = missingParts(volume) !== ''
  return (
    <span title={[`$${volume.volume_24h}`, words].filter(Boolean).join(', ')} data-volume={words}>
      {staleParts(volume) !== '' && (
        <span className="fr mr-1" aria-hidden="true">
          <Dot shape="quiet" />
        </span>
      )}
      {partial && '≥ '}${formatCompact(volume.volume_24h)}
      {words && <span className={note ? 't3 sm ml-1 font-normal' : 'sr'}>{words}</span>}
    </span>
  )
}
