/** A story: what it says, its title with the way to the original, where else it stands. */
import { Fragment } from 'react'
import { formatScore, reachText, toneOfLabel, webAddress } from '@/lib/sentiment'
import { sourceName } from '@/lib/sourceNames'
import { formatAge, formatMoment } from '@/lib/time'
import { useDerivedFromNow } from '@/stream/useStream'
import { Unknown } from '@/ui/badges'
import { OriginalLink } from '@/ui/sentiment/OriginalLink'
import { ScoreMark } from '@/ui/sentiment/ScoreMark'

export interface ShownStory {
  story_id: string
  title: string
  url: string | null
  source: string
  published_at: string
  label: string | null
  score: string | null
  reach: number
  coins?: readonly string[]
  documents: readonly { document_id: string; source: string; url: string | null }[]
}

const RELATIVE_MS = 7_200_000

/** `31 min`, from two hours on `25 Apr 05:00`. */
export function StoryAge({ at }: { at: string }) {
  const text = useDerivedFromNow((now) => {
    const age = now - Date.parse(at)
    return age < RELATIVE_MS ? formatAge(Math.max(age, 60_000)) : formatMoment(new Date(at), new Date(now))
  })
  return (
    <time dateTime={at} title={at}>
      {text}
    </time>
  )
}

function Reach({ story }: { story: ShownStory }) {
  if (story.reach < 2) return null
  return (
    <details className="reach">
      <summary>{reachText(story.reach)}</summary>
      <ul>
        {story.documents.map(({ document_id: id, source, url }) => {
          const href = webAddress(url)
          return (
            <li key={id}>
              {href === null ? (
                sourceName(source)
              ) : (
                <a className="linklike" href={href} target="_blank" rel="noopener noreferrer">
                  {sourceName(source)}
                </a>
              )}
            </li>
          )
        })}
      </ul>
    </details>
  )
}

function Figure({ score, label }: Pick<ShownStory, 'score' | 'label'>) {
  if (score === null) return <Unknown reason="Not scored yet" />
  const tone = toneOfLabel(label)
  return (
    <>
      <ScoreMark score={score} interval={null} tone={tone} />
      <b className={`b num ${tone}`}>{formatScore(score)}</b>
    </>
  )
}

interface Props {
  story: ShownStory
  /** What else is said of it, behind its source and age. */
  notes?: readonly string[]
}

export function StoryRow({ story, notes = [] }: Props) {
  const words = [story.label, ...notes].filter((one) => one !== null)
  return (
    <li className="story" data-story={story.story_id}>
      <span className="figures">
        <Figure score={story.score} label={story.label} />
      </span>
      <div className="grow">
        <OriginalLink url={story.url} className="title">
          {story.title}
        </OriginalLink>
        <div className="xs t3 facts">
          {sourceName(story.source)} · <StoryAge at={story.published_at} />
          {words.map((word) => (
            <Fragment key={word}> · {word}</Fragment>
          ))}
          <Reach story={story} />
        </div>
      </div>
    </li>
  )
}
