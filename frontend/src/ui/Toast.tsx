/**
 * Short confirmations over the page, for what changes nothing visible, and alerts that fired, which do not take the place
 * of a confirmation with its undo. Each goes away by itself.
 */
import { Link, type LinkProps } from '@tanstack/react-router'
import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { copyText } from '@/lib/clipboard'
import { useOverlayRoot } from './useOverlayRoot'

const SHOWN_MS = 4000
/** What can be acted on stays longer. */
const ACTION_MS = 10_000

interface ToastAction {
  label: string
  run: () => void
}

interface ToastLink {
  label: string
  to: LinkProps
}

interface Shown {
  text: string
  bad: boolean
  action: ToastAction | null
  link: ToastLink | null
  /** A repeated text is a new toast. */
  count: number
}

type Slot = UseBoundStore<StoreApi<Shown>>

const NOTHING = { text: '', bad: false, action: null, link: null }
const newSlot = (): Slot => create<Shown>()(() => ({ ...NOTHING, count: 0 }))
const useNote = newSlot()
const useAlert = newSlot()

/** With an action, such as an undo, it stays for ten seconds. */
export function showToast(text: string, bad = false, action: ToastAction | null = null): void {
  useNote.setState(({ count }) => ({ text, bad, action, count: count + 1 }))
}

/** Something happened that the user wants to hear of, wherever on the page. */
export function showAlertToast(text: string, link: ToastLink): void {
  useAlert.setState(({ count }) => ({ text, link, count: count + 1 }))
}

export const alertToastText = (): string => useAlert.getState().text

/** Copies the address of this view and says whether it did. */
export async function copyLink(): Promise<void> {
  if (await copyText(location.href)) showToast('Link copied')
  else showToast('The link was not copied: the browser does not allow it', true)
}

function SlotArea({ slot: useSlot }: { slot: Slot }) {
  const { text, bad, action, link, count } = useSlot()
  const clear = () => useSlot.setState(NOTHING)
  useEffect(() => {
    const timer = setTimeout(() => useSlot.setState(NOTHING), action || link ? ACTION_MS : SHOWN_MS)
    return () => clearTimeout(timer)
  }, [useSlot, count, action, link])
  if (!text) return null
  const act = () => {
    clear()
    action?.run()
  }
  return (
    <span className={bad ? 'toast bad' : 'toast'}>
      {text}{' '}
      {action && (
        <button type="button" className="linklike b" onClick={act}>
          {action.label}
        </button>
      )}
      {link && (
        <Link {...link.to} className="linklike b" onClick={clear}>
          {link.label}
        </Link>
      )}
    </span>
  )
}

/**
 * Always on the page: a screen reader announces only changes of a status that is there already. Not atomic: of two
 * toasts only the new one is read.
 */
export function ToastArea() {
  const root = useOverlayRoot()
  return createPortal(
    <div className="toasts" role="status" aria-atomic="false">
      <SlotArea slot={useAlert} />
      <SlotArea slot={useNote} />
    </div>,
    root,
  )
}
