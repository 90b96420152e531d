/** A chart of lines with its legend, its readings for screen readers, and the same figures as a table. */
import { lazy, Suspense, useMemo, useState, type Ref } from 'react'
import { formatCandleTime, zoneName } from '@/lib/time'
import { UNKNOWN } from '@/lib/format'
import { ErrorBoundary } from '@/ui/ErrorBoundary'
import { Loading } from '@/ui/states'
import { rowShown, rowsOf, sentenceOf, type Content, type Row } from './lines'
import type { PlotHandle } from './LinesPlot'
import type { Cursor } from './points'

const LinesPlot = lazy(() => import('./LinesPlot'))

interface LegendProps {
  content: Content
  rows: readonly Row[]
  cursor: Cursor | null
}

const valueText = (value: number | null | undefined, { format }: Content): string =>
  value == null ? UNKNOWN : format(value)

const stateText = ({ status }: Row): string => (status === null || status === 'complete' ? '' : status)

const rowSentence = (row: Row, content: Content): string =>
  [
    formatCandleTime(new Date(row.time)),
    ...content.lines.map(({ name }, index) => `${name} ${valueText(row.values[index], content)}`),
    stateText(row),
  ]
    .filter(Boolean)
    .join(', ')

function Figures({ shown, content }: { shown: Row; content: Content }) {
  const state = stateText(shown)
  return (
    <>
      <span>
        <b>{formatCandleTime(new Date(shown.time))}</b> {zoneName(new Date(shown.time))}
      </span>
      {content.lines.map(({ id, name, colour, dashed }, index) => (
        <span key={id}>
          <i className={`sw line-${colour} ${dashed ? 'dashed' : ''}`} aria-hidden="true" />
          {name} <b>{valueText(shown.values[index], content)}</b>
        </span>
      ))}
      {state !== '' && <span className="chip h-5 px-[6px]">{state}</span>}
    </>
  )
}

/** The figures under the crosshair, else the newest. Read out when a key has moved the crosshair. */
function Legend({ content, rows, cursor }: LegendProps) {
  const shown = rowShown(rows, cursor?.index ?? null)
  const spoken = cursor?.byKey ? rows[cursor.index] : undefined
  return (
    <>
      <div className="legend lines-legend" data-testid="lines-legend">
        {shown && <Figures shown={shown} content={content} />}
      </div>
      <p className="sr" role="status">
        {spoken && rowSentence(spoken, content)}
      </p>
    </>
  )
}

function LinesTable({ content, rows, label }: Omit<LegendProps, 'cursor'> & { label: string }) {
  return (
    <div className="table-view" tabIndex={0} role="region" aria-label={`${label} as a table`}>
      <table className="table low">
        <thead>
          <tr>
            <th>Time, {zoneName()}</th>
            {content.lines.map(({ id, name }) => (
              <th key={id} className="num">
                {name}
              </th>
            ))}
            <th>Status</th>
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map((row) => (
            <tr key={row.time}>
              <td className="t2">{formatCandleTime(new Date(row.time))}</td>
              {content.lines.map(({ id }, index) => (
                <td key={id} className="num">
                  {valueText(row.values[index], content)}
                </td>
              ))}
              <td className="t2">{row.status ?? 'no data'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface Props {
  content: Content
  label: string
  low?: boolean
  asTable: boolean
  handle?: Ref<PlotHandle>
}

export function LinesBlock({ content, label, low = false, asTable, handle }: Props) {
  const [cursor, setCursor] = useState<Cursor | null>(null)
  const rows = useMemo(() => rowsOf(content.lines), [content.lines])
  return (
    <>
      <Legend content={content} rows={rows} cursor={cursor} />
      <ErrorBoundary what="The chart">
        <Suspense fallback={<Loading what="the chart" rows={low ? 4 : 7} />}>
          <LinesPlot
            {...{ content, label, low, handle }}
            sentence={sentenceOf(content.lines, content.format)}
            onCursor={setCursor}
          />
        </Suspense>
      </ErrorBoundary>
      {asTable && <LinesTable content={content} rows={rows} label={label} />}
    </>
  )
}
