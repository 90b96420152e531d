/**
 * Scrolls sideways while its content is wider than itself. Only then: inside a scroller a sticky head would stick to
 * the scroller and not to the page.
 */
import { useLayoutEffect, useRef, useState } from 'react'

interface Props {
  label?: string
  children: React.ReactNode
}

export function ScrollX({ label = 'Scrolls sideways', children }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const [overflows, setOverflows] = useState(false)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => setOverflows(element.scrollWidth > element.clientWidth))
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => observer.disconnect()
  }, [])
  // The keyboard scrolls only what has the focus.
  const scroller = overflows && ({ tabIndex: 0, role: 'group', 'aria-label': label } as const)
  return (
    <div ref={box} className={overflows ? 'sideways scrolls' : 'sideways'} {...scroller}>
      {children}
    </div>
  )
}
