/** What only the owner can answer: each question with what to do about it. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleHelp } from 'lucide-react'
import { askAgain, declineQuestion, questionsQuery, refreshPortfolios, type Question } from '@/api/portfolio'
import { showToast } from '@/ui/Toast'
import type { Names } from './useNames'

const TEXT: Record<Question['kind'], (coin: string) => string> = {
  unmatched_transfer: (coin) =>
    `${coin} left or came without its other end. Was it a transfer between your own wallets?`,
  missing_acquisition: (coin) =>
    `More ${coin} went out than came in: an earlier purchase, deposit or reward is missing.`,
  unknown_asset: (coin) => `${coin} is not a coin that we follow: it has no price here.`,
  no_price: (coin) => `What ${coin} was worth then is not known. You can say it in the transaction.`,
  implausible_time: (coin) => `The time of a transaction of ${coin} cannot be right.`,
}
const SHOWN = 20

interface Props {
  portfolioId: string
  names: Names
}

function Line({ question, portfolioId, names }: Props & { question: Question }) {
  const client = useQueryClient()
  const decline = async () => {
    await declineQuestion(portfolioId, question.question_id)
    await refreshPortfolios(client)
    showToast('Not asked again', false, {
      label: 'Undo',
      run: () => void askAgain(portfolioId, question.question_id).then(() => refreshPortfolios(client)),
    })
  }
  return (
    <li className="line flex-wrap" data-question={question.kind}>
      <CircleHelp className="i stale" aria-hidden />
      <span className="grow min-w-60">{TEXT[question.kind](names.name(question.coin_id))}</span>
      <button type="button" className="btn small" onClick={() => void decline()}>
        It is right so
      </button>
    </li>
  )
}

export function QuestionsCard({ portfolioId, names }: Props) {
  const { data } = useQuery(questionsQuery(portfolioId))
  if (!data || data.total === 0) return null
  return (
    <section className="card" aria-label="Needs your answer">
      <div className="hd">
        <h2>Needs your answer</h2>
        <span className="t3">{data.total}</span>
      </div>
      <ul>
        {data.items.slice(0, SHOWN).map((question) => (
          <Line key={question.question_id} question={question} portfolioId={portfolioId} names={names} />
        ))}
      </ul>
      {data.total > SHOWN && <div className="ft">and {data.total - SHOWN} more</div>}
    </section>
  )
}
