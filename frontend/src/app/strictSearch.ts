/** What a route reads of its URL is what its check returns, and nothing else. */

type Raw = Record<string, unknown>

/**
 * The router lays what a check returns over the raw parameters: one that the check leaves out would stay as it was, also
 * `next=//elsewhere`. So every parameter that is left out is named, without a value.
 */
export const strictSearch =
  <T extends object>(check: (raw: Raw) => T) =>
  (raw: Raw): T => ({ ...Object.fromEntries(Object.keys(raw).map((name) => [name, undefined])), ...check(raw) })
