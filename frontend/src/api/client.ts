/** The one way to the REST API: JSON in, typed values out, problem+json as `ApiError`. */
import type { Mode, ProblemBody } from './types'

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly requestId: string | null,
    readonly retryAfterS: number | null,
  ) {
    super(detail)
    this.name = 'ApiError'
  }
}

type Query = Record<string, string | number | undefined>
type ModeListener = (mode: Mode) => void

let onMode: ModeListener = () => undefined

/** Every answer says whether its figures are live, simulated or replayed; the shell listens here. */
export function listenToMode(listener: ModeListener): void {
  onMode = listener
}

const TIMEOUT_MS = 15_000

export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const limit = AbortSignal.timeout(TIMEOUT_MS)
  const response = await send(url(path, query), signal ? AbortSignal.any([signal, limit]) : limit)
  const mode = response.headers.get('X-Data-Mode')
  if (mode === 'live' || mode === 'simulated' || mode === 'replay') onMode(mode)
  if (!response.ok) throw await problem(response)
  return (await response.json()) as T
}

async function send(address: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, { headers: { Accept: 'application/json' }, signal })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    const timedOut = error instanceof DOMException && error.name === 'TimeoutError'
    const detail = timedOut ? `Nothing answered in ${TIMEOUT_MS / 1000} s.` : 'The server could not be reached.'
    throw new ApiError(0, timedOut ? 'timeout' : 'unreachable', detail, null, null)
  }
}

function url(path: string, query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

async function problem(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody
  const wait = Number(response.headers.get('Retry-After'))
  return new ApiError(
    response.status,
    body.code ?? `http_${response.status}`,
    body.detail ?? body.title ?? `The server answered ${response.status}.`,
    body.request_id ?? response.headers.get('X-Request-ID'),
    Number.isFinite(wait) && wait > 0 ? wait : null,
  )
}
