/** Volatility, seasons and profiles in words and as shares of a bar. Pure. */
import type { PriceBin, Regime, Season, Seasonality, VolumeProfile } from '@/api/analytics'
import type { Cell } from '@/lib/csv'
import { formatPercent } from '@/lib/format'

export const REGIMES: Record<NonNullable<Regime['regime']>, string> = {
  calm: 'calm',
  normal: 'normal',
  elevated: 'elevated',
  extreme: 'extreme',
}

/** Known first, the most volatile first. */
export const byVolatility = (regimes: readonly Regime[]): Regime[] =>
  regimes.toSorted((a, b) => Number(b.volatility ?? -1) - Number(a.volatility ?? -1))

/** A share as the services say it, `0.8312`, in per cent. */
export const percentOf = (share: string, decimals = 1): string => formatPercent(String(Number(share) * 100), decimals)

/** `83rd`, `1st`, `12th`: which of a hundred. */
export function ordinal(value: number): string {
  const rounded = Math.round(value)
  const [tens, ones] = [rounded % 100, rounded % 10]
  if (tens >= 11 && tens <= 13) return `${rounded}th`
  return `${rounded}${['th', 'st', 'nd', 'rd'][ones] ?? 'th'}`
}

const WEEKDAYS: Record<string, string> = {
  mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday', sat: 'Saturday', sun: 'Sunday',
} // prettier-ignore

const SESSIONS: Record<string, string> = { asia: 'Asia 00–08', europe: 'Europe 08–16', america: 'America 16–24' }

/** `05:00`, `Monday`, `Asia 00–08`; what is not known is shown as it is. */
export function bucketName(bucket: string, by: Seasonality['by']): string {
  if (by === 'hour' && /^\d{1,2}$/.test(bucket)) return `${bucket.padStart(2, '0')}:00`
  if (by === 'weekday') return WEEKDAYS[bucket.slice(0, 3).toLowerCase()] ?? bucket
  return SESSIONS[bucket] ?? bucket
}

const VERDICTS: Record<Seasonality['verdict'], string> = {
  not_enough: 'Not enough returns yet to say anything.',
  nothing_beyond_chance: 'Nothing that chance could not explain, with all of them looked at together.',
  some_beyond_chance: 'The filled ones are beyond chance, with all of them looked at together.',
}

export const verdictText = ({ verdict }: Pick<Seasonality, 'verdict'>): string => VERDICTS[verdict]

export interface BarSpan {
  from: number
  to: number
}

export interface SeasonBar {
  bar: BarSpan | null
  interval: BarSpan | null
}

/** Bars and their intervals as shares of the width, 0.5 is zero; all on one scale. */
export function seasonBars(items: readonly Pick<Season, 'mean_return_percent' | 'interval_95'>[]): SeasonBar[] {
  const ends = items.flatMap(({ mean_return_percent: mean, interval_95: ci }) => [mean, ...(ci ?? [])])
  const reach = Math.max(1e-9, ...ends.map((end) => Math.abs(Number(end ?? 0))))
  const place = (value: string): number => 0.5 + (Number(value) / reach) * 0.48
  const span = (a: number, b: number): BarSpan => ({ from: Math.min(a, b), to: Math.max(a, b) })
  return items.map(({ mean_return_percent: mean, interval_95: ci }) => ({
    bar: mean === null ? null : span(0.5, place(mean)),
    interval: ci === null ? null : span(place(ci[0]), place(ci[1])),
  }))
}

export interface ProfileRow extends PriceBin {
  /** Of the fullest one, 0 … 1. */
  length: number
  isControl: boolean
  inValueArea: boolean
}

/** Highest price first, as on a chart. */
export function profileRows(profile: VolumeProfile): ProfileRow[] {
  const most = Math.max(1e-12, ...profile.items.map(({ volume }) => Number(volume)))
  const [control, low, high] = [profile.point_of_control, profile.value_area_low, profile.value_area_high].map(
    (price) => (price === null ? NaN : Number(price)),
  ) as [number, number, number]
  return profile.items
    .map((bin) => ({
      ...bin,
      length: Number(bin.volume) / most,
      isControl: Number(bin.low) <= control && control < Number(bin.high),
      inValueArea: Number(bin.low) >= low && Number(bin.high) <= high,
    }))
    .toSorted((a, b) => Number(b.low) - Number(a.low))
}

export const RANKING_HEAD = [
  ...['coin_id', 'instrument_id', 'volatility', 'percentile', 'regime', 'n', 'independent_n', 'interval', 'period'],
  ...['status', 'stale', 'as_of'],
]

/** For an export: as the service says them, in the order of the table. */
export const rankingRows = (regimes: readonly Regime[]): Cell[][] =>
  regimes.map((one) => [
    ...[one.coin_id, one.instrument_id, one.volatility, one.percentile, one.regime, one.n, one.independent_n],
    ...[one.interval, one.period, one.status, one.stale, one.as_of],
  ])
