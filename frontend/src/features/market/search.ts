/** The search parameters of the market page's URL: their text, what it means, and what of it means nothing. Pure. */
import { LAYOUTS, LISTS, type Layout, type MarketSearch } from '@/lib/marketView'
import { Misfits, type Misfit } from '@/lib/misfits'
import { VENUES } from '@/lib/venues'
import { COLUMN_IDS, HEADS, type ColumnId } from './columnIds'
import type { MarketQuery } from './marketQuery'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** The parameters that are given and are not the default. */
export function checkMarketSearch(raw: Record<string, unknown>): MarketSearch {
  const list = raw.list === 'all' ? undefined : text(raw.list)
  const search = {
    q: text(raw.q),
    list,
    view: raw.view === 'table' ? undefined : text(raw.view),
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
const bare = (part: string): string => part.replace(/^-/, '')
const isSortable = (id: string): id is ColumnId => isColumn(id) && HEADS[id].sortable

/** `-volume,price`: by volume, largest first, then by price. */
export function parseSort(sort: string | undefined): SortKey[] {
  const keys = (sort ?? '').split(',').flatMap((part) => {
    const id = bare(part)
    return isSortable(id) ? [{ id, descending: part.startsWith('-') }] : []
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

type Name = keyof MarketSearch

/** Says which parts of a list are not understood. */
function noteUnknown(misfits: Misfits<Name>, name: 'sort' | 'cols', value: string | undefined, what: string): void {
  const isKnown = (part: string): boolean => (name === 'sort' ? isSortable(bare(part)) : isColumn(part))
  const unknown = (value ?? '').split(',').filter((part) => part !== '' && !isKnown(part))
  const known = COLUMN_IDS.filter((id) => isKnown(id)).join(', ')
  if (unknown.length > 0) misfits.add([name], `“${unknown.join(',')}” is ${what}: ${known} are.`)
}

/** What the page shows: the URL's parameters, or defaults. */
export interface MarketChoice {
  query: MarketQuery
  columns: ColumnId[]
  layout: Layout
  misfits: Misfit<Name>[]
}

type Given = { [name in Name]?: string | undefined }

export function readMarketSearch({ q = '', list, view, venue, sort, cols }: Given): MarketChoice {
  const misfits = new Misfits<Name>()
  const query = {
    text: q,
    list: misfits.known('list', list, LISTS, 'no list') ?? 'all',
    venue: misfits.known('venue', venue, VENUES, 'no exchange that we follow') ?? '',
    sort: parseSort(sort),
  }
  noteUnknown(misfits, 'sort', sort, 'no column to sort by')
  noteUnknown(misfits, 'cols', cols, 'no column')
  const layout = misfits.known('view', view, LAYOUTS, 'no view of the market') ?? 'table'
  return { query, columns: parseColumns(cols), layout, misfits: misfits.found }
}
