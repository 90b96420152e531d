/** How many alerts fired since the list of alerts was looked at. Kept in the browser, by user. */
import { create } from 'zustand'
import { useSession } from './session'

/** What the stream says of one that fired. */
export interface FiredAlert {
  event_id: string
  alert_id: string
  portfolio_id: string | null
  subject: string
  observed: { figure: string; op: string; threshold: string; value: string; params: string }[]
  channels: string[]
  fired_at: string
}

const STORED_AS = 'tidemark.alerts.seen'

export const useAlertNews = create<{ count: number }>()(() => ({ count: 0 }))

/** Until when the user has seen what fired; from now on, for one who is new here. */
function seenUntil(userId: string, now: number): number {
  const [owner, until] = (localStorage.getItem(STORED_AS) ?? '').split(' ')
  if (owner === userId) return Number(until)
  localStorage.setItem(STORED_AS, `${userId} ${now}`)
  return now
}

export function countNews(events: readonly FiredAlert[], now: number): void {
  const { userId } = useSession.getState()
  if (userId === null) return
  const seen = seenUntil(userId, now)
  const more = events.filter(({ fired_at }) => Date.parse(fired_at) > seen).length
  if (more > 0) useAlertNews.setState(({ count }) => ({ count: count + more }))
}

/** The list of alerts is on the page. */
export function newsSeen(now: number): void {
  const { userId } = useSession.getState()
  if (userId !== null) localStorage.setItem(STORED_AS, `${userId} ${now}`)
  useAlertNews.setState({ count: 0 })
}

export const forgetNews = (): void => useAlertNews.setState({ count: 0 })
