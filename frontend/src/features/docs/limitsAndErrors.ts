/** The rows of the guide's two tables: limits and error codes. */

export const LIMITS = [
  ['no key', '100 requests a second for an address, 200 at once'],
  ['a session', '100 requests a second, 200 at once'],
  ['a key', '50 requests a second, 100 at once'],
  ['the stream', '100 connections for an address, 200 channels each'],
] as const

export const CODES = [
  ['validation_error', '400: the query or the body is wrong; errors says where'],
  ['unauthenticated', '401: this needs a key or a token'],
  ['invalid_api_key', '401: the key is unknown, revoked or has expired: make another'],
  ['token_expired', '401: refresh the access token and try once more'],
  ['session_ended', '401: log in again'],
  ['missing_scope', '403: the key may not do this: make one that may'],
  ['unknown_coin', '404: there is no such coin'],
  ['rate_limited', '429: wait as long as Retry-After says'],
  ['auth_unavailable', '503: nobody can check keys right now; try again in a while'],
  ['upstream_timeout', '504: the service behind did not answer in time; try again'],
] as const
