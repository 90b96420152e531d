/** Which columns the table of holdings has. Of this browser only. */
import { usePreferences } from '@/lib/preferences'
import { ColumnsPopover } from '@/ui/ColumnsPopover'
import { HEADS, HOLDING_COLUMNS } from './holdingColumns'

export function HoldingColumnsMenu() {
  const hidden = usePreferences((chosen) => chosen.hidden_holding_columns)
  const show = (id: string, on: boolean) =>
    usePreferences.setState({ hidden_holding_columns: on ? hidden.filter((one) => one !== id) : [...hidden, id] })
  return (
    <ColumnsPopover>
      {HOLDING_COLUMNS.map((id) => (
        <label key={id} className="item">
          <input type="checkbox" checked={!hidden.includes(id)} onChange={(event) => show(id, event.target.checked)} />
          {HEADS[id]}
        </label>
      ))}
    </ColumnsPopover>
  )
}
