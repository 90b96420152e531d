/** Says each alert that fires on whatever page is open, counts it on the bell, and brings the lists of alerts up to date. */
import type { QueryClient } from '@tanstack/react-query'
import { countNews, forgetNews, type FiredAlert } from '@/api/alertNews'
import { refreshAlerts } from '@/api/alerts'
import { portfoliosQuery } from '@/api/portfolio'
import { useSession } from '@/api/session'
import { firedWords, paramsOf, type MoneyWords } from '@/lib/alertWords'
import { usePreferences } from '@/lib/preferences'
import { serverClock } from '@/stream/connection'
import { itemsOf, type ChannelMessage } from '@/stream/protocol'
import { listen } from '@/stream/stream'
import { alertToastText, showAlertToast } from '@/ui/Toast'
import { whileSignedIn } from './accountStream'

const REMEMBERED = 500

const isSnapshot = (data: unknown): boolean => typeof data === 'object' && data !== null && 'items' in data

export interface Heard {
  /** Not known before in this tab. */
  unseen: FiredAlert[]
  /** Of these, what is to be said: not what had fired before the first snapshot came. */
  toSay: FiredAlert[]
}

/** Tells what is new in the messages of one session. A repeated `event_id` is new once. Pure, but for what it remembers. */
export function newHearing(): (data: unknown) => Heard {
  const seen = new Set<string>()
  let begun = false
  return (data) => {
    const unseen: FiredAlert[] = []
    for (const event of itemsOf<FiredAlert>(data)) {
      if (seen.has(event.event_id)) continue
      seen.add(event.event_id)
      if (event.channels.includes('app')) unseen.push(event)
    }
    for (const id of [...seen].slice(0, -REMEMBERED)) seen.delete(id)
    const old = isSnapshot(data) && !begun
    begun = true
    return { unseen, toSay: old ? [] : unseen }
  }
}

function moneyOf(client: QueryClient, { portfolio_id: id }: FiredAlert): MoneyWords {
  const hidden = usePreferences.getState().hide_amounts
  if (id === null) return { currency: 'USD', hidden }
  const portfolio = client.getQueryData(portfoliosQuery.queryKey)?.find(({ portfolio_id }) => portfolio_id === id)
  return { currency: portfolio?.base_currency === 'USD' ? 'USD' : null, hidden }
}

function wordsOf(client: QueryClient, event: FiredAlert): string {
  const [first] = event.observed
  const subject = event.subject || 'An alert'
  if (!first) return `${subject} fired`
  return firedWords(subject, { ...first, params: paramsOf(first.params) }, moneyOf(client, event))
}

/** While one is still shown, a newer one takes its place and says that there are more. */
function say(client: QueryClient, events: FiredAlert[]): void {
  const newest = events.toSorted((a, b) => a.fired_at.localeCompare(b.fired_at)).at(-1)
  if (!newest) return
  const several = events.length > 1 || alertToastText() !== ''
  const search = several ? { view: 'alerts' } : { view: 'alerts', alert: newest.alert_id }
  const text = wordsOf(client, newest) + (several ? ', and others before' : '')
  showAlertToast(`${text}.`, { label: several ? 'Alerts' : 'Show', to: { to: '/portfolio', search } })
}

export function startAlertStream(client: QueryClient): void {
  let listener: string | null = null
  let hear = newHearing()
  const onMessage = ({ data }: ChannelMessage): void => {
    const { unseen, toSay } = hear(data)
    if (unseen.length === 0) return
    countNews(unseen, serverClock.now())
    say(client, toSay)
    void refreshAlerts(client)
  }
  whileSignedIn(() => {
    const { userId } = useSession.getState()
    // Somebody else hears nothing of what the last one has heard; a session that goes on does not hear it twice.
    if (userId !== listener) {
      hear = newHearing()
      forgetNews()
    }
    listener = userId
    countNews([], serverClock.now()) // for one who is new here, counting begins now
    return listen('alerts', { onMessage, onGap: () => void refreshAlerts(client) })
  })
}
