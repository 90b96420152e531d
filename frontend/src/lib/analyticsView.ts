/** The search parameters of links to the analytics page. One's own taker fees are among them: a link of somebody else's may not have them. */
import { usePreferences } from './preferences'

export const preferredAnalytics = (fees = usePreferences.getState().taker_fees): { fees?: string } =>
  fees === '' ? {} : { fees }

/** Two coins: how they move together. */
export const pairAnalytics = (a: string, b: string, fees?: string) => ({
  ...preferredAnalytics(fees),
  ...{ view: 'correlation', coins: `${a},${b}`, pair: `${a}:${b}` },
})

/** Several coins from one start. */
export const compareAnalytics = (coins: readonly string[], fees?: string) => ({
  ...preferredAnalytics(fees),
  ...{ view: 'compare', coins: coins.join(',') },
})
