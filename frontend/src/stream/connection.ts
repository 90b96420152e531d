/** What is known about the connection: its state, the mode of the data, the server's clock, the delay. */
import { create } from 'zustand'
import type { Mode } from '@/api/types'
import { ServerClock } from './clock'
import type { Replay } from './protocol'

export type Phase = 'connecting' | 'live' | 'reconnecting' | 'offline'

interface Connection {
  phase: Phase
  attempt: number
  retryAt: number | null
  delayMs: number | null
  lastMessageAt: number | null
  mode: Mode | null
  replay: Replay | null
}

const MODE = 'tidemark.mode'
const MODES: readonly Mode[] = ['live', 'simulated', 'replay']

/** The mode that the page came with, else the one seen last: its banner is in the first paint and moves nothing. */
function firstMode(): Mode | null {
  // Where a page is not served securely, some browsers have no `serverTiming`.
  const [page] = performance.getEntriesByType('navigation') as Partial<PerformanceNavigationTiming>[]
  const told = page?.serverTiming?.find(({ name }) => name === 'data-mode')?.description
  return MODES.find((mode) => mode === (told ?? localStorage.getItem(MODE))) ?? null
}

export const useConnection = create<Connection>()(() => ({
  phase: 'connecting',
  attempt: 0,
  retryAt: null,
  delayMs: null,
  lastMessageAt: null,
  mode: firstMode(),
  replay: null,
}))
useConnection.subscribe(({ mode }, before) => {
  if (mode !== null && mode !== before.mode) localStorage.setItem(MODE, mode)
})

export const serverClock = new ServerClock()

interface ClockState {
  now: number
}

/** One timer for the page: ages, the clock and countdowns all use it. */
export const useClock = create<ClockState>()(() => ({ now: Date.now() }))

export function startClock(): () => void {
  const timer = setInterval(() => useClock.setState({ now: serverClock.now() }), 500)
  return () => clearInterval(timer)
}
