/** What of the link is not shown, and why. */
import { Info } from 'lucide-react'
import type { Misfit } from '@/lib/misfits'
import { Notice } from './states'

interface Props<Name extends string> {
  misfits: Misfit<Name>[]
  onSearch: (change: Partial<Record<Name, undefined>>, push: boolean) => void
}

export function LinkNotice<Name extends string>({ misfits, onSearch }: Props<Name>) {
  if (misfits.length === 0) return null
  const names = misfits.flatMap((misfit) => misfit.names)
  const without = Object.fromEntries(names.map((name) => [name, undefined])) as Partial<Record<Name, undefined>>
  const action = (
    <button type="button" className="btn small" onClick={() => onSearch(without, false)}>
      Dismiss
    </button>
  )
  return (
    <Notice tone="info" icon={Info} title="This link asks for something that the page does not have." action={action}>
      {misfits.map(({ text }) => text).join(' ')}
    </Notice>
  )
}
