/** The words of a question and the answers that it has. Pure. */
import type { Transaction, TransactionKind } from '@/api/portfolio'
import type { Question } from '@/api/questions'
import { newForm, type TransactionForm } from './transactionForm'

export type Answer = { label: string } & (
  | { does: 'accept' | 'decline' | 'look up' | 'open' }
  | { does: 'kind'; kind: TransactionKind }
  | { does: 'add'; form: (row: Transaction) => TransactionForm }
)

const TEXT: Record<Question['kind'], (coin: string) => string> = {
  unmatched_transfer: (coin) => `${coin} left or came without its other end.`,
  missing_acquisition: (coin) =>
    `More ${coin} went out than came in: an earlier purchase, deposit or reward is missing.`,
  unknown_asset: (coin) => `${coin} is not a coin that we follow: it has no price here.`,
  no_price: (coin) => `What ${coin} was worth then is not known.`,
  implausible_time: (coin) => `The time of a transaction of ${coin} cannot be right.`,
}

const pairOf = ({ suggestions }: Question): string | null => suggestions[0]?.pair_with ?? null

export function questionText(question: Question, coin: string): string {
  return pairOf(question) === null
    ? TEXT[question.kind](coin)
    : `${coin} left one wallet and came to another. Was it a transfer between your own wallets?`
}

/** What is missing comes in at the same moment: of one instant, coins come in before coins go out. */
const missing =
  ({ coin_id: coin, suggestions }: Question) =>
  (row: Transaction): TransactionForm => ({
    ...newForm(new Date(row.time), coin),
    kind: 'deposit',
    quantity: suggestions[0]?.quantity ?? '',
    wallet: row.wallet,
  })

/** Of an end without another one: what else it may have been. */
function otherKinds({ suggestions }: Question): Answer[] {
  const kinds = suggestions.flatMap(({ kind }) => kind ?? [])
  // The last one is what the row says already: that answer is "It is right so".
  return kinds
    .slice(0, -1)
    .map((kind) => ({ label: `It was ${kind === 'airdrop' ? 'an' : 'a'} ${kind}`, does: 'kind', kind }))
}

const OWN: Record<Question['kind'], (question: Question) => Answer[]> = {
  unmatched_transfer: (question) => [
    ...(pairOf(question) === null ? [] : [{ label: 'Make it one transfer', does: 'accept' } as const]),
    ...otherKinds(question),
  ],
  missing_acquisition: (question) => [{ label: 'Add what is missing', does: 'add', form: missing(question) }],
  unknown_asset: () => [{ label: 'Change it', does: 'open' }],
  no_price: () => [
    { label: 'Say its value', does: 'open' },
    { label: 'Look it up again', does: 'look up' },
  ],
  implausible_time: () => [{ label: 'Change it', does: 'open' }],
}

export const answersTo = (question: Question): Answer[] => [
  ...OWN[question.kind](question),
  { label: 'It is right so', does: 'decline' },
]
