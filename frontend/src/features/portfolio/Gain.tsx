/** An amount that was gained or lost: sign, triangle, colour; or why it is not known. */
import { Tone, Unknown } from '@/ui/badges'
import { formatGain } from './money'

interface Props {
  value: string | null
  currency: string
  reason?: string
}

export function Gain({ value, currency, reason = 'Not known' }: Props) {
  if (value === null) return <Unknown reason={reason} />
  const { text, direction } = formatGain(value, currency)
  return (
    <Tone direction={direction} title={value}>
      {text}
    </Tone>
  )
}
