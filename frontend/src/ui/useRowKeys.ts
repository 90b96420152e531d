/** Keys of the rows of a form: a row that is changed or moved keeps its own, and with it its draft and the focus. */
import { useState } from 'react'

export interface KeyedRow {
  key: number
  text: string
}

/** Keys for `texts`: of the row with the same text, else of the row that was at this place, else new ones. Pure. */
export function keyedAfter(old: readonly KeyedRow[], texts: readonly string[]): KeyedRow[] {
  const free = new Set(old)
  const take = (row: KeyedRow | undefined): number | undefined => (row && free.delete(row) ? row.key : undefined)
  const same = texts.map((text) => take([...free].find((row) => row.text === text)))
  const placed = same.map((key, at) => key ?? take(old[at]))
  let last = Math.max(0, ...old.map(({ key }) => key))
  return texts.map((text, at) => ({ key: placed[at] ?? ++last, text }))
}

export function useRowKeys(texts: readonly string[]): number[] {
  const [rows, setRows] = useState(() => keyedAfter([], texts))
  const unchanged = rows.length === texts.length && rows.every(({ text }, at) => text === texts[at])
  const now = unchanged ? rows : keyedAfter(rows, texts)
  if (!unchanged) setRows(now)
  return now.map(({ key }) => key)
}
