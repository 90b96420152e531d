/** By which rule lots are taken, and from which. */
import type { LotMethod, PortfolioSettings } from '@/api/portfolio'

export const METHODS = [
  { value: 'fifo', label: 'FIFO' },
  { value: 'lifo', label: 'LIFO' },
  { value: 'hifo', label: 'HIFO' },
  { value: 'average', label: 'Average cost' },
] as const satisfies { value: LotMethod; label: string }[]

export const POOLS = [
  { value: 'portfolio', label: 'The whole portfolio' },
  { value: 'wallet', label: 'Each wallet by itself' },
] as const satisfies { value: PortfolioSettings['pool']; label: string }[]
