/** The button above a table that opens the list of its columns. */
import { Columns3 } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useOverlayRoot } from './useOverlayRoot'

export function ColumnsPopover({ children }: { children: React.ReactNode }) {
  const root = useOverlayRoot()
  return (
    <Popover.Root>
      <Popover.Trigger className="chip">
        <Columns3 className="i s" aria-hidden /> Columns
      </Popover.Trigger>
      <Popover.Portal container={root}>
        <Popover.Content className="menu" align="end" sideOffset={6} aria-label="Columns">
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
