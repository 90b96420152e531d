/** The REST client: typed by the generated schema; a problem document is thrown as `ApiError`. */
import createClient from 'openapi-fetch'
import { ApiError, type ProblemBody } from './problem'
import type { paths } from './schema.gen'
import { withSession } from './withSession'
import type { Mode } from './types'

export { ApiError }

type ModeListener = (mode: Mode) => void

let onMode: ModeListener = () => undefined

/** Calls `listener` with the mode of the data, which each answer has in `X-Data-Mode`. */
export function listenToMode(listener: ModeListener): void {
  onMode = listener
}

const TIMEOUT_MS = 15_000

function noteMode(response: Response): void {
  const mode = response.headers.get('X-Data-Mode')
  if (mode === 'live' || mode === 'simulated' || mode === 'replay') onMode(mode)
}

async function attempt(request: Request): Promise<Response> {
  try {
    const response = await fetch(request, {
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    noteMode(response)
    return response
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    if (name === 'AbortError') throw error
    if (name === 'TimeoutError')
      throw new ApiError({ status: 0, code: 'timeout', detail: `Nothing answered in ${TIMEOUT_MS / 1000} s.` })
    throw new ApiError({ status: 0, code: 'unreachable', detail: 'The server could not be reached.' })
  }
}

export function createApi(baseUrl: string) {
  return createClient<paths>({
    baseUrl,
    headers: { Accept: 'application/json' },
    fetch: (request) => withSession(request, attempt),
  })
}

export const api = createApi('')

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The body of an answer, or its problem thrown as `ApiError`. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call
  if (!response.ok) throw ApiError.of(response, error as ProblemBody | string | undefined)
  return data as T
}
