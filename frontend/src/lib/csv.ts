/**
 * CSV with exact strings and RFC 4180 quoting. A cell that a spreadsheet would run as a formula begins with an apostrophe.
 */

export type Cell = string | number | boolean | null | undefined

const NUMBER = /^-?\d+(\.\d+)?%?$/
// What spreadsheets skip at the beginning of a cell: blanks, controls, invisible characters.
const FORMULA =
  // eslint-disable-next-line no-control-regex -- spreadsheets skip them
  /^[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^ *[\t\r\n]/

export function escapeFormula(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
}

function cell(value: Cell): string {
  if (typeof value === 'number') return String(value)
  const safe = escapeFormula(String(value ?? ''))
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function toCsv(head: string[], rows: Cell[][]): string {
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

export function download(name: string, data: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(data)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export function downloadCsv(name: string, head: string[], rows: Cell[][]): void {
  download(name, new Blob([toCsv(head, rows)], { type: 'text/csv;charset=utf-8' }))
}
