/** The token of a mailed link. It comes in the fragment, which no server sees, and leaves the address at once. */

let held: string | null = null

export function takeLinkToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token) {
    held = token
    history.replaceState(history.state, '', location.pathname + location.search)
  }
  return held
}

export function forgetLinkToken(): void {
  held = null
}
