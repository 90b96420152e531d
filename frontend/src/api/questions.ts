/** The requests for what only a portfolio's owner can answer. */
import { queryOptions } from '@tanstack/react-query'
import { api, unwrap } from './client'
import { KEY, ofPortfolio, ofTransaction, type Transaction } from './portfolio'
import type { components } from './schema.gen'

export type Question = components['schemas']['QuestionItem']
export type PastPrice = components['schemas']['PastPriceItem']

export const questionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, id, 'questions'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/portfolio/{portfolio_id}/questions', { params: ofPortfolio(id), signal })),
  })

/** The transaction that a question is about. */
export const transactionQuery = (id: string, transactionId: string) =>
  queryOptions({
    queryKey: [...KEY, id, 'transaction', transactionId],
    queryFn: ({ signal }): Promise<Transaction> => {
      const params = ofTransaction(id, transactionId)
      return unwrap(api.GET('/api/portfolio/{portfolio_id}/transactions/{transaction_id}', { params, signal }))
    },
  })

/** What one coin cost at a time, as a transaction of that time is valued. */
export const pastPriceQuery = (id: string, coin: string, time: string) =>
  queryOptions({
    queryKey: [...KEY, id, 'past-price', coin, time],
    queryFn: ({ signal }): Promise<PastPrice> => {
      const params = { ...ofPortfolio(id), query: { coin, time } }
      return unwrap(api.GET('/api/portfolio/{portfolio_id}/past-price', { params, signal }))
    },
    staleTime: Infinity,
  })

/** Both transactions of the pair that is suggested become one transfer; deleting it takes that back. */
export const acceptQuestion = (id: string, question_id: string): Promise<Transaction> =>
  unwrap(api.POST('/api/portfolio/{portfolio_id}/questions/accept', { params: ofPortfolio(id), body: { question_id } }))
export const declineQuestion = (id: string, question_id: string) =>
  unwrap(
    api.POST('/api/portfolio/{portfolio_id}/questions/decline', { params: ofPortfolio(id), body: { question_id } }),
  )
export const askAgain = (id: string, question_id: string) =>
  unwrap(
    api.POST('/api/portfolio/{portfolio_id}/questions/ask-again', { params: ofPortfolio(id), body: { question_id } }),
  )
