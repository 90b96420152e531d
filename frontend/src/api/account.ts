/** The requests to the user service: sign-in, account, sessions, API keys, preferences. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, ApiError, unwrap } from './client'
import { signOut, signedIn, startSession } from './session'
import type { TokenAnswer } from './accessToken'
import type { components } from './schema.gen'

type Schemas = components['schemas']
export type Scope = Schemas['ApiKeyRequest']['scopes'][number]
export type Me = Schemas['Me']
export type UserSession = Schemas['SessionItem']
export type SecurityEvent = Schemas['SecurityEventItem']
export type ApiKey = Schemas['ApiKeyItem']
export type Config = Schemas['Config']
export type AccountPreferences = Schemas['PreferencesItem']

export async function login(credentials: { login: string; password: string }): Promise<void> {
  signedIn(await unwrap(api.POST('/api/users/login', { body: { ...credentials, cookie: true } })))
}

export const logout = (everywhere = false): Promise<void> =>
  signOut(() => unwrap(api.POST('/api/users/logout', { body: { cookie: true, everywhere } })))

async function refresh(): Promise<TokenAnswer | null> {
  try {
    return await unwrap(api.POST('/api/users/refresh', { body: { cookie: true } }))
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null
    throw error
  }
}

export const startAccount = (): void => startSession(refresh)

export const register = (body: Schemas['RegisterRequest']) => unwrap(api.POST('/api/users/register', { body }))
export const verify = (token: string) => unwrap(api.POST('/api/users/verify', { body: { token } }))
export const resendVerification = (email: string) => unwrap(api.POST('/api/users/verify/resend', { body: { email } }))
export const forgotPassword = (email: string) => unwrap(api.POST('/api/users/password/forgot', { body: { email } }))
export const resetPassword = (body: Schemas['ResetRequest']) => unwrap(api.POST('/api/users/password/reset', { body }))

export const updateMe = (body: Schemas['MeChanges']) => unwrap(api.PATCH('/api/users/me', { body }))
export const deleteMe = (password: string) => signOut(() => unwrap(api.DELETE('/api/users/me', { body: { password } })))
export const changePassword = (body: Schemas['PasswordChange']) => unwrap(api.POST('/api/users/me/password', { body }))
export const savePreferences = (body: Schemas['PreferenceChanges']) =>
  unwrap(api.PUT('/api/users/me/preferences', { body }))
export const fetchPreferences = () => unwrap(api.GET('/api/users/me/preferences'))
export const endSession = (session_id: string) =>
  unwrap(api.DELETE('/api/users/me/sessions/{session_id}', { params: { path: { session_id } } }))
export const createKey = (body: Schemas['ApiKeyRequest']) => unwrap(api.POST('/api/users/me/api-keys', { body }))
export const revokeKey = (key_id: string) =>
  unwrap(api.DELETE('/api/users/me/api-keys/{key_id}', { params: { path: { key_id } } }))

export const configQuery = queryOptions({
  queryKey: ['users', 'config'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/users/config', { signal })),
  staleTime: 300_000,
})

/** Queries under `['account']` hold private data: they are removed when the user signs out. */
export const meQuery = queryOptions({
  queryKey: ['account', 'me'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/users/me', { signal })),
  staleTime: 60_000,
})

export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/users/me/sessions', { signal }))).items,
})

export const keysQuery = queryOptions({
  queryKey: ['account', 'keys'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/users/me/api-keys', { signal }))).items,
})

export const eventsQuery = infiniteQueryOptions({
  queryKey: ['account', 'events'],
  queryFn: ({ signal, pageParam: cursor }) =>
    unwrap(api.GET('/api/users/me/events', { params: { query: { cursor, limit: 20 } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
})
