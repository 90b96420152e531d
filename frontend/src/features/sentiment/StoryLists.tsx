/** The lists of stories: the newest ones, which the stream adds to, and the heaviest ones. */
import { useQuery } from '@tanstack/react-query'
import { Newspaper } from 'lucide-react'
import { useMemo } from 'react'
import { explainQuery } from '@/api/sentiment'
import { formatPercent } from '@/lib/format'
import type { Label } from '@/lib/sentiment'
import { Empty, Failed, Loading } from '@/ui/states'
import { weighedStories } from './explained'
import { StoryRow, type ShownStory } from './StoryRow'
import { useHeld } from './useHeld'
import { useStories, type StoriesRequest } from './useStories'

type Reading = {
  onPointerEnter: () => void
  onPointerLeave: () => void
  onFocus: () => void
  onBlur: (event: React.FocusEvent) => void
}

interface ListProps {
  stories: readonly ShownStory[]
  notesOf?: (story: ShownStory) => string[]
  reading: Reading
}

function List({ stories, notesOf, reading }: ListProps) {
  return (
    <ul aria-label="Stories" {...reading}>
      {stories.map((story) => (
        <StoryRow key={story.story_id} story={story} {...(notesOf && { notes: notesOf(story) })} />
      ))}
    </ul>
  )
}

function NoStories({ request }: { request: Pick<StoriesRequest, 'label' | 'source'> }) {
  const filtered = request.label !== undefined || request.source !== undefined
  return (
    <Empty icon={Newspaper} title={filtered ? 'No story fits the filters' : 'No stories yet'}>
      {filtered ? 'Another label or source may have some.' : 'The first one that a source brings appears here.'}
    </Empty>
  )
}

/** Stays in sight while the list is scrolled: what has come since is one click away. */
export function NewStories({ count, onShow }: { count: number; onShow: () => void }) {
  if (count === 0) return null
  return (
    <div className="new-stories">
      <button type="button" className="chip on" onClick={onShow}>
        {count} new
      </button>
    </div>
  )
}

interface NewestProps {
  request: StoriesRequest
  held: boolean
  reading: Reading
  notesOf?: (story: ShownStory) => string[]
  /** How many are shown at first; all that are fetched without it. */
  most?: number
}

type Found = ReturnType<typeof useStories>

/** In place of a list without any story. */
function Nothing({ found: { error, isPending, refetch }, request }: { found: Found; request: StoriesRequest }) {
  if (error) return <Failed what="The stories" error={error} retry={refetch} />
  return isPending ? <Loading what="stories" rows={8} /> : <NoStories request={request} />
}

function Older({ found }: { found: Found }) {
  if (!found.hasMore) return null
  return (
    <div className="ft">
      <button type="button" className="btn" disabled={found.isFetchingMore} onClick={found.fetchMore}>
        Show older ones
      </button>
    </div>
  )
}

export function Newest({ request, held, reading, notesOf, most }: NewestProps) {
  const found = useStories(request, held)
  const { stories, waiting, showWaiting } = found
  if (stories.length === 0 && waiting === 0) return <Nothing found={found} request={request} />
  return (
    <>
      <NewStories count={waiting} onShow={showWaiting} />
      <List stories={stories.slice(0, most)} reading={reading} {...(notesOf && { notesOf })} />
      {most === undefined && <Older found={found} />}
    </>
  )
}

const shareNote = (percent: number): string => `${formatPercent(percent.toFixed(2))} of the weight`

interface HeaviestProps extends Pick<NewestProps, 'held' | 'reading'> {
  coin: string
  window: string
  label: Label | undefined
  source: string | undefined
  most: number
}

export function Heaviest({ coin, window, label, source, most, held, reading }: HeaviestProps) {
  const { data, error, refetch } = useQuery(explainQuery(coin, window))
  const stories = useHeld(
    useMemo(() => data && weighedStories(data.items), [data]),
    held,
  )
  if (error && !stories) return <Failed what="The weights" error={error} retry={() => void refetch()} />
  if (!stories) return <Loading what="stories by weight" rows={8} />
  const wanted = stories.filter(
    (story) =>
      (label === undefined || story.label === label) &&
      (source === undefined || story.documents.some((document) => document.source === source)),
  )
  if (wanted.length === 0) return <NoStories request={{ label, source }} />
  const shares = new Map(wanted.map(({ story_id: id, sharePercent }) => [id, sharePercent]))
  const notesOf = ({ story_id: id }: ShownStory) => [shareNote(shares.get(id) ?? 0)]
  return <List stories={wanted.slice(0, most)} notesOf={notesOf} reading={reading} />
}
