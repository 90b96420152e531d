/**
 * Which preferences were chosen by hand and are not saved to an account yet. They survive a reload. What was chosen while
 * nobody is signed in counts in its tab only: it must not come back months later and replace what somebody's account says.
 */
import type { Preferences } from '@/lib/preferences'
import type { AccountPreferences } from './account'
import { useSession } from './session'

export const SHARED = [
  'theme',
  'palette',
  'currency',
  'default_coin',
  'default_range',
  'time_zone',
  'chart_indicators',
  'large_trades',
] as const
export type SharedKey = (typeof SHARED)[number]
export type Shared = Pick<Preferences, SharedKey>

const STORED_AS = 'tidemark.preferences.unsaved'

export function pickShared(from: Preferences | AccountPreferences): Shared
export function pickShared(from: Preferences, keys: readonly SharedKey[]): Partial<Shared>
export function pickShared(
  from: Preferences | AccountPreferences,
  keys: readonly SharedKey[] = SHARED,
): Partial<Shared> {
  return Object.fromEntries(keys.map((key) => [key, from[key]]))
}

function read(storage: Storage): SharedKey[] {
  const stored = (storage.getItem(STORED_AS) ?? '').split(',')
  return SHARED.filter((key) => stored.includes(key))
}

const storage = (): Storage => (useSession.getState().status === 'anonymous' ? sessionStorage : localStorage)

export const unsavedKeys = (): SharedKey[] => [...new Set([...read(localStorage), ...read(sessionStorage)])]

export function markUnsaved(keys: readonly SharedKey[]): void {
  storage().setItem(STORED_AS, [...new Set([...read(storage()), ...keys])].join(','))
}

/** A new account takes over the browser's preferences. */
export const markAllUnsaved = (): void => markUnsaved(SHARED)

export function forgetUnsaved(): void {
  localStorage.removeItem(STORED_AS)
  sessionStorage.removeItem(STORED_AS)
}
