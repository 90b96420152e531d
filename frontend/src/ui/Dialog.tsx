/**
 * A modal dialog over Radix: focus trapped and returned, Esc closes. Radix's own overlay is left out, because it writes
 * a style element that the CSP refuses; the scrim is ours.
 */
import { Dialog as Radix } from 'radix-ui'

interface Props {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: React.ReactNode
  /** Show the title to screen readers only: for a dialog that begins with an input. */
  hideTitle?: boolean
  children: React.ReactNode
}

export function Dialog({ open, onOpenChange, title, hideTitle = false, children }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <div className="scrim" aria-hidden="true" />
        <Radix.Content className="dialog" aria-describedby={undefined}>
          <Radix.Title className={hideTitle ? 'sr' : 'border-b border-border px-4 py-3 text-[15px] font-semibold'}>
            {title}
          </Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
