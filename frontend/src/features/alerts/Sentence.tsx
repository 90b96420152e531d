/** What the form says, as the list will say it: one sees how a number was understood. */
import { useQuery } from '@tanstack/react-query'
import { useWatch } from 'react-hook-form'
import type { Alert } from '@/api/alerts'
import { coinsQuery } from '@/api/queries'
import { whenWords } from '@/lib/alertWords'
import { decimal } from '@/lib/decimal'
import { bodyOf, type AlertForm } from './alertForm'
import { useSubject } from './useSubject'

function useCoinId(text: string): string {
  const wanted = text.trim().toLowerCase()
  const coin = useQuery(coinsQuery).data?.find(({ coin_id, symbol, name }) =>
    [coin_id, symbol.toLowerCase(), name.toLowerCase()].includes(wanted),
  )
  return coin?.coin_id ?? text.trim()
}

const isNumber = ({ value }: AlertForm['conditions'][number]): boolean =>
  value.trim() !== '' && Number.isFinite(Number(decimal(value)))

export function Sentence({ row }: { row: Alert | undefined }) {
  const form = useWatch<AlertForm>() as AlertForm
  const coinId = useCoinId(form.coin)
  const subjectOf = useSubject()
  const complete = form.conditions.every(isNumber) && (form.about === 'portfolio' || coinId !== '')
  const about =
    form.about === 'coin' ? { coin_id: coinId, portfolio_id: null } : { coin_id: null, portfolio_id: form.portfolio }
  const { name, money } = subjectOf(row ?? about)
  return (
    <p className="t2 min-h-5" data-testid="alert-sentence">
      {complete && `${whenWords(name, bodyOf(form).when, money)}.`}
    </p>
  )
}
