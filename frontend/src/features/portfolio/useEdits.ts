/** Changes of a ledger that can be taken back for ten seconds. What is deleted goes at once, and comes back if it fails. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import {
  addTransaction,
  changeTransaction,
  deleteTransaction,
  refreshPortfolios,
  transactionsQuery,
  type Transaction,
  type TransactionBody,
} from '@/api/portfolio'
import { acceptQuestion, askAgain, declineQuestion } from '@/api/questions'
import { edit } from '@/ui/edit'
import { bodyOfRow } from './transactionForm'

export interface Edits {
  /** Rejects when it is refused, so that a form can say beside which field. */
  change: (row: Transaction, body: TransactionBody, text?: string) => Promise<Transaction>
  remove: (row: Transaction) => void
  accept: (questionId: string) => void
  decline: (questionId: string) => void
}

/** Out of what is shown, before the server has answered. */
function hide(client: QueryClient, portfolioId: string, { transaction_id: id }: Transaction): void {
  client.setQueryData(transactionsQuery(portfolioId).queryKey, (old) => {
    if (!old) return old
    const without = (items: Transaction[]) => items.filter((one) => one.transaction_id !== id)
    return { ...old, pages: old.pages.map((page) => ({ ...page, items: without(page.items) })) }
  })
}

type Do = (work: () => Promise<unknown>, text: string, undo?: () => Promise<unknown>) => Promise<void>

/** Does it, says so, and offers to take it back. */
const doing =
  (client: QueryClient): Do =>
  (work, text, undo) =>
    edit({
      work,
      text,
      refresh: () => refreshPortfolios(client),
      undo: undo && { work: undo, text: 'Taken back' },
    })

function remove(client: QueryClient, id: string, row: Transaction): void {
  hide(client, id, row)
  const text = row.joined ? 'Taken apart: the withdrawal and the deposit count again' : 'Deleted'
  const key = crypto.randomUUID()
  const again = () => addTransaction(id, bodyOfRow(row), key)
  void doing(client)(() => deleteTransaction(id, row.transaction_id), text, row.joined ? undefined : again)
}

function accept(client: QueryClient, id: string, questionId: string): void {
  let made = ''
  const join = async () => {
    made = (await acceptQuestion(id, questionId)).transaction_id
  }
  void doing(client)(join, 'One transfer now', () => deleteTransaction(id, made))
}

export function useEdits(id: string): Edits {
  const client = useQueryClient()
  return {
    change: async (row, body, text = 'Changed') => {
      const changed = await changeTransaction(id, row.transaction_id, body)
      const back = () => changeTransaction(id, row.transaction_id, bodyOfRow(row))
      await doing(client)(() => Promise.resolve(), text, back)
      return changed
    },
    remove: (row) => remove(client, id, row),
    accept: (questionId) => accept(client, id, questionId),
    decline: (questionId) => {
      const decline = () => declineQuestion(id, questionId)
      void doing(client)(decline, 'Not asked again', () => askAgain(id, questionId))
    },
  }
}
