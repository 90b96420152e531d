/** What stands while a request is on its way: the former answer, if it was of the same subject. Pure. */
import { hashKey, type QueryKey } from '@tanstack/react-query'

/**
 * For `placeholderData`: the former data if the former key began with `subject` too. So another range or another period
 * replaces what is shown once it is there, and figures never stand under the name of another coin.
 */
export const keepWithin =
  (subject: QueryKey) =>
  <T>(data: T | undefined, query: { queryKey: QueryKey } | undefined): T | undefined =>
    query && hashKey(query.queryKey.slice(0, subject.length)) === hashKey(subject) ? data : undefined
