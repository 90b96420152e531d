/** What an alert is about, by name, and what its amounts are written in. */
import { useQuery } from '@tanstack/react-query'
import type { Alert } from '@/api/alerts'
import { currencyOf, useNames } from '@/api/coinNames'
import { portfoliosQuery } from '@/api/portfolio'
import type { MoneyWords } from '@/lib/alertWords'
import { usePreferences } from '@/lib/preferences'

export interface Subject {
  name: string
  money: MoneyWords
}

export function useSubject(): (of: Pick<Alert, 'coin_id' | 'portfolio_id'>) => Subject {
  const names = useNames()
  const { data: portfolios } = useQuery(portfoliosQuery)
  const hidden = usePreferences(({ hide_amounts }) => hide_amounts)
  return ({ coin_id: coinId, portfolio_id: id }) => {
    if (coinId !== null) return { name: names.name(coinId), money: { currency: 'USD', hidden } }
    const portfolio = portfolios?.find(({ portfolio_id }) => portfolio_id === id)
    const currency = portfolio ? currencyOf(portfolio.base_currency, names) : null
    return { name: portfolio?.name ?? 'A portfolio', money: { currency, hidden } }
  }
}
