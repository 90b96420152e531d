/**
 * Whether somebody reads a list: points at it, has the focus in it, or has scrolled past its head. Then nothing is put
 * above what is being read.
 */
import { useEffect, useState, type FocusEvent } from 'react'

/** Below the page's top bar. */
const UNDER_BAR = '-60px 0px 0px 0px'

export function useReading() {
  const [head, setHead] = useState<HTMLElement | null>(null)
  const [past, setPast] = useState(false)
  const [pointed, setPointed] = useState(false)
  const [focused, setFocused] = useState(false)
  useEffect(() => {
    if (!head) return
    const watch = new IntersectionObserver(
      ([entry]) => setPast(entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.top < 60),
      { rootMargin: UNDER_BAR },
    )
    watch.observe(head)
    return () => watch.disconnect()
  }, [head])
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => setFocused(currentTarget.contains(relatedTarget))
  const list = {
    onPointerEnter: () => setPointed(true),
    onPointerLeave: () => setPointed(false),
    onFocus: () => setFocused(true),
    onBlur,
  }
  return { reading: past || pointed || focused, head: setHead, list }
}
