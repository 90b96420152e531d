/** Parts of a link that a page does not follow, and why. Pure. */

export interface Misfit<Name extends string = string> {
  /** Without these parameters the URL means what the page shows. */
  names: Name[]
  text: string
}

/** `1H, 24H or 7D can be shown` */
export const listOf = (words: readonly string[]): string =>
  `${[words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' or ')} can be shown`

export class Misfits<Name extends string> {
  readonly found: Misfit<Name>[] = []

  /** `value`, or undefined and a note if it is given but is not among `known`. */
  known<T extends string>(name: Name, value: string | undefined, known: readonly T[], what: string): T | undefined {
    const one = known.find((other) => other === value)
    if (value !== undefined && one === undefined) this.add([name], `“${value}” is ${what}: ${listOf(known)}.`)
    return one
  }

  add(names: Name[], text: string): void {
    this.found.push({ names, text })
  }
}
