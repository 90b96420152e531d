/** The stories behind a coin's score, by weight or newest first, and how many texts were left out of it. */
import { useQuery } from '@tanstack/react-query'
import { sourcesQuery, type Sentiment } from '@/api/sentiment'
import { formatCount } from '@/lib/format'
import { LABELS } from '@/lib/sentiment'
import { ChipSelect } from '@/ui/ChipSelect'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { Segment } from '@/ui/Segment'
import { leftOutText } from './leftOut'
import type { OnSearch, Order, SentimentChoice } from './search'
import { Heaviest, Newest } from './StoryLists'
import { useReading } from './useReading'

const ORDERS: { value: Order; label: string }[] = [
  { value: 'weight', label: 'By weight' },
  { value: 'newest', label: 'Newest' },
]
const LABEL_OPTIONS = [
  { value: '', label: 'Label: any' },
  ...LABELS.map((value) => ({ value, label: `Label: ${value}` })),
]
const MOST = 30

export function LabelChip({ label, onSearch }: { label: string | undefined; onSearch: OnSearch }) {
  return (
    <ChipSelect
      label="Label"
      options={LABEL_OPTIONS}
      value={label ?? ''}
      onChange={(value) => onSearch({ label: value || undefined }, false)}
    />
  )
}

function Head({ choice, count, onSearch }: Omit<Props, 'sentiment' | 'start'> & { count: number | undefined }) {
  return (
    <>
      <h2>Stories behind it</h2>
      <span className="t3 sm">{count !== undefined && formatCount(count)}</span>
      <span className="grow" />
      <Segment
        label="Order"
        options={ORDERS}
        value={choice.order}
        onChange={(sort) => onSearch({ sort: sort === 'newest' ? undefined : sort }, false)}
      />
      <LabelChip label={choice.label} onSearch={onSearch} />
    </>
  )
}

function Foot({ source, onSearch }: { source: string | undefined; onSearch: OnSearch }) {
  const { data: sources } = useQuery(sourcesQuery)
  const words = sources && leftOutText(sources.filter((one) => source === undefined || one.source === source))
  const link = (view: string, text: string) => (
    <button type="button" className="linklike" onClick={() => onSearch({ view }, true)}>
      {text}
    </button>
  )
  return (
    <div className="ft">
      {words && <span>{words}</span>}
      <span className="grow" />
      {link('news', 'All news')} {link('social', 'All posts')}
    </div>
  )
}

interface Props {
  choice: SentimentChoice
  sentiment: Sentiment | undefined
  /** When the window began. */
  start: string
  onSearch: OnSearch
}

export function StoriesCard({ choice, sentiment, start, onSearch }: Props) {
  const { coin, window, label, source, order } = choice
  const { reading: held, head, list: reading } = useReading()
  return (
    <section className="card" aria-label="Stories behind it">
      <div className="hd flex-wrap" ref={head}>
        <Head choice={choice} count={sentiment?.stories} onSearch={onSearch} />
      </div>
      <ErrorBoundary what="The stories">
        {order === 'weight' ? (
          <Heaviest {...{ coin, window, label, source, held, reading }} most={MOST} />
        ) : (
          <Newest request={{ coin, label, source, start }} most={MOST} {...{ held, reading }} />
        )}
      </ErrorBoundary>
      <Foot source={source} onSearch={onSearch} />
    </section>
  )
}
