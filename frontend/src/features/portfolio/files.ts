/** Files to take along, saved with the session's token. */
import { fetchFile } from '@/api/portfolio'
import { showToast } from '@/ui/Toast'

export const FILES = [
  { file: 'export.pdf', label: 'Statement, PDF', note: 'Value, holdings, gains and income by year' },
  { file: 'export.csv', label: 'All transactions, CSV', note: 'Imports to the same ledger' },
  { file: 'disposals.csv', label: 'Disposals, CSV', note: 'What was sold and from which lots: for the tax adviser' },
] as const
type FileName = (typeof FILES)[number]['file']

export async function saveFile(id: string, file: FileName): Promise<void> {
  try {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await fetchFile(`/api/portfolio/${id}/${file}`))
    link.download = file
    link.click()
    URL.revokeObjectURL(link.href)
  } catch (error) {
    showToast(error instanceof Error ? error.message : String(error), true)
  }
}
