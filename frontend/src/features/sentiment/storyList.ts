/**
 * Stories as fetched, and what the stream has said of them since: edits and deletions count at once, new stories wait
 * while somebody reads. Pure.
 */
import type { Story, StoryFilter } from '@/api/sentiment'

/** What the stream has brought since the list was fetched. */
export interface StoryNews {
  /** The newest state of each story. */
  states: ReadonlyMap<string, Story>
  /** Those of them that came while the list was held. */
  waiting: ReadonlySet<string>
}

export interface FetchedStories {
  /** Newest first. */
  items: readonly Story[]
  /** Nothing older is left to fetch. */
  complete: boolean
}

export const NO_NEWS: StoryNews = { states: new Map(), waiting: new Set() }
const MOST = 500

/** A story without documents has been deleted. */
const isDeleted = ({ documents }: Story): boolean => documents.length === 0

export function isWanted(story: Story, { kind, coin, label, source }: StoryFilter): boolean {
  if (kind !== undefined && story.kind !== kind) return false
  if (coin !== undefined && !story.coins.includes(coin)) return false
  if (label !== undefined && story.label !== label) return false
  return source === undefined || story.documents.some((document) => document.source === source)
}

/**
 * The stream scores a text as a whole. Of a text about several coins that is not what it says of one: that score is not
 * known before the list is fetched again.
 */
export function aboutCoin(story: Story, coin: string | undefined): Story {
  if (coin === undefined || story.coins.length < 2) return story
  return { ...story, label: null, score: null, probabilities: null, reason: 'not_scored' }
}

const newestFirst = (a: Story, b: Story): number =>
  b.published_at.localeCompare(a.published_at) || b.story_id.localeCompare(a.story_id)

/** Several lists as one, down to where the first of them has more that is not fetched yet. */
export function merged(lists: readonly FetchedStories[]): FetchedStories {
  const ends = lists.flatMap(({ items, complete }) => (complete ? [] : [items.at(-1)?.published_at ?? '']))
  const end = ends.reduce((latest, one) => (one > latest ? one : latest), '')
  const items = lists.flatMap((list) => list.items).filter(({ published_at: at }) => at >= end)
  return { items: items.toSorted(newestFirst), complete: ends.length === 0 }
}

/** `known`: the stories that are on the page; a change of one of them never waits. */
export function takeNews(
  { states, waiting }: StoryNews,
  news: readonly Story[],
  known: ReadonlySet<string>,
  held: boolean,
): StoryNews {
  const newer = new Map(states)
  const waits = new Set(waiting)
  for (const story of news) {
    const { story_id: id } = story
    if (held && !newer.has(id) && !known.has(id)) waits.add(id)
    newer.delete(id)
    newer.set(id, story)
  }
  for (const id of newer.keys()) {
    if (newer.size <= MOST) break
    newer.delete(id)
    waits.delete(id)
  }
  return { states: newer, waiting: waits }
}

/** Nobody reads any longer: what waited is shown. */
export const release = ({ states }: StoryNews): StoryNews => ({ states, waiting: new Set() })

/** The newer of a story's two states. */
function newerOf(fetched: Story, { states }: StoryNews): Story {
  const heard = states.get(fetched.story_id)
  return heard && heard.revision > fetched.revision ? heard : fetched
}

export function shownStories({ items, complete }: FetchedStories, news: StoryNews, filter: StoryFilter): Story[] {
  const listed = new Set(items.map(({ story_id }) => story_id))
  // What is older than the last one fetched comes with the next page.
  const end = complete ? '' : (items.at(-1)?.published_at ?? '')
  const added = [...news.states.values()].filter((story) => !listed.has(story.story_id) && story.published_at >= end)
  const current = items.map((story) => newerOf(story, news))
  const shown = [...added, ...current].filter(
    (story) => !news.waiting.has(story.story_id) && !isDeleted(story) && isWanted(story, filter),
  )
  return shown.toSorted(newestFirst)
}

/** How many stories wait that the list would show. */
export function waitingCount({ states, waiting }: StoryNews, filter: StoryFilter): number {
  return [...waiting].filter((id) => {
    const story = states.get(id)
    return story !== undefined && !isDeleted(story) && isWanted(story, filter)
  }).length
}
