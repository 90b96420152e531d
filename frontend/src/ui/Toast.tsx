/** A short confirmation over the page, for an action that changes nothing visible. It goes away by itself. */
import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import { create } from 'zustand'
import { copyText } from '@/lib/clipboard'
import { useOverlayRoot } from './useOverlayRoot'

const SHOWN_MS = 4000

interface Shown {
  text: string
  bad: boolean
  /** A repeated text is a new toast. */
  count: number
}

const useToast = create<Shown>()(() => ({ text: '', bad: false, count: 0 }))

export function showToast(text: string, bad = false): void {
  useToast.setState(({ count }) => ({ text, bad, count: count + 1 }))
}

/** Copies the address of this view and says whether it did. */
export async function copyLink(): Promise<void> {
  if (await copyText(location.href)) showToast('Link copied')
  else showToast('The link was not copied: the browser does not allow it', true)
}

/** Always on the page: a screen reader announces only changes of a status that is there already. */
export function ToastArea() {
  const { text, bad, count } = useToast()
  const root = useOverlayRoot()
  useEffect(() => {
    const timer = setTimeout(() => useToast.setState({ text: '' }), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [count])
  return createPortal(
    <div className="toasts" role="status">
      {text && <span className={bad ? 'toast bad' : 'toast'}>{text}</span>}
    </div>,
    root,
  )
}
