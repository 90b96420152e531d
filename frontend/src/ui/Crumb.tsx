/** A page's title: in the top bar as the page's only h1, and in the browser's tab. */
import { useEffect, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { useConnection } from '@/stream/connection'

const SLOT = 'crumb-slot'

export function CrumbSlot() {
  return <div id={SLOT} className="row crumb-slot" />
}

/** `SIMULATED · Market – Tidemark`: the tab names the mode, as the banner does. */
export function useTitle(title: string): void {
  const mode = useConnection((connection) => connection.mode)
  useEffect(() => {
    const unreal = mode === 'simulated' || mode === 'replay' ? `${mode.toUpperCase()} · ` : ''
    document.title = `${unreal}${title} – Tidemark`
  }, [title, mode])
}

const never = () => () => undefined

interface Props {
  title: string
  /** The browser tab's, if it says more than the page's. */
  tab?: string
  children?: React.ReactNode
}

export function Crumb({ title, tab = title, children }: Props) {
  useTitle(tab)
  const slot = useSyncExternalStore(never, () => document.getElementById(SLOT))
  return slot ? createPortal(children ?? <h1>{title}</h1>, slot) : null
}
