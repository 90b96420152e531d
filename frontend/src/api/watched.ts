/** The coins of the account's first watchlist: what the star of a coin adds to and takes from. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSession } from './session'
import { fetchWatchlists, setWatched, watchlistsQuery, type Watchlist } from './watchlists'

export const useSignedIn = (): boolean => useSession(({ status }) => status === 'signed-in' || status === 'ended')

export interface Watched {
  coins: ReadonlySet<string>
  /** Not known before the list is read. */
  known: boolean
}

const listOf = (lists: Watchlist[] | undefined): Watchlist | undefined => lists?.find((one) => one.default)

export function useWatched(): Watched {
  const { data } = useQuery({ ...watchlistsQuery, enabled: useSignedIn() })
  const list = listOf(data)
  return useMemo(() => ({ coins: new Set(list?.coins), known: list !== undefined }), [list])
}

interface Change {
  coinId: string
  watched: boolean
}

const changed = (coins: string[], { coinId, watched }: Change): string[] => {
  const rest = coins.filter((one) => one !== coinId)
  return watched ? [...rest, coinId] : rest
}

/** Shown at once; taken back when the server refuses it, and then `onFailure` is told why. One after the other. */
export function useToggleWatched(onFailure: (error: Error) => void): (coinId: string) => void {
  const client = useQueryClient()
  const key = watchlistsQuery.queryKey
  const { mutate } = useMutation({
    scope: { id: 'watched' },
    networkMode: 'always',
    mutationFn: async ({ coinId, watched }: Change) => {
      const list = listOf(client.getQueryData(key)) ?? listOf(await fetchWatchlists())
      if (list) await setWatched(list.watchlist_id, coinId, watched)
    },
    onMutate: (change) => {
      // Not waited for: what is sent must be on its way before anybody can leave the page.
      void client.cancelQueries({ queryKey: key })
      client.setQueryData(key, (lists) =>
        lists?.map((one) => (one.default ? { ...one, coins: changed(one.coins, change) } : one)),
      )
    },
    onError: onFailure,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  })
  return (coinId) => {
    // What is not known yet is not watched: a star that was not shown as pressed means to press it.
    const coins = listOf(client.getQueryData(key))?.coins ?? []
    mutate({ coinId, watched: !coins.includes(coinId) })
  }
}
