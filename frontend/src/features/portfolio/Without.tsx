/** Names what a chart or a return leaves out. */
import type { Performance } from '@/api/portfolio'
import type { Names } from '@/api/coinNames'

export function Without({ of: { excluded }, names }: { of: Pick<Performance, 'excluded'>; names: Names }) {
  if (excluded.length === 0) return null
  const coins = excluded.map(({ coin_id: id }) => names.name(id)).join(', ')
  return <span className="stale">Without {coins}, which no exchange lists. </span>
}
