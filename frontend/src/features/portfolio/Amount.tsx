/** Amounts and quantities of a portfolio: dots while they are hidden. Per cent and market prices are not hidden. */
import { usePreferences } from '@/lib/preferences'
import { Unknown } from '@/ui/badges'
import { formatMoney, formatQuantity } from './money'

export const DOTS = '••••'

export const useHidden = (): boolean => usePreferences(({ hide_amounts }) => hide_amounts)

export function Hidden() {
  return (
    <span className="unk" title="Hidden">
      <span aria-hidden="true">{DOTS}</span>
      <span className="sr">hidden</span>
    </span>
  )
}

interface MoneyProps {
  value: string | null
  currency: string
  /** Why it is not known, if it is not. */
  reason?: string
  /** In place of a dash. */
  word?: string
}

export function Money({ value, currency, reason = 'Not known', ...unknown }: MoneyProps) {
  const hidden = useHidden()
  if (value === null) return <Unknown reason={reason} {...unknown} />
  return hidden ? <Hidden /> : <span title={value}>{formatMoney(value, currency)}</span>
}

export function Quantity({ value }: { value: string }) {
  return useHidden() ? <Hidden /> : formatQuantity(value)
}

/** For a sentence that is one text. */
export function useMoneyText(currency: string): (value: string) => string {
  const hidden = useHidden()
  return (value) => (hidden ? 'a hidden amount' : formatMoney(value, currency))
}
