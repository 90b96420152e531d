/** A live price: text, and a tint when it changes. */
import { useEffect, useRef } from 'react'
import { formatPrice } from '@/lib/format'
import { flash } from './flash'
import { Unknown } from './badges'

interface Props {
  price: string | null
  decimals: number | undefined
  reason: string
  prefix?: string
}

export function PriceText({ price, decimals, reason, prefix = '' }: Props) {
  const cell = useRef<HTMLSpanElement>(null)
  const before = useRef(price)
  useEffect(() => {
    const old = before.current
    before.current = price
    if (old === null || price === null || !cell.current || Number(old) === Number(price)) return
    flash(cell.current, Number(price) > Number(old) ? 'up' : 'down')
  }, [price])
  if (price === null) return <Unknown reason={reason} />
  return (
    <span ref={cell} className="tick" title={price} data-price={price}>
      {prefix}
      {formatPrice(price, decimals)}
    </span>
  )
}
