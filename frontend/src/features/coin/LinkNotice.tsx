/** What of the link is not shown, and why. */
import { Info } from 'lucide-react'
import { Notice } from '@/ui/states'
import type { CoinSearch, Misfit } from './search'

interface Props {
  misfits: Misfit[]
  onSearch: (change: Partial<CoinSearch>, push: boolean) => void
}

export function LinkNotice({ misfits, onSearch }: Props) {
  if (misfits.length === 0) return null
  const without = Object.fromEntries(misfits.flatMap(({ names }) => names).map((name) => [name, undefined]))
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
