/** Which columns the table of holdings has. Of this browser only. */
import { Columns3 } from 'lucide-react'
import { Popover } from 'radix-ui'
import { usePreferences } from '@/lib/preferences'
import { useOverlayRoot } from '@/ui/useOverlayRoot'
import { HEADS, HOLDING_COLUMNS } from './holdingColumns'

export function HoldingColumnsMenu() {
  const root = useOverlayRoot()
  const hidden = usePreferences((chosen) => chosen.hidden_holding_columns)
  const show = (id: string, on: boolean) =>
    usePreferences.setState({ hidden_holding_columns: on ? hidden.filter((one) => one !== id) : [...hidden, id] })
  return (
    <Popover.Root>
      <Popover.Trigger className="chip">
        <Columns3 className="i s" aria-hidden /> Columns
      </Popover.Trigger>
      <Popover.Portal container={root}>
        <Popover.Content className="menu" align="end" sideOffset={6} aria-label="Columns">
          {HOLDING_COLUMNS.map((id) => (
            <label key={id} className="item">
              <input
                type="checkbox"
                checked={!hidden.includes(id)}
                onChange={(event) => show(id, event.target.checked)}
              />
              {HEADS[id]}
            </label>
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
