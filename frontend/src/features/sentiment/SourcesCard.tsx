/** Every source with its state, the reason for it, when it last gave something, and how much of the last day is its. */
import { useQuery } from '@tanstack/react-query'
import { Rss } from 'lucide-react'
import { sourcesQuery, type SourceStatus } from '@/api/sentiment'
import { formatCount } from '@/lib/format'
import { sourceName } from '@/lib/sourceNames'
import { formatAge } from '@/lib/time'
import { useDerivedFromNow } from '@/stream/useStream'
import { Dot, Unknown } from '@/ui/badges'
import { ScrollX } from '@/ui/ScrollX'
import { Empty, Failed, Loading } from '@/ui/states'
import { countsText, sourceText } from './sourceText'

const SHAPES = { ok: 'live', degraded: 'stale', disabled: 'unknown' } as const

/** Of the newest text of the last day; the index has no texts. */
function LastNew({ source: { kind, newest_at, last_success_at } }: { source: SourceStatus }) {
  const at = kind === 'fear_greed' ? last_success_at : newest_at
  const age = useDerivedFromNow((now) => (at === null ? null : formatAge(now - Date.parse(at))))
  if (at === null || age === null) return <Unknown reason="Nothing new in the last 24 hours" />
  return (
    <time dateTime={at} title={at}>
      {age}
    </time>
  )
}

function Row({ source }: { source: SourceStatus }) {
  const words = useDerivedFromNow((now) => sourceText(source, now))
  const off = source.state === 'disabled'
  return (
    <tr data-source={source.source} data-state={source.state}>
      <th scope="row">
        <span className="row">
          <span className={source.state === 'degraded' ? 'fr stale' : 'fr'}>
            <Dot shape={SHAPES[source.state]} />
          </span>
          <span className={off ? 't3' : undefined}>{sourceName(source.source)}</span>
        </span>
      </th>
      <td className={`sm wrap ${source.state === 'degraded' ? 'stale' : 't3'}`}>{words}</td>
      <td className="num t2">{off ? <Unknown reason="It is switched off" /> : <LastNew source={source} />}</td>
      <td className="num t2">{off ? <Unknown reason="It is switched off" /> : formatCount(source.documents_24h)}</td>
    </tr>
  )
}

function Table({ sources }: { sources: SourceStatus[] }) {
  return (
    <ScrollX>
      <table className="table tall">
        <thead>
          <tr>
            <th>Source</th>
            <th>State</th>
            <th className="num">Last new</th>
            <th className="num" title="Texts of the last 24 hours">
              24 h
            </th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <Row key={source.source} source={source} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

function Body() {
  const { data: sources, error, refetch } = useQuery(sourcesQuery)
  if (error && !sources) return <Failed what="The sources" error={error} retry={() => void refetch()} />
  if (!sources) return <Loading what="sources" />
  if (sources.length === 0) {
    return (
      <Empty icon={Rss} title="No sources">
        The file that SENTIMENT_SOURCES names lists none.
      </Empty>
    )
  }
  return <Table sources={sources} />
}

export function SourcesCard() {
  const { data: sources } = useQuery(sourcesQuery)
  return (
    <section className="card" aria-label="Sources">
      <div className="hd">
        <h2>Sources</h2>
        <span className="grow" />
        <span className="xs t3">{sources && countsText(sources)}</span>
      </div>
      <Body />
    </section>
  )
}
