/** One's own taker fees by exchange, as text in the URL and as the service reads them: `binance:10,kraken:26` in bp. Pure. */
import { decimal } from '@/lib/decimal'

/** Basis points as decimal text, by exchange. An exchange that is absent has the service's fee. */
export type Fees = Partial<Record<string, string>>

/** No exchange takes more than a tenth of what is traded. */
export const MOST_BP = 1_000

const NUMBER = /^-?\d{1,4}(\.\d{1,4})?$/

/** A fee that a person typed, as plain decimal text; undefined if it is none. Below zero it is a rebate. */
export function readFee(text: string): string | undefined {
  const plain = decimal(text)
  return NUMBER.test(plain) && Math.abs(Number(plain)) <= MOST_BP ? plain : undefined
}

export function readFees(text: string): { fees: Fees; wrong: string[] } {
  const fees: Fees = {}
  const wrong: string[] = []
  for (const part of text.split(',').filter(Boolean)) {
    const [venue = '', fee = '', more] = part.split(':')
    const read = more === undefined ? readFee(fee) : undefined
    if (venue !== '' && read !== undefined) fees[venue] = read
    else wrong.push(part)
  }
  return { fees, wrong }
}

/** Undefined if there are none: they stay out of the URL then. */
export function formatFees(fees: Fees): string | undefined {
  const given = Object.entries(fees).flatMap(([venue, fee]) => (fee === undefined ? [] : [`${venue}:${fee}`]))
  return given.sort().join(',') || undefined
}
