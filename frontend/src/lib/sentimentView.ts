/** The search parameters of links to the sentiment page. */
import { usePreferences } from './preferences'

/** The coin of a URL that names none; the same for every user. */
export const SENTIMENT_COIN = 'bitcoin'

/** The window whose scores are also in the stream, in the market's table and on a coin's page. */
export const LIVE_WINDOW = '24h'

export const sentimentOf = (coinId: string): { coin?: string } => (coinId === SENTIMENT_COIN ? {} : { coin: coinId })

/** Of the preferred coin. */
export const preferredSentiment = (coinId = usePreferences.getState().default_coin): { coin?: string } =>
  sentimentOf(coinId)
