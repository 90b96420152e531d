/** How good is it: the table, each model with what it was trained on, and its errors set by set. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { evaluationQuery, type Evaluation } from '@/api/sentiment'
import { ChipSelect } from '@/ui/ChipSelect'
import { ScrollX } from '@/ui/ScrollX'
import { Failed, Loading } from '@/ui/states'
import { Confusion } from './Confusion'
import { labelsText, modelNames, resultOf, setsOf, sizeText, speedText } from './evaluated'
import { isMissing, NoEvaluation } from './EvaluationCard'
import { EvaluationTable } from './EvaluationTable'

type Props = { evaluation: Evaluation }

function TableCard({ evaluation }: Props) {
  return (
    <section className="card" aria-label="How good is it">
      <div className="hd flex-wrap">
        <h2>How good is it</h2>
        <span className="grow" />
        <span className="xs t3">
          measured {evaluation.made_on} on {evaluation.machine}
        </span>
      </div>
      <EvaluationTable evaluation={evaluation} sets={setsOf(evaluation)} />
      <div className="ft">
        In grey accuracy: the share of texts with the same label as people gave. Then macro-F1, which counts rare labels
        as much as frequent ones: a model that always says the same is near .25. With a star: the model was trained on
        these texts, which says little.
      </div>
    </section>
  )
}

function Models({ evaluation }: Props) {
  return (
    <section className="card" aria-label="Models">
      <div className="hd">
        <h2>Models</h2>
      </div>
      <ScrollX>
        <table className="table tall">
          <thead>
            <tr>
              <th>Model</th>
              <th>Trained on</th>
              <th className="num">Size</th>
              <th className="num" title="Many texts at once">
                Texts/s
              </th>
              <th className="num">one by one</th>
            </tr>
          </thead>
          <tbody>
            {evaluation.models.map((model) => (
              <tr key={model.name} className={model.name === evaluation.in_use ? 'sel' : undefined}>
                <th scope="row">
                  {model.name} <span className="t3">{model.version}</span>
                </th>
                <td className="wrap t2">{model.training}</td>
                <td className="num t2">{sizeText(model.bytes)}</td>
                <td className="num t2">{speedText(model.texts_per_second)}</td>
                <td className="num t2">{speedText(model.texts_per_second_one_by_one)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  )
}

function Sets({ evaluation }: Props) {
  return (
    <section className="card" aria-label="Labelled sets">
      <div className="hd">
        <h2>Labelled sets</h2>
      </div>
      <ScrollX>
        <table className="table tall">
          <thead>
            <tr>
              <th>Set</th>
              <th>What is in it</th>
              <th>Labels</th>
              <th>Licence</th>
            </tr>
          </thead>
          <tbody>
            {setsOf(evaluation).map((set) => (
              <tr key={set.key}>
                <th scope="row">
                  {set.title} <span className="t3">{set.name}</span>
                </th>
                <td className="wrap t2">{set.what}</td>
                <td className="wrap t2">{labelsText(set)}</td>
                <td className="wrap t3">{set.licence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  )
}

/** One model's errors: what people said against what it said. */
function Errors({ evaluation }: Props) {
  const [chosen, setChosen] = useState<string | null>(null)
  const model = chosen ?? evaluation.in_use
  const measured = setsOf(evaluation).flatMap((set) => {
    const result = resultOf(evaluation, model, set)
    return result ? [{ set, result }] : []
  })
  const options = modelNames(evaluation).map((name) => ({ value: name, label: name }))
  return (
    <section aria-label="Errors" className="stack">
      <div className="row">
        <h2>Errors of</h2>
        <ChipSelect label="Model" options={options} value={model} onChange={setChosen} />
      </div>
      <div className="confusions">
        {measured.map(({ set, result }) => (
          <Confusion key={set.key} title={set.title} labels={evaluation.labels} result={result} />
        ))}
      </div>
    </section>
  )
}

export function EvaluationView() {
  const { data: evaluation, error, refetch } = useQuery(evaluationQuery)
  if (evaluation) {
    return (
      <div className="stack gap-4">
        <TableCard evaluation={evaluation} />
        <Errors evaluation={evaluation} />
        <Models evaluation={evaluation} />
        <Sets evaluation={evaluation} />
      </div>
    )
  }
  return (
    <section className="card" aria-label="How good is it">
      {error && isMissing(error) ? (
        <NoEvaluation />
      ) : error ? (
        <Failed what="The evaluation" error={error} retry={() => void refetch()} />
      ) : (
        <Loading what="the evaluation" rows={10} />
      )}
    </section>
  )
}
