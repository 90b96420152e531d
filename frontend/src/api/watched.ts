/** The coins of the account's first watchlist: what the star of a coin adds to and takes from. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSession } from './session'
import { changeWatchlist, fetchWatchlists, watchlistsQuery, type Watchlist } from './watchlists'

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

const toggled = (coins: string[], id: string): string[] =>
  coins.includes(id) ? coins.filter((one) => one !== id) : [...coins, id]

/** Shown at once; taken back when the server refuses it, and then `onFailure` is told why. One after the other. */
export function useToggleWatched(onFailure: (error: Error) => void): (coinId: string) => void {
  const client = useQueryClient()
  const key = watchlistsQuery.queryKey
  const { mutate } = useMutation({
    scope: { id: 'watched' },
    networkMode: 'always',
    mutationFn: async (coinId: string) => {
      // As the server has it now: another tab may have changed it.
      const list = listOf(await fetchWatchlists())
      if (list) await changeWatchlist(list.watchlist_id, { coins: toggled(list.coins, coinId) })
    },
    onMutate: async (coinId) => {
      await client.cancelQueries({ queryKey: key })
      client.setQueryData(key, (lists) =>
        lists?.map((one) => (one.default ? { ...one, coins: toggled(one.coins, coinId) } : one)),
      )
    },
    onError: onFailure,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  })
  return mutate
}
