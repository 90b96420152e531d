/** A rough estimate of a password's strength. The server makes the actual check. Pure. */

export type Level = 0 | 1 | 2 | 3 | 4

export interface Strength {
  level: Level
  word: string
}

const WORDS: Record<Level, string> = { 0: 'Too short', 1: 'Weak', 2: 'Fair', 3: 'Strong', 4: 'Very strong' }
const OBVIOUS = /^(.)\1+$|password|passwort|qwert|asdf|letmein|welcome|12345|abcd|bitcoin|crypto|tidemark/i
const BITS_PER_LEVEL = [0, 50, 65, 90] as const

function alphabet(password: string): number {
  const kinds = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[^a-zA-Z\d]/, 33],
  ] as const
  return kinds.reduce((sum, [kind, size]) => sum + (kind.test(password) ? size : 0), 0)
}

/** How many letters are no repeat and no step of a run (aaa, 321). */
function surprises(password: string): number {
  const codes = Array.from(password).map((letter) => letter.codePointAt(0) ?? 0)
  return codes.filter((code, at) => at === 0 || Math.abs(code - (codes[at - 1] ?? 0)) > 1).length
}

const contains = (password: string, words: string[]): boolean =>
  words.some((word) => word.length >= 3 && password.toLowerCase().includes(word.toLowerCase()))

/** `own`: user name and e-mail, which others know. */
export function strengthOf(password: string, minimum: number, own: string[] = []): Strength {
  if (Array.from(password).length < minimum) return { level: 0, word: WORDS[0] }
  const bits = surprises(password) * Math.log2(Math.max(2, alphabet(password)))
  const reached = BITS_PER_LEVEL.filter((needed) => bits >= needed).length as Level
  const level = OBVIOUS.test(password) || contains(password, own) ? 1 : reached
  return { level, word: WORDS[level] }
}
