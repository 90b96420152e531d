/** What the coin of the form cost at the form's time, and where that is from: to be taken over, or to compare with. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { pastPriceQuery, type PastPrice } from '@/api/questions'
import { decimal } from '@/lib/decimal'
import { formatMoney, times } from './money'
import { why } from './reasons'
import { sourceText } from './dates'
import { hasWorth, isTrade, type TransactionForm } from './transactionForm'
import { currencyOf, useNames } from '@/api/coinNames'

const PAUSE_MS = 400

/** `value` once it has stayed the same for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

const isNumber = (text: string): boolean => /^\d+(\.\d+)?$/.test(text)

function TakeOver({ price, currency }: { price: string; currency: string }) {
  const { setValue } = useFormContext<TransactionForm>()
  const quantity = decimal(useWatch<TransactionForm, 'quantity'>({ name: 'quantity' }))
  if (!isNumber(quantity)) return null
  const take = () => {
    setValue('amount', times(price, quantity), { shouldDirty: true, shouldValidate: true })
    setValue('other', currency, { shouldDirty: true })
  }
  return (
    <button type="button" className="linklike" onClick={take}>
      Use it
    </button>
  )
}

function Found({ found, kind }: { found: PastPrice; kind: TransactionForm['kind'] }) {
  const names = useNames()
  const currency = currencyOf(found.currency, names)
  const symbol = names.symbol(found.coin_id)
  if (found.price === null) return `No price of ${symbol} at that time is known: ${why(found.reason)}.`
  return (
    <>
      1 {symbol} was {formatMoney(found.price, currency)} then{' '}
      <span title={found.source ?? undefined}>({sourceText(found.source ?? '')}).</span>{' '}
      {(isTrade(kind) || hasWorth(kind)) && kind !== 'convert' && <TakeOver price={found.price} currency={currency} />}
    </>
  )
}

export function PriceThen({ portfolioId }: { portfolioId: string }) {
  const [kind, coin, time] = useWatch<TransactionForm, ['kind', 'coin', 'time']>({ name: ['kind', 'coin', 'time'] })
  const settled = useSettled(`${coin.trim()} ${time}`)
  const [wanted = '', at = ''] = settled.split(' ')
  const enabled = wanted !== '' && at !== '' && kind !== 'transfer'
  const { data: found } = useQuery({ ...pastPriceQuery(portfolioId, wanted, `${at}:00Z`), enabled, retry: false })
  return (
    <p className="sm t2 price-then" role="status">
      {enabled && found && <Found found={found} kind={kind} />}
    </p>
  )
}
