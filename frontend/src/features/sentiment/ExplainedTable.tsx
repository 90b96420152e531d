/** The documents that a score is made of, with what each adds to it, and their sum. */
import { useState } from 'react'
import type { ExplainedDocument, Explanation } from '@/api/sentiment'
import { formatPercent, MINUS } from '@/lib/format'
import { formatScore, toneOfLabel } from '@/lib/sentiment'
import { sourceName } from '@/lib/sourceNames'
import { ScrollX } from '@/ui/ScrollX'
import { OriginalLink } from '@/ui/sentiment/OriginalLink'
import { addedBy, recalculated } from './explained'
import { StoryAge } from './StoryRow'
import { counted } from './words'

const STEP = 100

/** With a sign and four decimals, as exact as the score itself. */
const exact = (value: number): string => `${value < 0 ? MINUS : '+'}${Math.abs(value).toFixed(4)}`

function Row({ document, totalWeight }: { document: ExplainedDocument; totalWeight: string }) {
  const { title, url, source, published_at: at, label, score, share_percent: share } = document
  return (
    <tr data-document={document.document_id}>
      <th scope="row" className="wrap quote">
        <OriginalLink url={url}>{title}</OriginalLink>
        <span className="xs t3">
          {sourceName(source)} · <StoryAge at={at} /> · {label}
        </span>
      </th>
      <td className="num" title={`weight ${document.weight}`}>
        {formatPercent(share, 2)}
      </td>
      <td className={`num b ${toneOfLabel(label)}`}>{formatScore(score)}</td>
      <td className="num t2">{exact(addedBy(document, totalWeight))}</td>
    </tr>
  )
}

/** What is in the score and not listed; and that all of it is the score. */
function Sums({ of }: { of: Explanation }) {
  const { rest, total_weight: total, score } = of
  const sum = recalculated(of)
  return (
    <>
      {rest.documents > 0 && (
        <tr>
          <th scope="row" className="t2">
            {counted(rest.documents, 'lighter document')}, not listed
          </th>
          <td className="num">{formatPercent(((Number(rest.weight) / Number(total)) * 100).toFixed(4), 2)}</td>
          <td />
          <td className="num t2">{exact(Number(rest.weight_times_score) / Number(total))}</td>
        </tr>
      )}
      <tr className="b" data-testid="explain-sum">
        <th scope="row">All together</th>
        <td className="num">{formatPercent('100', 2)}</td>
        <td />
        <td className="num" title={score ?? undefined}>
          {sum === null ? '—' : exact(sum)}
        </td>
      </tr>
    </>
  )
}

export function ExplainedTable({ of }: { of: Explanation }) {
  const [most, setMost] = useState(STEP)
  const left = of.items.length - most
  return (
    <>
      <ScrollX>
        <table className="table tall">
          <thead>
            <tr>
              <th>Document</th>
              <th className="num">Weight</th>
              <th className="num">Score</th>
              <th className="num">Adds</th>
            </tr>
          </thead>
          <tbody>
            <Sums of={of} />
            {of.items.slice(0, most).map((document) => (
              <Row key={document.document_id} document={document} totalWeight={of.total_weight} />
            ))}
          </tbody>
        </table>
      </ScrollX>
      {left > 0 && (
        <div className="row justify-center p-3">
          <button type="button" className="btn" onClick={() => setMost(most + STEP)}>
            Show {Math.min(left, STEP)} more
          </button>
        </div>
      )}
    </>
  )
}
