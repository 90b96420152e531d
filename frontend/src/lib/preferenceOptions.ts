/** The values of the preferences that are chosen from a row of words, as they are shown. */
import { RANGES, type Range, type Theme, type TimeZone } from './preferences'

export const THEMES: { value: Theme; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
]
export const ZONES: { value: TimeZone; label: string }[] = [
  { value: 'utc', label: 'UTC' },
  { value: 'local', label: 'Local time' },
]
export const RANGE_OPTIONS: { value: Range; label: string }[] = RANGES.map((value) => ({ value, label: value }))
