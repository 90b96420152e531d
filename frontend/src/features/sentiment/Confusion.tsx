/** What people said of a set's texts against what a model said, and how far its probabilities can be believed. */
import { formatCount } from '@/lib/format'
import { ScrollX } from '@/ui/ScrollX'
import { confusionShares, percentOf, shareText, type EvaluationResult } from './evaluated'

interface Props {
  title: string
  labels: readonly string[]
  result: EvaluationResult
}

function Rows({ labels, result }: Omit<Props, 'title'>) {
  const shares = confusionShares(result.confusion)
  return labels.map((label, row) => (
    <tr key={label}>
      <th scope="row">{label}</th>
      {labels.map((other, column) => {
        const share = shares[row]?.[column] ?? null
        return (
          <td key={other} className={row === column ? 'num b' : 'num t2'}>
            {result.confusion[row]?.[column] ?? 0}
            <span className="xs t3 ml-1">{percentOf(share)}</span>
            <i style={{ width: `${(share ?? 0) * 100}%` }} aria-hidden="true" />
          </td>
        )
      })}
    </tr>
  ))
}

export function Confusion({ title, labels, result }: Props) {
  const { accuracy, macro_f1: f1, calibration_error: calibration, texts, was_trained_on: trained } = result
  return (
    <section className="card" aria-label={`Errors on ${title}`}>
      <div className="hd flex-wrap">
        <h2>{title}</h2>
        <span className="grow" />
        <span className="xs t3">
          {formatCount(texts)} texts{trained && ', trained on these'}
        </span>
      </div>
      <ScrollX>
        <table className="table confusion">
          <thead>
            <tr>
              <th>
                people <span className="sr">said</span>↓ model →
              </th>
              {labels.map((label) => (
                <th key={label} className="num">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Rows labels={labels} result={result} />
          </tbody>
        </table>
      </ScrollX>
      <div className="ft">
        Accuracy {shareText(accuracy)}, macro-F1 {shareText(f1)}.{' '}
        {calibration === null
          ? 'It gives no probabilities.'
          : `Its probabilities are off by ${shareText(calibration)} in the mean.`}
      </div>
    </section>
  )
}
