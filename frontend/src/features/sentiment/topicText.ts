/** How much a topic rises, and how easily chance explains that. Pure. */
import type { Topic } from '@/api/sentiment'
import { formatChange } from '@/lib/format'

const LEAST_P = 0.001
const TENFOLD = 1000

/** `+164%`, from ten times on `15×`, `new` of what nobody said before. */
export function riseText({ rise_percent: rise, stories_before: before }: Topic): string {
  if (before === 0) return 'new'
  return Number(rise) >= TENFOLD ? `${Math.round(Number(rise) / 100 + 1)}×` : formatChange(rise, 0).text
}

/** `p = 0.02`, `p < 0.001`. */
export const chanceText = ({ p_value: p }: Topic): string =>
  Number(p) < LEAST_P ? `p < ${LEAST_P}` : `p = ${Number(p).toPrecision(1)}`
