/** A short confirmation over the page, for an action that changes nothing visible. It goes away by itself. */
import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import { create } from 'zustand'
import { copyText } from '@/lib/clipboard'
import { useOverlayRoot } from './useOverlayRoot'

const SHOWN_MS = 4000
const UNDO_MS = 10_000

interface ToastAction {
  label: string
  run: () => void
}

interface Shown {
  text: string
  bad: boolean
  action: ToastAction | null
  /** A repeated text is a new toast. */
  count: number
}

const useToast = create<Shown>()(() => ({ text: '', bad: false, action: null, count: 0 }))

/** With an action, such as an undo, it stays for ten seconds. */
export function showToast(text: string, bad = false, action: ToastAction | null = null): void {
  useToast.setState(({ count }) => ({ text, bad, action, count: count + 1 }))
}

/** Copies the address of this view and says whether it did. */
export async function copyLink(): Promise<void> {
  if (await copyText(location.href)) showToast('Link copied')
  else showToast('The link was not copied: the browser does not allow it', true)
}

function Action({ label, run }: ToastAction) {
  const act = () => {
    useToast.setState({ text: '', action: null })
    run()
  }
  return (
    <button type="button" className="linklike b" onClick={act}>
      {label}
    </button>
  )
}

/** Always on the page: a screen reader announces only changes of a status that is there already. */
export function ToastArea() {
  const { text, bad, action, count } = useToast()
  const root = useOverlayRoot()
  useEffect(() => {
    const timer = setTimeout(() => useToast.setState({ text: '' }), action ? UNDO_MS : SHOWN_MS)
    return () => clearTimeout(timer)
  }, [count, action])
  return createPortal(
    <div className="toasts" role="status">
      {text && (
        <span className={bad ? 'toast bad' : 'toast'}>
          {text} {action && <Action {...action} />}
        </span>
      )}
    </div>,
    root,
  )
}
