/** Adds the access token to requests, renews it once when it is refused; private requests wait for a sign-in. */
import { freshToken, isSignedIn, renew, signedInAgain, useSession } from './session'

type Attempt = (request: Request) => Promise<Response>

/** `no-token`: sent without one; `public`: also answered without one; `private`: needs one. */
type Kind = 'no-token' | 'public' | 'private'

const PUBLIC = /^\/api\/(market|analytics|sentiment)\//
const PRIVATE_USER = /^\/api\/users\/me(\/|$)/
/** What a sharing link shows: to anybody, also while a session is ending. */
const SHARED = '/api/portfolio/shared/'
const REFUSED = new Set(['unauthenticated', 'invalid_token', 'token_expired', 'session_ended'])

export function kindOf(path: string): Kind {
  if (PUBLIC.test(path)) return 'public'
  if (path.startsWith(SHARED)) return 'no-token'
  return path.startsWith('/api/users/') && !PRIVATE_USER.test(path) ? 'no-token' : 'private'
}

export async function withSession(request: Request, attempt: Attempt): Promise<Response> {
  const kind = kindOf(new URL(request.url).pathname)
  const token = await tokenFor(kind)
  const answer = await attempt(bearing(request, token))
  if (token === null || !(await isRefused(answer))) return answer
  if (kind === 'private') return attempt(bearing(request, await newToken(token)))
  // Market data do not wait for a sign-in: the request is repeated without a token.
  void newToken(token).catch(() => undefined)
  return attempt(bearing(request, null))
}

/** A body can be read only once, so each attempt sends a copy. */
function bearing(request: Request, token: string | null): Request {
  const copy = request.clone()
  if (token !== null) copy.headers.set('Authorization', `Bearer ${token}`)
  return copy
}

async function isRefused(answer: Response): Promise<boolean> {
  if (answer.status !== 401) return false
  const body = (await answer
    .clone()
    .json()
    .catch(() => ({}))) as { code?: string }
  return REFUSED.has(body.code ?? '')
}

async function tokenFor(kind: Kind): Promise<string | null> {
  if (kind === 'no-token') return null
  if (kind === 'public') return freshToken()
  if (useSession.getState().status === 'ended') await signedInAgain()
  if (!(await isSignedIn())) return null
  return freshToken() ?? newToken(null)
}

/** A token other than the refused one: another request may have renewed it already. */
async function newToken(refused: string | null): Promise<string | null> {
  const now = freshToken()
  if (now !== null && now !== refused) return now
  if (!(await renew())) await signedInAgain()
  return freshToken()
}
