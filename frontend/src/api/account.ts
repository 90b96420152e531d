/** What the pages ask the user service, and what they tell it. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, ApiError, unwrap } from './client'
import { signOut, signedIn, startSession } from './session'
import type { Tokens } from './grant'
import type { Page } from './types'

// Until user-service is in the generated schema.
type Answered = Promise<{ data?: never; error?: unknown; response: Response }>
type Loose = Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', (path: string, init?: object) => Answered>
const users = api as unknown as Loose

export const SCOPES = ['market:read', 'analytics:read', 'sentiment:read', 'portfolio:read', 'portfolio:write'] as const
export type Scope = (typeof SCOPES)[number]

export interface Me {
  user_id: string
  username: string
  email: string
  email_verified: boolean
  created_at: string
  updated_at: string
}

export interface UserSession {
  session_id: string
  device: string
  address: string
  created_at: string
  last_used_at: string
  expires_at: string
  current: boolean
}

export interface SecurityEvent {
  event_id: string
  kind: string
  at: string
  address: string | null
  device: string | null
  detail: string | null
}

export interface ApiKey {
  key_id: string
  name: string
  prefix: string
  scopes: Scope[]
  created_at: string
  expires_at: string | null
  last_used_at: string | null
  revoked_at: string | null
}

export interface Config {
  verification: 'required' | 'off'
  mail: boolean
  password_min: number
}

export interface AccountPreferences {
  theme: 'system' | 'light' | 'dark'
  palette: 'green-red' | 'red-green' | 'blue-orange'
  currency: string
  notifications: { email_security: boolean; email_alerts: boolean }
  default_coin: string
  default_range: string
  time_zone: 'utc' | 'local'
}

interface Credentials {
  login: string
  password: string
}

export async function login(credentials: Credentials): Promise<void> {
  signedIn(await unwrap<Tokens>(users.POST('/api/users/login', { body: { ...credentials, cookie: true } })))
}

export const logout = (everywhere = false): Promise<void> =>
  signOut(() => unwrap(users.POST('/api/users/logout', { body: { cookie: true, everywhere } })))

async function refresh(): Promise<Tokens | null> {
  try {
    return await unwrap<Tokens>(users.POST('/api/users/refresh', { body: { cookie: true } }))
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null
    throw error
  }
}

export const startAccount = (): void => startSession(refresh)

export const register = (body: { username: string; email: string; password: string }) =>
  unwrap<{ verification: Config['verification'] }>(users.POST('/api/users/register', { body }))
export const verify = (token: string) => unwrap<undefined>(users.POST('/api/users/verify', { body: { token } }))
export const resendVerification = (email: string) =>
  unwrap<unknown>(users.POST('/api/users/verify/resend', { body: { email } }))
export const forgotPassword = (email: string) =>
  unwrap<unknown>(users.POST('/api/users/password/forgot', { body: { email } }))
export const resetPassword = (body: { token: string; password: string }) =>
  unwrap<undefined>(users.POST('/api/users/password/reset', { body }))

export const updateMe = (body: { username?: string; email?: string; current_password?: string }) =>
  unwrap<Me>(users.PATCH('/api/users/me', { body }))
export const deleteMe = (password: string) =>
  signOut(() => unwrap(users.DELETE('/api/users/me', { body: { password } })))
export const changePassword = (body: { current_password: string; new_password: string }) =>
  unwrap<undefined>(users.POST('/api/users/me/password', { body }))
export const savePreferences = (body: Partial<AccountPreferences>) =>
  unwrap<AccountPreferences>(users.PUT('/api/users/me/preferences', { body }))
export const fetchPreferences = () => unwrap<AccountPreferences>(users.GET('/api/users/me/preferences'))
export const endSession = (session_id: string) =>
  unwrap<undefined>(users.DELETE('/api/users/me/sessions/{session_id}', { params: { path: { session_id } } }))
export const createKey = (body: { name: string; scopes: Scope[]; expires_in_days?: number }) =>
  unwrap<ApiKey & { api_key: string }>(users.POST('/api/users/me/api-keys', { body }))
export const revokeKey = (key_id: string) =>
  unwrap<undefined>(users.DELETE('/api/users/me/api-keys/{key_id}', { params: { path: { key_id } } }))

export const configQuery = queryOptions({
  queryKey: ['users', 'config'],
  queryFn: ({ signal }) => unwrap<Config>(users.GET('/api/users/config', { signal })),
  staleTime: 300_000,
})

/** Everything under `['account']` is somebody's own and goes with them. */
export const meQuery = queryOptions({
  queryKey: ['account', 'me'],
  queryFn: ({ signal }) => unwrap<Me>(users.GET('/api/users/me', { signal })),
  staleTime: 60_000,
})

export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: async ({ signal }) =>
    (await unwrap<Page<UserSession>>(users.GET('/api/users/me/sessions', { signal }))).items,
})

export const keysQuery = queryOptions({
  queryKey: ['account', 'keys'],
  queryFn: async ({ signal }) => (await unwrap<Page<ApiKey>>(users.GET('/api/users/me/api-keys', { signal }))).items,
})

export const eventsQuery = infiniteQueryOptions({
  queryKey: ['account', 'events'],
  queryFn: ({ signal, pageParam: cursor }) =>
    unwrap<Page<SecurityEvent>>(
      users.GET('/api/users/me/events', { params: { query: { cursor, limit: 20 } }, signal }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
})
