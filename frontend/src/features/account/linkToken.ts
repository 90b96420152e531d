/** The token of a mailed link. It comes in the URL's fragment, which is not sent to a server, and is removed at once. */

let linkToken: string | null = null

export function takeLinkToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token) {
    linkToken = token
    history.replaceState(history.state, '', location.pathname + location.search)
  }
  return linkToken
}

export function forgetLinkToken(): void {
  linkToken = null
}
