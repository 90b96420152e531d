/** The best bid and ask of each instrument of a coin, as the stream says them: at most every 100 ms. */
import { create } from 'zustand'
import type { Venue } from './items.gen'
import { useChannel } from './useStream'

/** In the quote asset; a side that is null is empty. */
export interface Book {
  venue: Venue
  instrument_id: string
  bid_price: string | null
  /** In units of the coin; null where the exchange does not say it. */
  bid_size: string | null
  ask_price: string | null
  ask_size: string | null
  quote_usd: string | null
  as_of: string
  /** What it is not good for. */
  reason: string | null
}

interface Books {
  coin_id: string
  items: Book[]
}

/** By instrument. */
export const useBooks = create<Partial<Record<string, Book>>>()(() => ({}))

const isSame = (a: Book | undefined, b: Book): boolean => a?.as_of === b.as_of && a.reason === b.reason

/** Only what has changed: the others stay the same objects, so that their rows are not drawn again. */
export function takeBooks({ items }: Books): void {
  const known = useBooks.getState()
  const news = items.filter((one) => !isSame(known[one.instrument_id], one))
  if (news.length > 0) useBooks.setState(Object.fromEntries(news.map((one) => [one.instrument_id, one])))
}

/** Listens while the component is on the page. */
export function useLiveBooks(coinId: string | null): void {
  useChannel(coinId === null ? null : `quotes:${coinId}`, ({ data }) => {
    if (data !== null) takeBooks(data as Books)
  })
}

export const useBook = (instrumentId: string): Book | undefined => useBooks((books) => books[instrumentId])
