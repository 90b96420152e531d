/** Answers as they are known now: they may have stopped, and their quotes become too old. */
import { useMemo } from 'react'
import type { Spreads } from '@/api/exchanges'
import { useClock } from '@/stream/connection'
import { useDerivedFromNow } from '@/stream/useStream'
import { currentSpread, isOld } from './spreads'

/** Which legs are too old: it changes when one of them becomes so. */
const oldLegs = (answers: readonly Spreads[], now: number): string =>
  answers
    .flatMap(({ items, age_limit_ms: limit }) =>
      items.flatMap(({ buy_leg: buy, sell_leg: sell }) => [buy, sell].map((leg) => Number(isOld(leg, limit, now)))),
    ) // prettier-ignore
    .join('')

export function useCurrentSpreads(answers: readonly Spreads[]): Spreads[] {
  const old = useDerivedFromNow((now) => oldLegs(answers, now))
  return useMemo(() => {
    const { now } = useClock.getState()
    return answers.map((answer) => ({
      ...answer,
      items: answer.items.map((spread) => currentSpread(spread, answer.age_limit_ms, now)),
    }))
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `old` stands for the time that has passed
  }, [answers, old])
}
