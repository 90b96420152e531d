/** How good the models are, in short: the table, and the way to everything behind it. */
import { useQuery } from '@tanstack/react-query'
import { ChevronRight, FlaskConical } from 'lucide-react'
import { ApiError } from '@/api/client'
import { evaluationQuery } from '@/api/sentiment'
import { Empty, Failed, Loading } from '@/ui/states'
import { fairSets } from './evaluated'
import { EvaluationTable } from './EvaluationTable'

export function NoEvaluation() {
  return (
    <Empty icon={FlaskConical} title="No evaluation yet">
      It is written by <code className="mono">make evaluate-sentiment</code>, on texts that the model was not trained
      on.
    </Empty>
  )
}

export const isMissing = (error: Error): boolean => error instanceof ApiError && error.status === 404

function Body() {
  const { data, error, refetch } = useQuery(evaluationQuery)
  if (error && isMissing(error)) return <NoEvaluation />
  if (error && !data) return <Failed what="The evaluation" error={error} retry={() => void refetch()} />
  if (!data) return <Loading what="the evaluation" rows={5} />
  return <EvaluationTable evaluation={data} sets={fairSets(data)} />
}

export function EvaluationCard({ onMore }: { onMore: () => void }) {
  return (
    <section className="card" aria-label="How good is it">
      <div className="hd flex-wrap">
        <h2>How good is it</h2>
        <span className="xs t3">accuracy, then macro-F1, on texts that it was not trained on</span>
        <span className="grow" />
        <button type="button" className="linklike row gap-1" onClick={onMore}>
          Method, confusion, calibration <ChevronRight className="i s" aria-hidden />
        </button>
      </div>
      <Body />
    </section>
  )
}
