/** The query client. A request that the server refuses as wrong (4xx) is not repeated; other failures are. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { ApiError, listenToMode } from '@/api/client'
import { useConnection } from '@/stream/connection'

const RETRIES = 3

function retry(failures: number, error: Error): boolean {
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429
  return !refused && failures < RETRIES
}

function retryDelay(failures: number, error: Error): number {
  const retryAfterS = error instanceof ApiError ? error.retryAfterS : null
  return retryAfterS === null ? Math.min(8000, 500 * 2 ** failures) : retryAfterS * 1000
}

export const client = new QueryClient({
  defaultOptions: { queries: { retry, retryDelay, networkMode: 'always', refetchOnWindowFocus: true } },
})

listenToMode((mode) => {
  if (useConnection.getState().mode === null) useConnection.setState({ mode })
})

export function Providers({ children }: { children: React.ReactNode }) {
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
