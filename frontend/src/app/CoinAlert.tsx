/** The dialog of a new alert on a coin, at its price now; loaded when it is opened. */
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { coinQuery } from '@/api/queries'
import { priceDecimals, roundText } from '@/lib/format'
import { useTickers } from '@/stream/tickers'

const AlertDialog = lazy(async () => ({ default: (await import('@/features/alerts/AlertDialog')).AlertDialog }))

interface Props {
  coinId: string
  onClose: () => void
}

export function CoinAlert({ coinId, onClose }: Props) {
  const { data: coin } = useQuery(coinQuery(coinId))
  if (!coin) return null
  const price = useTickers.getState().prices[coinId]?.price ?? coin.price
  const text = price === null ? '' : roundText(price, priceDecimals(coin.tick, price) ?? 2)
  return (
    <Suspense fallback={null}>
      <AlertDialog begin={{ draft: `new-${coinId}`, coin: coin.symbol, price: text }} onClose={onClose} />
    </Suspense>
  )
}
