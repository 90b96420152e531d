/** Why a figure of candles is not known, in words. Pure. */
import { reasonText } from './venues'

const WORDS: Record<string, string> = {
  not_enough: 'not enough common returns',
  warming_up: 'not enough common returns',
  no_variance: 'one of them does not vary',
  no_data: 'no history yet',
  no_volume: 'nothing was traded',
  no_common_start: 'no time at which all of them have a candle',
}

/** Else why an exchange or a price is doubtful. */
export const figureReason = (reason: string | null): string => WORDS[reason ?? 'not_enough'] ?? reasonText(reason ?? '')
