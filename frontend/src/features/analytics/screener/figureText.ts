/** A figure of the screener as text, by its unit. Pure. */
import { decimalsFor, formatChange, formatCompact, formatPrice, MINUS, roundText } from '@/lib/format'

const isChange = (figure: string): boolean => figure.startsWith('change_') || figure.startsWith('below_high_')
const isVolume = (figure: string): boolean => figure.startsWith('volume_')

/** Six digits that count, of a figure whose unit says nothing of its size. */
function plain(value: string): string {
  const size = Math.abs(Number(value))
  const decimals =
    size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : size === 0 ? 0 : Math.ceil(-Math.log10(size)) + 2
  return roundText(value, Math.min(decimals, 12)).replace('-', MINUS)
}

export function figureText(value: string, figure: string, unit: string): string {
  if (unit === 'percent') return isChange(figure) ? formatChange(value).text : `${plain(value)}%`
  if (unit === 'usd') return isVolume(figure) ? `$${formatCompact(value)}` : formatPrice(value, decimalsFor(value))
  return plain(value)
}
