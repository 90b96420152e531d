/** How a score comes about: every document with its weight, and that they add up to it. */
import { useQuery } from '@tanstack/react-query'
import { Scale } from 'lucide-react'
import { explainQuery, type Explanation } from '@/api/sentiment'
import { formatPercent } from '@/lib/format'
import { formatInterval, formatScore, noScoreText } from '@/lib/sentiment'
import { sourceName } from '@/lib/sourceNames'
import { Dialog } from '@/ui/Dialog'
import { Empty, Failed, Loading } from '@/ui/states'
import { ExplainedTable } from './ExplainedTable'
import { ageWords, counted, modelWords, windowWords } from './words'

function Tile({ label, children, below }: { label: string; children: React.ReactNode; below: React.ReactNode }) {
  return (
    <div className="tile">
      <span className="lab">{label}</span>
      <span className="val">{children}</span>
      <span className="sm t3">{below}</span>
    </div>
  )
}

function Tiles({ of }: { of: Explanation }) {
  const { score, interval_95: interval, documents, stories, reason } = of
  return (
    <div className="tiles">
      <Tile
        label={`Score, last ${windowWords(of.window)}`}
        below={interval ? `95%: ${formatInterval(interval)}` : noScoreText(reason, stories)}
      >
        {score === null ? 'not enough' : formatScore(score)}
      </Tile>
      <Tile label="Made of" below={`in ${counted(stories, 'story', 'stories')}`}>
        {counted(documents, 'document')}
      </Tile>
      <Tile label="Model" below="scores every document">
        {modelWords(of)}
      </Tile>
    </div>
  )
}

function Method({ of }: { of: Explanation }) {
  const age = ageWords(of)
  return (
    <p className="sm t2 px-4 py-3">
      A document says positive less negative probability of the coin. A story counts once{age && `, ${age}`}: its
      documents share its weight, each as much as its source is trusted. The score is the sum of weight × score, divided
      by the sum of the weights.
    </p>
  )
}

function Sources({ of }: { of: Explanation }) {
  return (
    <ul aria-label="What each source adds">
      {of.sources.map(({ source, documents, weight, share_percent: share }) => (
        <li key={source} className="line">
          <span className="grow">{sourceName(source)}</span>
          <span className="xs t3">
            {counted(documents, 'document')}, weight of the source {Number(weight)}
          </span>
          <b className="b num min-w-14">{formatPercent(share)}</b>
        </li>
      ))}
    </ul>
  )
}

function Body({ coin, window }: { coin: string; window: string }) {
  const { data, error, refetch } = useQuery(explainQuery(coin, window))
  if (error && !data) return <Failed what="The weights" error={error} retry={() => void refetch()} />
  if (!data) return <Loading what="every weight" rows={8} />
  return (
    <>
      <Tiles of={data} />
      <Method of={data} />
      {data.items.length === 0 ? (
        <Empty icon={Scale} title="No document yet">
          None of the sources has said anything about this coin in the window.
        </Empty>
      ) : (
        <>
          <Sources of={data} />
          <ExplainedTable of={data} />
        </>
      )}
    </>
  )
}

interface Props {
  coin: string
  name: string
  window: string
  onClose: () => void
}

export function ExplainDrawer({ coin, name, window, onClose }: Props) {
  return (
    <Dialog open onOpenChange={onClose} title={`How the score of ${name} comes about`} drawer>
      <Body coin={coin} window={window} />
    </Dialog>
  )
}
