/** How good each model is on each of some labelled sets: accuracy, then macro-F1. */
import type { Evaluation } from '@/api/sentiment'
import { formatCount } from '@/lib/format'
import { Unknown } from '@/ui/badges'
import { ScrollX } from '@/ui/ScrollX'
import { modelNames, resultOf, shareText, type NamedSet } from './evaluated'

interface CellProps {
  evaluation: Evaluation
  model: string
  set: NamedSet
}

function Cell({ evaluation, model, set }: CellProps) {
  const result = resultOf(evaluation, model, set)
  if (!result) return <Unknown reason="Not measured" />
  const { accuracy, macro_f1: f1, texts, was_trained_on: trained } = result
  const title = `${formatCount(texts)} texts${trained ? '; it was trained on these, which says little' : ''}`
  return (
    <span title={title}>
      <span className="t3">{shareText(accuracy)}</span>
      <span className="sr">, macro-F1 </span>
      <span className={model === evaluation.in_use ? 'b ml-2' : 't2 ml-2'}>{shareText(f1)}</span>
      <span className="t3 trained">{trained && '*'}</span>
    </span>
  )
}

function Head({ sets }: { sets: readonly NamedSet[] }) {
  return (
    <thead>
      <tr>
        <th>Model</th>
        {sets.map((set) => (
          <th key={set.key} className="num" title={`${set.name}: ${set.what}`}>
            {set.title}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function Name({ evaluation, model }: Omit<CellProps, 'set'>) {
  const info = evaluation.models.find(({ name }) => name === model)
  const title = info ? `${info.version}; trained on: ${info.training}` : 'Always says the most frequent label'
  return (
    <th scope="row" title={title}>
      {model} {model === evaluation.in_use && <span className="chip h-5">in use</span>}
    </th>
  )
}

export function EvaluationTable({ evaluation, sets }: { evaluation: Evaluation; sets: readonly NamedSet[] }) {
  return (
    <ScrollX>
      <table className="table evaluation">
        <Head sets={sets} />
        <tbody>
          {modelNames(evaluation).map((model) => (
            <tr key={model} className={model === evaluation.in_use ? 'sel' : undefined} data-model={model}>
              <Name evaluation={evaluation} model={model} />
              {sets.map((set) => (
                <td key={set.key} className="num">
                  <Cell evaluation={evaluation} model={model} set={set} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
