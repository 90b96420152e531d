/** The search parameters of the market page's URL. Defaults are not named, unknown values are dropped. */
import { LISTS, type MarketSearch } from '@/lib/marketView'
import { COLUMN_IDS, type ColumnId } from './columnIds'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

export function checkMarketSearch(raw: Record<string, unknown>): MarketSearch {
  const list = LISTS.find((one) => one === raw.list && one !== 'all')
  const search = {
    q: text(raw.q),
    list,
    venue: text(raw.venue),
    sort: text(raw.sort),
    cols: text(raw.cols),
    sel: text(raw.sel),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}

export interface SortKey {
  id: ColumnId
  descending: boolean
}

const isColumn = (id: string): id is ColumnId => (COLUMN_IDS as readonly string[]).includes(id)

/** `-volume,price`: by volume, largest first, then by price. */
export function parseSort(sort: string | undefined): SortKey[] {
  const keys = (sort ?? '').split(',').flatMap((part) => {
    const id = part.replace(/^-/, '')
    return isColumn(id) ? [{ id, descending: part.startsWith('-') }] : []
  })
  return keys.length > 0 ? keys : [{ id: 'rank', descending: false }]
}

export function formatSort(keys: SortKey[]): string | undefined {
  const sort = keys.map(({ id, descending }) => (descending ? `-${id}` : id)).join(',')
  return sort === 'rank' || sort === '' ? undefined : sort
}

/** A click sorts by one column or reverses it; Shift adds a column. Names and rank start ascending, figures descending. */
export function toggleSort(keys: SortKey[], id: ColumnId, add: boolean): SortKey[] {
  const now = keys.find((key) => key.id === id)
  const next = { id, descending: now ? !now.descending : id !== 'rank' && id !== 'coin' }
  if (!add) return [next]
  return now ? keys.map((key) => (key.id === id ? next : key)) : [...keys, next]
}

/** The default columns are not named in the URL. */
export function formatColumns(ids: readonly ColumnId[]): string | undefined {
  const cols = ids.join(',')
  return cols === COLUMN_IDS.join(',') || cols === '' ? undefined : cols
}

export function parseColumns(cols: string | undefined): ColumnId[] {
  const chosen = [...new Set((cols ?? '').split(',').filter(isColumn))]
  return chosen.length > 0 ? chosen : [...COLUMN_IDS]
}
