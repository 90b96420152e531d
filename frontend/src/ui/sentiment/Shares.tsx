/** How much of what is said is positive, neutral and negative: a bar, and the same in words. */
import { formatPercent } from '@/lib/format'

export interface SharesOf {
  positive_percent: string | null
  neutral_percent: string | null
  negative_percent: string | null
}

const PARTS = [
  ['positive', 'u'],
  ['neutral', 'n'],
  ['negative', 'd'],
] as const

export function Shares({ of }: { of: SharesOf }) {
  const parts = PARTS.map(([label, look]) => ({ label, look, percent: of[`${label}_percent`] }))
  if (parts.some(({ percent }) => percent === null)) return null
  return (
    <div className="shares">
      <div className="shares-bar" aria-hidden="true">
        {parts.map(({ label, look, percent }) => (
          <i key={label} className={look} style={{ flexGrow: Number(percent) }} />
        ))}
      </div>
      <p className="xs t3">
        {parts.map(({ label, percent }) => (
          <span key={label}>
            {formatPercent(percent ?? '0', 0)} {label}
          </span>
        ))}
      </p>
    </div>
  )
}
