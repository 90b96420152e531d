/**
 * A modal dialog over Radix: focus trapped and returned; Esc, a click outside and a button close it. Radix's own overlay
 * is left out, because it writes a style element that the CSP refuses; the scrim is ours.
 */
import { useBlocker } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useState } from 'react'
import { useOverlayRoot } from './useOverlayRoot'

/** Asked before a dialog closes whose closing would lose something. */
export interface Guard {
  question: string
  /** The verb on the button that closes it all the same. */
  leave: string
  /** Ask before the page is left or reloaded, too. */
  page?: boolean
}

interface Props {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: React.ReactNode
  /** Show the title to screen readers only: for a dialog that begins with an input. */
  hideTitle?: boolean
  guard?: Guard | undefined
  /** At the right edge, as high as the window: for what explains the page behind it. */
  drawer?: boolean
  children: React.ReactNode
}

function PageGuard({ onAttempt }: { onAttempt: () => void }) {
  useBlocker({
    shouldBlockFn: () => {
      onAttempt()
      return true
    },
    enableBeforeUnload: true,
  })
  return null
}

function Question({ guard, onStay, onLeave }: { guard: Guard; onStay: () => void; onLeave: () => void }) {
  return (
    <div className="question">
      <p role="alert">{guard.question}</p>
      <div className="row flex-wrap justify-end">
        <button type="button" className="btn danger" onClick={onLeave}>
          {guard.leave}
        </button>
        <button type="button" className="btn pri" autoFocus onClick={onStay}>
          Keep it open
        </button>
      </div>
    </div>
  )
}

/** Returns the focus to what had it when the dialog opened: Radix does so only for a trigger of its own. */
function Content({ drawer, children }: { drawer: boolean; children: React.ReactNode }) {
  const [opener] = useState(() => document.activeElement)
  const onCloseAutoFocus = (event: Event) => {
    event.preventDefault()
    if (opener instanceof HTMLElement) opener.focus()
  }
  // Esc closes an open list within the dialog first.
  const onEscapeKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.matches('[data-owns-escape]')) event.preventDefault()
  }
  return (
    <Radix.Content
      className={drawer ? 'dialog drawer' : 'dialog'}
      aria-describedby={undefined}
      onCloseAutoFocus={onCloseAutoFocus}
      onEscapeKeyDown={onEscapeKeyDown}
    >
      {children}
    </Radix.Content>
  )
}

export function Dialog({ open, onOpenChange, title, hideTitle = false, guard, drawer = false, children }: Props) {
  const root = useOverlayRoot()
  const [asking, setAsking] = useState(false)
  const change = (next: boolean) => {
    // Esc asks, Esc again takes the question back: only a button loses anything.
    if (guard && !next) setAsking(!asking)
    else onOpenChange(next)
  }
  return (
    <Radix.Root open={open} onOpenChange={change}>
      <Radix.Portal container={root}>
        <div className="scrim" aria-hidden="true" />
        <Content drawer={drawer}>
          <Radix.Title className={hideTitle ? 'sr' : 'dialog-title'}>{title}</Radix.Title>
          {children}
          {guard && asking && (
            <Question guard={guard} onStay={() => setAsking(false)} onLeave={() => onOpenChange(false)} />
          )}
          {guard?.page && <PageGuard onAttempt={() => setAsking(true)} />}
          {/* Last, so that a form's first field gets the focus; drawn at the top. */}
          <Radix.Close className="icb dialog-close" aria-label="Close" title="Close (Esc)">
            <X className="i" aria-hidden />
          </Radix.Close>
        </Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
