/** What is suddenly spoken of: phrases in more stories than in the week before. In short, or as a table. */
import { useQuery } from '@tanstack/react-query'
import { MessageSquareText } from 'lucide-react'
import { topicsQuery, type Topic } from '@/api/sentiment'
import { formatCount } from '@/lib/format'
import { formatScore, toneOfScore } from '@/lib/sentiment'
import { sourceName } from '@/lib/sourceNames'
import { Unknown } from '@/ui/badges'
import { ScrollX } from '@/ui/ScrollX'
import { Empty, Failed, Loading } from '@/ui/states'
import { OriginalLink } from '@/ui/sentiment/OriginalLink'
import { ScoreMark } from '@/ui/sentiment/ScoreMark'
import { StoryAge } from './StoryRow'
import { chanceText, riseText } from './topicText'
import { counted, windowWords } from './words'

const IN_SHORT = 6
const ALL = 50

function Mark({ topic: { score }, width }: { topic: Topic; width: number }) {
  if (score === null) return <Unknown reason="None of its stories is scored yet" />
  const tone = toneOfScore(score)
  return (
    <span className={`row gap-2 ${tone}`} title={`Mean score ${formatScore(score)}`}>
      <ScoreMark score={score} interval={null} tone={tone} width={width} />
      <span className="num sm">{formatScore(score)}</span>
    </span>
  )
}

function Short({ topic }: { topic: Topic }) {
  return (
    <li className="line" data-topic={topic.topic}>
      <span className="grow topic">
        <bdi dir="auto">{topic.topic}</bdi>
      </span>
      <span className="xs t3 num" title={`${topic.stories} stories, ${topic.stories_before} in the week before`}>
        {riseText(topic)}
      </span>
      <Mark topic={topic} width={44} />
    </li>
  )
}

function Row({ topic }: { topic: Topic }) {
  const [newest] = topic.examples
  return (
    <tr data-topic={topic.topic}>
      <th scope="row" className="topic">
        <bdi dir="auto">{topic.topic}</bdi>
      </th>
      <td className="num">{riseText(topic)}</td>
      <td className="num t2">{formatCount(topic.stories)}</td>
      <td className="num t2">{formatCount(topic.stories_before)}</td>
      <td className="num t3">{chanceText(topic)}</td>
      <td>
        <Mark topic={topic} width={54} />
      </td>
      <td className="wrap">
        {newest && (
          <>
            <OriginalLink url={newest.url}>{newest.title}</OriginalLink>
            <span className="xs t3">
              {sourceName(newest.source)} · <StoryAge at={newest.published_at} />
            </span>
          </>
        )}
      </td>
    </tr>
  )
}

const HEADS: [head: string, className?: string, title?: string][] = [
  ['Topic'],
  ['Rise', 'num', 'Its share of all stories against that in the week before'],
  ['Stories', 'num'],
  ['Week before', 'num'],
  ['By chance', 'num', 'How easily chance makes such a rise, corrected for the number of phrases looked at'],
  ['Mean score'],
  ['Newest story'],
]

function Table({ topics }: { topics: Topic[] }) {
  return (
    <ScrollX>
      <table className="table tall">
        <thead>
          <tr>
            {HEADS.map(([head, className, title]) => (
              <th key={head} className={className} title={title}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {topics.map((topic) => (
            <Row key={topic.topic} topic={topic} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

function NoTopics({ enough }: { enough: boolean }) {
  return (
    <Empty icon={MessageSquareText} title={enough ? 'Nothing rises' : 'Not enough stories'}>
      {enough
        ? 'No phrase is in more stories than chance would explain.'
        : 'Thirty stories now and thirty in the week before are needed to say what rises.'}
    </Empty>
  )
}

interface Props {
  /** Undefined: of all that is said. */
  coin: string | undefined
  /** As a table of all that rise. */
  full?: boolean
}

function List({ topics }: { topics: Topic[] }) {
  return (
    <ul>
      {topics.map((topic) => (
        <Short key={topic.topic} topic={topic} />
      ))}
    </ul>
  )
}

const useTopics = ({ coin, full }: Props) => useQuery(topicsQuery(coin, full ? ALL : IN_SHORT))

function Body(props: Props) {
  const { data, error, refetch } = useTopics(props)
  if (error && !data) return <Failed what="The topics" error={error} retry={() => void refetch()} />
  if (!data) return <Loading what="topics" rows={props.full ? 10 : 4} />
  if (data.items.length === 0) return <NoTopics enough={data.reason === null} />
  return props.full ? <Table topics={data.items} /> : <List topics={data.items} />
}

export function TopicsCard(props: Props) {
  const { data } = useTopics(props)
  const against = data && `last ${windowWords(data.window)} against the ${counted(data.baseline_days, 'day')} before`
  return (
    <section className="card" aria-label="Rising topics">
      <div className="hd flex-wrap">
        <h2>Rising topics</h2>
        <span className="grow" />
        <span className="xs t3">{against}</span>
      </div>
      <Body {...props} />
    </section>
  )
}
