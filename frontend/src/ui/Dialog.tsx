/**
 * A modal dialog over Radix: focus trapped and returned; Esc and a button close it. Radix's own overlay is left out,
 * because it writes a style element that the CSP refuses; the scrim is ours.
 */
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useOverlayRoot } from './useOverlayRoot'

interface Props {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: React.ReactNode
  /** Show the title to screen readers only: for a dialog that begins with an input. */
  hideTitle?: boolean
  children: React.ReactNode
}

export function Dialog({ open, onOpenChange, title, hideTitle = false, children }: Props) {
  const root = useOverlayRoot()
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal container={root}>
        <div className="scrim" aria-hidden="true" />
        <Radix.Content className="dialog" aria-describedby={undefined}>
          <Radix.Title className={hideTitle ? 'sr' : 'dialog-title'}>{title}</Radix.Title>
          {children}
          {/* Last, so that a form's first field gets the focus; drawn at the top. */}
          <Radix.Close className="icb dialog-close" aria-label="Close" title="Close (Esc)">
            <X className="i" aria-hidden />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
