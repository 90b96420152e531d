/** The exchanges' states: fetched, then kept fresh by the stream. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { venuesQuery } from '@/api/queries'
import type { Price, VenueStatus } from '@/api/types'
import type { VenueItem } from './items.gen'
import { itemsOf } from './protocol'
import { useChannel } from './useStream'

const NONE: VenueStatus[] = []

/** The channel carries whole states: all of them, or the one that changed. */
export function mergeVenues(known: VenueStatus[], data: unknown): VenueStatus[] {
  const news = new Map(itemsOf<VenueItem>(data).map((venue) => [venue.venue, venue]))
  const updated = known.map((venue) => news.get(venue.venue) ?? venue)
  return [...updated, ...[...news.values()].filter(({ venue }) => !known.some((one) => one.venue === venue))]
}

export function useVenues(): VenueStatus[] {
  const client = useQueryClient()
  useChannel('venues', ({ data }) => {
    if (data !== null) client.setQueryData(venuesQuery.queryKey, (known) => mergeVenues(known ?? [], data))
  })
  return useQuery(venuesQuery).data ?? NONE
}

/**
 * Since when an exchange sends no trade and no quote, of any coin, whichever are on the page; of one that never sent any,
 * since when it is in its state. That it connected again, or that what was missed was fetched, is no news.
 */
export function silentSince({ last_data_at, since }: VenueStatus): number | null {
  const at = last_data_at ?? since
  return at === null ? null : Date.parse(at)
}

/**
 * When an exchange last sent anything, a heartbeat included. Its state is told every few seconds: the prices on the page
 * are often newer.
 */
export function lastMessageAt(venue: VenueStatus, prices: Record<string, Price>): number | null {
  let newest = venue.last_message_at ? Date.parse(venue.last_message_at) : 0
  for (const price of Object.values(prices)) {
    for (const one of price.venues) {
      if (one.venue === venue.venue && one.as_of) newest = Math.max(newest, Date.parse(one.as_of))
    }
  }
  return newest || null
}

/** Neither sending nor switched off. */
export const isSilent = ({ state }: VenueStatus): boolean => state !== 'live' && state !== 'disabled'
