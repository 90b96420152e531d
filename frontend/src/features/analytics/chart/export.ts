/** Lines and tables as CSV: exact strings, ISO times, with the mode of the data; of lines one row a time. */
import { downloadCsv, type Cell } from '@/lib/csv'
import { useConnection } from '@/stream/connection'
import { fileName, type About } from './about'
import { onGrid, rowsOf, timesOf, type Line } from './lines'

export function csvRows(lines: readonly Line[], { source, mode }: About): { head: string[]; rows: Cell[][] } {
  const times = timesOf(lines)
  const columns = lines.map(({ points }) => onGrid(points, times))
  const rows = rowsOf(lines).map(({ time, status }, index) => [
    new Date(time).toISOString(),
    ...columns.map((column) => column[index]?.text ?? column[index]?.value),
    status,
    source,
    mode,
  ])
  return { head: ['time', ...lines.map(({ name }) => name), 'status', 'source', 'mode'], rows }
}

export function saveLines(lines: readonly Line[], about: About): void {
  const { head, rows } = csvRows(lines, about)
  downloadCsv(fileName(about, 'csv'), head, rows)
}

/** A table of figures, each row with the mode of the data at its end. */
export function saveTable(slug: string, head: readonly string[], rows: readonly Cell[][]): void {
  const { mode } = useConnection.getState()
  const name = fileName({ slug, title: '', source: '', mode }, 'csv')
  downloadCsv(
    name,
    [...head, 'mode'],
    rows.map((row) => [...row, mode]),
  )
}
