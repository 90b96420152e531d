/** What only the owner can answer: each question with the transaction that it is about, and what to do about it. */
import { useQuery } from '@tanstack/react-query'
import { CircleHelp } from 'lucide-react'
import { useState } from 'react'
import type { Transaction } from '@/api/portfolio'
import { questionsQuery, transactionQuery, type Question } from '@/api/questions'
import { showToast } from '@/ui/Toast'
import { Quantity } from './Amount'
import { formatWhen } from './dates'
import { answersTo, questionText, type Answer } from './questions'
import { TransactionDialog } from './TransactionDialog'
import { bodyOfRow, type TransactionForm } from './transactionForm'
import { useEdits, type Edits } from './useEdits'
import type { Names } from '@/api/coinNames'

const SHOWN = 20

interface Props {
  portfolioId: string
  names: Names
}

/** The dialog that an answer opens: of the row itself, or of one that is missing. */
interface Opened {
  row?: Transaction
  begin?: { draft: string; form: Partial<TransactionForm> }
}

function About({ row, names }: { row: Transaction | undefined; names: Names }) {
  const part = row?.out ?? row?.in ?? row?.fee
  if (!row || !part) return null
  return (
    <span>
      {row.kind} of <Quantity value={part.quantity} /> {names.symbol(part.asset)}, {formatWhen(row.time)}, {row.wallet}
    </span>
  )
}

function useRow(portfolioId: string, transactionId: string | null | undefined) {
  return useQuery({ ...transactionQuery(portfolioId, transactionId ?? ''), enabled: Boolean(transactionId) }).data
}

/** Asks for the price of the row's time once more: a candle may have come since. */
async function lookUp(edits: Edits, row: Transaction): Promise<void> {
  try {
    const { worth } = await edits.change(row, bodyOfRow(row), 'Looked up again')
    if (worth === null) showToast('There is still no price of that time')
  } catch (error) {
    showToast(String(error), true)
  }
}

function useAct(question: Question, row: Transaction | undefined, edits: Edits, onOpen: (opened: Opened) => void) {
  return (answer: Answer): void => {
    if (answer.does === 'accept') edits.accept(question.question_id)
    if (answer.does === 'decline') edits.decline(question.question_id)
    if (!row) return
    if (answer.does === 'look up') void lookUp(edits, row)
    if (answer.does === 'open') onOpen({ row })
    if (answer.does === 'add') onOpen({ begin: { draft: question.question_id, form: answer.form(row) } })
    if (answer.does === 'kind') {
      const changed = edits.change(row, { ...bodyOfRow(row), kind: answer.kind }, `A ${answer.kind} now`)
      changed.catch((error: unknown) => showToast(String(error), true))
    }
  }
}

interface LineProps extends Props {
  question: Question
  edits: Edits
  onOpen: (opened: Opened) => void
}

function Line({ question, portfolioId, names, edits, onOpen }: LineProps) {
  const row = useRow(portfolioId, question.transaction_id)
  const mate = useRow(portfolioId, question.suggestions[0]?.pair_with)
  const act = useAct(question, row, edits, onOpen)
  return (
    <li className="line flex-wrap" data-question={question.kind}>
      <CircleHelp className="i stale" aria-hidden />
      <span className="grow min-w-60">
        {questionText(question, names.name(question.coin_id))}
        <br />
        <span className="sm t3">
          <About row={row} names={names} />
          {mate && ' → '}
          <About row={mate} names={names} />
        </span>
      </span>
      {answersTo(question).map((answer) => (
        <button
          key={answer.label}
          type="button"
          className={answer.does === 'accept' ? 'btn small pri' : 'btn small'}
          onClick={() => act(answer)}
        >
          {answer.label}
        </button>
      ))}
    </li>
  )
}

export function QuestionsCard({ portfolioId, names }: Props) {
  const { data } = useQuery(questionsQuery(portfolioId))
  const [opened, setOpened] = useState<Opened | null>(null)
  const edits = useEdits(portfolioId)
  return (
    <>
      {data && data.total > 0 && (
        <section className="card" aria-label="Needs your answer">
          <div className="hd">
            <h2>Needs your answer</h2>
            <span className="t3">{data.total}</span>
          </div>
          <ul>
            {data.items.slice(0, SHOWN).map((question) => (
              <Line key={question.question_id} {...{ question, portfolioId, names, edits }} onOpen={setOpened} />
            ))}
          </ul>
          {data.total > SHOWN && <div className="ft">and {data.total - SHOWN} more</div>}
        </section>
      )}
      {opened && <TransactionDialog portfolioId={portfolioId} {...opened} onClose={() => setOpened(null)} />}
    </>
  )
}
