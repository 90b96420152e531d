/** Stories of one or both kinds: pages from REST, and what the stream brings, painted every 250 ms at most. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { storiesQuery, type DocumentKind, type Story, type StoryFilter } from '@/api/sentiment'
import { itemsOf } from '@/stream/protocol'
import { useChannel } from '@/stream/useStream'
import { aboutCoin, merged, NO_NEWS, release, shownStories, takeNews, waitingCount } from './storyList'

const PAINT_MS = 250
/** Texts about several coins come in swarms: one request is for all of them. */
const ASK_MS = 3000

export interface StoriesRequest extends StoryFilter {
  /** Undefined in the filter: both. */
  kind?: DocumentKind | undefined
  /** Nothing older. */
  start?: string | undefined
}

function usePages(kind: DocumentKind, request: StoriesRequest) {
  const enabled = request.kind === undefined || request.kind === kind
  const query = useInfiniteQuery({ ...storiesQuery(kind, request, request.start), enabled })
  const list = useMemo(
    () => ({ items: query.data?.pages.flatMap(({ items }) => items) ?? [], complete: !query.hasNextPage }),
    [query.data, query.hasNextPage],
  )
  return { ...query, enabled, list }
}

/** Both kinds as one list. */
function useFetched(request: StoriesRequest) {
  const pages = [usePages('news', request), usePages('social', request)] as const
  const wanted = pages.filter(({ enabled }) => enabled)
  const [news, social] = pages.map(({ list }) => list)
  const fetched = useMemo(() => merged([news, social].filter((list) => list !== undefined)), [news, social])
  const refetch = () => wanted.forEach((one) => void one.refetch())
  return {
    fetched,
    refetch,
    isPending: wanted.some((one) => one.isPending),
    error: wanted.find((one) => one.error)?.error ?? null,
    hasMore: wanted.some((one) => one.hasNextPage),
    isFetchingMore: wanted.some((one) => one.isFetchingNextPage),
    fetchMore: () => wanted.forEach((one) => one.hasNextPage && void one.fetchNextPage()),
  }
}

/** What the stream brings is collected, then taken at once; `refetch` for scores that it does not know, and after a gap. */
function useNews(coin: string | undefined, known: ReadonlySet<string>, held: boolean, refetch: () => void) {
  const [news, setNews] = useState(NO_NEWS)
  const arrived = useRef<Story[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const asking = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef({ known, held, refetch })
  useEffect(() => {
    latest.current = { known, held, refetch }
  })
  const paint = () => {
    timer.current = undefined
    const stories = arrived.current.splice(0).map((story) => aboutCoin(story, coin))
    const now = latest.current
    setNews((old) => takeNews(old, stories, now.known, now.held))
    if (coin !== undefined && stories.some(({ score, coins }) => score === null && coins.includes(coin))) ask()
  }
  const ask = () => {
    asking.current ??= setTimeout(() => {
      asking.current = undefined
      latest.current.refetch()
    }, ASK_MS)
  }
  useChannel(
    'news',
    ({ data }) => {
      arrived.current.push(...itemsOf<Story>(data))
      timer.current ??= setTimeout(paint, PAINT_MS)
    },
    refetch,
  )
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      clearTimeout(asking.current)
    },
    [],
  )
  return { news, showWaiting: () => setNews(release) }
}

export function useStories(request: StoriesRequest, held: boolean) {
  const { fetched, refetch, ...pages } = useFetched(request)
  const known = useMemo(() => new Set(fetched.items.map(({ story_id }) => story_id)), [fetched])
  const { news, showWaiting } = useNews(request.coin, known, held, refetch)
  // Nobody reads: what waited goes where it belongs.
  if (!held && news.waiting.size > 0) showWaiting()
  const { kind, coin, label, source } = request
  const stories = useMemo(
    () => shownStories(fetched, news, { kind, coin, label, source }),
    [fetched, news, kind, coin, label, source],
  )
  return { ...pages, refetch, stories, waiting: waitingCount(news, request), showWaiting }
}
