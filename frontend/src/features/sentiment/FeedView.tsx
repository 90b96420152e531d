/** News or posts, newest first: of one coin or of all, by label and source; what comes is added while nobody reads. */
import type { DocumentKind } from '@/api/sentiment'
import type { Names } from '@/api/coinNames'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { ALL_COINS, type OnSearch, type SentimentChoice } from './search'
import { Newest } from './StoryLists'
import { LabelChip } from './StoriesCard'
import type { ShownStory } from './StoryRow'
import { useReading } from './useReading'

const TITLES: Record<DocumentKind, string> = { news: 'News', social: 'Posts' }
const MOST_SYMBOLS = 5

/** The coins that a story speaks of, where that is not the same for all. */
function symbolsOf({ coins = [] }: ShownStory, names: Names): string[] {
  const symbols = coins.slice(0, MOST_SYMBOLS).map(names.symbol)
  return symbols.length === 0 ? [] : [symbols.join(' ') + (coins.length > MOST_SYMBOLS ? ' …' : '')]
}

interface Props {
  kind: DocumentKind
  choice: SentimentChoice
  names: Names
  onSearch: OnSearch
}

export function FeedView({ kind, choice, names, onSearch }: Props) {
  const { reading: held, head, list: reading } = useReading()
  const coin = choice.coin === ALL_COINS ? undefined : choice.coin
  const request = { kind, coin, label: choice.label, source: choice.source }
  const title = coin === undefined ? TITLES[kind] : `${TITLES[kind]} about ${names.name(coin)}`
  return (
    <section className="card" aria-label={title}>
      <div className="hd flex-wrap" ref={head}>
        <h2>{title}</h2>
        <span className="xs t3">newest first</span>
        <span className="grow" />
        <LabelChip label={choice.label} onSearch={onSearch} />
      </div>
      <ErrorBoundary what="The stories">
        <Newest
          key={[kind, coin, choice.label, choice.source].join(' ')}
          request={request}
          held={held}
          reading={reading}
          {...(coin === undefined && { notesOf: (story: ShownStory) => symbolsOf(story, names) })}
        />
      </ErrorBoundary>
    </section>
  )
}
