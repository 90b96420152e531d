/** CSV with exact strings and RFC 4180 quoting. A cell that a spreadsheet would run as a formula begins with a quote. */

export type Cell = string | number | boolean | null | undefined

function cell(value: Cell): string {
  const text = value === null || value === undefined ? '' : String(value)
  const safe = /^[=+@\t\r]/.test(text) || /^-(?![\d.])/.test(text) ? `'${text}` : text
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
