/** Screens that the account has saved under a name: a press opens one. Without an account it leads to the sign-in. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bookmark, Trash2 } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { createScreen, deleteScreen, savedScreensQuery, type SavedScreen } from '@/api/screener'
import { useSignedIn } from '@/api/watched'
import { showToast } from '@/ui/Toast'
import { useForOwner } from '@/ui/useForOwner'
import { useOverlayRoot } from '@/ui/useOverlayRoot'
import type { AnalyticsChoice, OnSearch } from '../search'
import { DEFAULT_SORT } from './where'

interface Props {
  choice: AnalyticsChoice
  onSearch: OnSearch
}

const MOST_NAME = 60

/** What of the page is saved: the parameters of the screener, as they are. */
export const screenOf = (name: string, { where, interval, sort, columns }: AnalyticsChoice) => ({
  ...{ name, where: where || null, interval, sort: sort ?? DEFAULT_SORT, columns: columns.join(',') || null },
})

/** The change of the URL that opens a saved screen. */
export const searchOf = ({ where, interval, sort, columns }: SavedScreen) => ({
  ...{ where: where ?? undefined, interval, cols: columns ?? undefined },
  sort: sort === DEFAULT_SORT ? undefined : sort,
})

function useScreens() {
  const client = useQueryClient()
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: savedScreensQuery.queryKey }) }
  const refused = { onError: (error: Error) => showToast(`Not saved: ${error.message}`, true) }
  const create = useMutation({ mutationFn: createScreen, ...settled, ...refused })
  const remove = useMutation({ mutationFn: deleteScreen, ...settled, ...refused })
  return { list: useQuery({ ...savedScreensQuery, enabled: useSignedIn() }), create, remove }
}

type Model = ReturnType<typeof useScreens>

function SaveField({ choice, create }: { choice: AnalyticsChoice; create: Model['create'] }) {
  const [name, setName] = useState('')
  const given = name.trim()
  return (
    <form
      className="row p-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (given !== '') create.mutate(screenOf(given, choice), { onSuccess: () => setName('') })
      }}
    >
      <input
        className="menu-filter m-0"
        aria-label="Name of this screen"
        placeholder="Name of this screen"
        maxLength={MOST_NAME}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" className="btn small" disabled={given === '' || create.isPending}>
        Save
      </button>
    </form>
  )
}

function List({ model: { list, remove }, onOpen }: { model: Model; onOpen: (screen: SavedScreen) => void }) {
  if (list.error && !list.data) {
    return (
      <p className="sm stale p-2" role="alert">
        The screens could not be loaded: {list.error.message}{' '}
        <button type="button" className="underline" onClick={() => void list.refetch()}>
          Try again
        </button>
      </p>
    )
  }
  if (!list.data) {
    return (
      <p className="t3 sm p-2" role="status">
        Loading the saved screens
      </p>
    )
  }
  if (list.data.length === 0) return <p className="t3 sm p-2">No screen is saved yet.</p>
  return list.data.map((screen) => (
    <div key={screen.screen_id} className="row">
      <Popover.Close className="item grow" onClick={() => onOpen(screen)}>
        {screen.name}
      </Popover.Close>
      <button
        type="button"
        className="icb"
        aria-label={`Delete ${screen.name}`}
        title="Delete"
        onClick={() => remove.mutate(screen.screen_id)}
      >
        <Trash2 className="i s" aria-hidden />
      </button>
    </div>
  ))
}

export function SavedScreens({ choice, onSearch }: Props) {
  const root = useOverlayRoot()
  const [open, setOpen] = useState(false)
  const forOwner = useForOwner()
  const model = useScreens()
  return (
    <Popover.Root open={open} onOpenChange={(next) => (next ? forOwner(() => setOpen(true)) : setOpen(false))}>
      <Popover.Trigger className="chip">
        <Bookmark className="i s" aria-hidden /> Saved screens
      </Popover.Trigger>
      <Popover.Portal container={root}>
        <Popover.Content className="menu" align="end" sideOffset={6} aria-label="Saved screens">
          <List model={model} onOpen={(screen) => onSearch(searchOf(screen), true)} />
          <SaveField choice={choice} create={model.create} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
