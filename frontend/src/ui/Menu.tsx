/** A button that opens a menu of actions. */
import { ChevronDown, type LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useOverlayRoot } from './useOverlayRoot'

export interface MenuAction {
  label: string
  /** What the action is for, behind its label. */
  note?: string
  run: () => void
}

interface Props {
  label: string
  icon: LucideIcon
  actions: readonly MenuAction[]
}

export function Menu({ label, icon: Icon, actions }: Props) {
  const root = useOverlayRoot()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn">
        <Icon className="i s" aria-hidden />
        {label}
        <ChevronDown className="i s" aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={root}>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          {actions.map(({ label: name, note, run }) => (
            <DropdownMenu.Item key={name} className="item outline-none" onSelect={run}>
              <span className="grow">
                {name}
                {note && <span className="sm t3 block">{note}</span>}
              </span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
