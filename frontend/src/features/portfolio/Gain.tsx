/** An amount that was gained or lost: sign, triangle, colour; or why it is not known. While hidden, its direction only. */
import { Tone, Unknown } from '@/ui/badges'
import { Hidden, useHidden } from './Amount'
import { formatGain } from './money'

interface Props {
  value: string | null
  currency: string
  reason?: string
}

export function Gain({ value, currency, reason = 'Not known' }: Props) {
  const hidden = useHidden()
  if (value === null) return <Unknown reason={reason} />
  const { text, direction } = formatGain(value, currency)
  if (hidden) {
    return (
      <Tone direction={direction}>
        <Hidden />
      </Tone>
    )
  }
  return (
    <Tone direction={direction} title={value}>
      {text}
    </Tone>
  )
}
