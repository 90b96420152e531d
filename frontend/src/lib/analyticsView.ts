/** The search parameters of links to the analytics page: one's own taker fees, which a link of somebody else's may not have. */
import { usePreferences } from './preferences'

export const preferredAnalytics = (fees = usePreferences.getState().taker_fees): { fees?: string } =>
  fees === '' ? {} : { fees }
