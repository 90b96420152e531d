/**
 * Keeps the browser's preferences and the account's the same. On sign-in the account's replace the browser's, except
 * what was chosen by hand and is not saved yet; each choice is saved. After sign-out the browser keeps its copy.
 */
import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import { usePreferences } from '@/lib/preferences'
import { fetchPreferences, savePreferences, type AccountPreferences } from './account'
import { ApiError } from './client'
import { useSession } from './session'
import { forgetUnsaved, markUnsaved, pickShared, SHARED, unsavedKeys, type Shared, type SharedKey } from './unsaved'

export { forgetUnsaved, markAllUnsaved } from './unsaved'

const SAVE_MS = 300
const AGAIN_MS = 15_000

interface Saving {
  text: string
  failed: boolean
}

export const useSaving = create<Saving>()(() => ({ text: '', failed: false }))

export const preferencesQuery = queryOptions({
  queryKey: ['account', 'preferences'],
  queryFn: fetchPreferences,
  staleTime: Infinity,
})

let client: QueryClient
/** The account's preferences; null while nobody is signed in or they have not been read. */
let saved: Shared | null = null
let timer: ReturnType<typeof setTimeout> | undefined
/** Set while the account's preferences are taken over: such a change is nobody's choice. */
let takingOver = false

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const isUser = (userId: string): boolean => useSession.getState().userId === userId

function later(ms: number, run: () => Promise<void>): void {
  clearTimeout(timer)
  timer = setTimeout(() => void run(), ms)
}

function takeOver(change: Partial<Shared>): void {
  takingOver = true
  usePreferences.setState(change)
  takingOver = false
}

/** Reads the account's preferences. What was chosen by hand meanwhile, or before, stays and is saved. */
async function pull(userId: string): Promise<void> {
  try {
    const stored = pickShared(await client.query(preferencesQuery))
    if (!isUser(userId)) return
    const chosen = pickShared(usePreferences.getState(), unsavedKeys())
    saved = stored
    takeOver({ ...stored, ...chosen })
    saveLater(userId)
  } catch (error) {
    if (!isUser(userId)) return
    useSaving.setState({
      text: `The account's preferences were not read: ${messageOf(error)} Trying again.`,
      failed: true,
    })
    later(AGAIN_MS, () => pull(userId))
  }
}

async function push(userId: string, keys: SharedKey[]): Promise<void> {
  try {
    const all = await savePreferences(pickShared(usePreferences.getState(), keys))
    if (!isUser(userId)) return
    client.setQueryData(preferencesQuery.queryKey, all)
    saved = pickShared(all)
    useSaving.setState({ text: 'Saved.', failed: false })
    saveLater(userId)
  } catch (error) {
    if (isUser(userId)) onRefused(userId, error)
  }
}

function onRefused(userId: string, error: unknown): void {
  const final = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429
  if (final && saved) {
    useSaving.setState({ text: `Not saved: ${messageOf(error)} Your change was taken back.`, failed: true })
    forgetUnsaved()
    takeOver(saved)
    return
  }
  useSaving.setState({ text: `Not saved to the account yet: ${messageOf(error)} Trying again.`, failed: true })
  saveLater(userId, AGAIN_MS)
}

function saveLater(userId: string, ms = SAVE_MS): void {
  clearTimeout(timer)
  const now = usePreferences.getState()
  const keys = SHARED.filter((key) => now[key] !== saved?.[key])
  forgetUnsaved()
  if (keys.length === 0) return
  markUnsaved(keys)
  later(ms, () => push(userId, keys))
}

export async function saveNotifications(notifications: AccountPreferences['notifications']): Promise<void> {
  const before = client.getQueryData(preferencesQuery.queryKey)
  client.setQueryData(preferencesQuery.queryKey, (old) => old && { ...old, notifications })
  try {
    client.setQueryData(preferencesQuery.queryKey, await savePreferences({ notifications }))
    useSaving.setState({ text: 'Saved.', failed: false })
  } catch (error) {
    client.setQueryData(preferencesQuery.queryKey, before)
    useSaving.setState({ text: `Not saved: ${messageOf(error)} Your change was taken back.`, failed: true })
  }
}

function onUserChange(userId: string | null): void {
  saved = null
  clearTimeout(timer)
  useSaving.setState({ text: '', failed: false })
  if (userId === null) forgetUnsaved()
  else void pull(userId)
}

function onChoice(keys: SharedKey[]): void {
  markUnsaved(keys)
  const { userId } = useSession.getState()
  // Until the account's preferences are read nothing can be compared with them; `pull` saves what was chosen.
  if (saved && userId !== null) saveLater(userId)
}

/** Also removes all private data from the query cache when the user changes. */
export function startPreferences(queries: QueryClient): void {
  client = queries
  useSession.subscribe(({ userId }, before) => {
    if (userId === before.userId) return
    client.removeQueries({ queryKey: ['account'] })
    onUserChange(userId)
  })
  usePreferences.subscribe((now, before) => {
    const keys = SHARED.filter((key) => now[key] !== before[key])
    if (!takingOver && keys.length > 0) onChoice(keys)
  })
}
