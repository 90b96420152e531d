/** In which pane each chosen indicator is drawn: the chart has four, of price, of volume, and two more. Pure. */
import type { ChosenIndicator } from './chosen'
import { lookOf, type Look, type Registry } from './looks'

export const MOST_PANES = 4
const PRICE_PANE = 0
const FIRST_OWN = 2

/** The groups that have a pane of their own, from above, in the order of the list. */
export const ownPanes = (chosen: readonly ChosenIndicator[], registry: Registry): string[] => [
  ...new Set(chosen.map(({ name }) => lookOf(name, registry).pane).filter((pane) => pane !== 'price')),
]

export function paneOf({ pane }: Pick<Look, 'pane'>, own: readonly string[]): number {
  return pane === 'price' ? PRICE_PANE : FIRST_OWN + own.indexOf(pane)
}

/** Whether there is a pane for one more indicator. */
export function hasPaneFor(name: string, chosen: readonly ChosenIndicator[], registry: Registry): boolean {
  const own = ownPanes(chosen, registry)
  const { pane } = lookOf(name, registry)
  return pane === 'price' || own.includes(pane) || own.length < MOST_PANES - FIRST_OWN
}

/** The list without those for which there is no pane, and these. */
export function fitPanes(chosen: readonly ChosenIndicator[], registry: Registry) {
  const fitting: ChosenIndicator[] = []
  const left: ChosenIndicator[] = []
  for (const one of chosen) (hasPaneFor(one.name, fitting, registry) ? fitting : left).push(one)
  return { fitting, left }
}
