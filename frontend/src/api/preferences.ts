/**
 * Keeps the browser's preferences and the account's the same. On sign-in the account's replace the browser's, except
 * those that could not be saved yet; from then on each change is saved. After sign-out the browser keeps its copy.
 */
import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import { usePreferences, type Preferences } from '@/lib/preferences'
import { fetchPreferences, savePreferences, type AccountPreferences } from './account'
import { ApiError } from './client'
import { useSession } from './session'

const SHARED = ['theme', 'palette', 'currency', 'default_coin', 'default_range', 'time_zone'] as const
type Key = (typeof SHARED)[number]
type Shared = Pick<Preferences, Key>

const UNSAVED = 'tidemark.preferences.unsaved'
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

function pick(from: Preferences | AccountPreferences): Shared {
  return Object.fromEntries(SHARED.map((key) => [key, from[key]])) as unknown as Shared
}

const unsaved = (): Key[] => JSON.parse(localStorage.getItem(UNSAVED) ?? '[]') as Key[]

function differing(): Key[] {
  const now = usePreferences.getState()
  return saved ? SHARED.filter((key) => now[key] !== saved?.[key]) : []
}

/** A new account takes over the browser's preferences: all of them count as not saved yet. */
export function markAllUnsaved(): void {
  localStorage.setItem(UNSAVED, JSON.stringify(SHARED))
}

async function pull(): Promise<void> {
  const stored = pick(await client.query(preferencesQuery))
  const changed = Object.fromEntries(unsaved().map((key) => [key, usePreferences.getState()[key]]))
  saved = stored
  usePreferences.setState({ ...stored, ...changed })
}

async function push(keys: Key[]): Promise<void> {
  const now = usePreferences.getState()
  const change = Object.fromEntries(keys.map((key) => [key, now[key]]))
  try {
    const all = await savePreferences(change)
    client.setQueryData(preferencesQuery.queryKey, all)
    saved = pick(all)
    localStorage.removeItem(UNSAVED)
    useSaving.setState({ text: 'Saved.', failed: false })
    saveLater()
  } catch (error) {
    onRefused(error)
  }
}

function onRefused(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error)
  const final = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429
  if (final && saved) {
    useSaving.setState({ text: `Not saved: ${why} Your change was taken back.`, failed: true })
    localStorage.removeItem(UNSAVED)
    usePreferences.setState(saved)
    return
  }
  useSaving.setState({ text: `Not saved to the account yet: ${why} Trying again.`, failed: true })
  saveLater(AGAIN_MS)
}

function saveLater(ms = SAVE_MS): void {
  clearTimeout(timer)
  const keys = differing()
  if (keys.length === 0) return
  localStorage.setItem(UNSAVED, JSON.stringify(keys))
  timer = setTimeout(() => void push(keys), ms)
}

export async function saveNotifications(notifications: AccountPreferences['notifications']): Promise<void> {
  const before = client.getQueryData(preferencesQuery.queryKey)
  client.setQueryData(preferencesQuery.queryKey, (old) => old && { ...old, notifications })
  try {
    client.setQueryData(preferencesQuery.queryKey, await savePreferences({ notifications }))
    useSaving.setState({ text: 'Saved.', failed: false })
  } catch (error) {
    client.setQueryData(preferencesQuery.queryKey, before)
    const why = error instanceof Error ? error.message : String(error)
    useSaving.setState({ text: `Not saved: ${why} Your change was taken back.`, failed: true })
  }
}

function onUserChange(userId: string | null): void {
  saved = null
  clearTimeout(timer)
  useSaving.setState({ text: '', failed: false })
  if (userId === null) localStorage.removeItem(UNSAVED)
  else
    pull().catch((error: unknown) =>
      useSaving.setState({ text: error instanceof Error ? error.message : String(error), failed: true }),
    )
}

/** Also removes all private data from the query cache when the user changes. */
export function startPreferences(queries: QueryClient): void {
  client = queries
  useSession.subscribe(({ userId }, before) => {
    if (userId === before.userId) return
    client.removeQueries({ queryKey: ['account'] })
    onUserChange(userId)
  })
  usePreferences.subscribe(() => saveLater())
}
