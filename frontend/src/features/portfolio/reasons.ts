/** Why a figure of a portfolio is not known, in words. Pure. */
import { reasonText } from '@/lib/venues'

const WORDS: Record<string, string> = {
  no_price: 'no exchange that we follow has a price of it',
  no_rate: 'no rate of its currency is known',
  unknown_cost: 'what it cost is not known',
  missing_acquisition: 'more went out than came in',
  nothing_held: 'nothing was held whose value is known',
  short_span: 'less than a day has passed',
  one_day: 'all money moved on one day',
  no_change_of_sign: 'money only came in, or only went out',
  no_root: 'no yearly rate explains the flows',
  unknown_flow: 'what some of it was worth when it came or went is not known',
  unknown_value: 'the value at one end is not known',
}

export const why = (reason: string | null): string => (reason === null ? '' : (WORDS[reason] ?? reasonText(reason)))
