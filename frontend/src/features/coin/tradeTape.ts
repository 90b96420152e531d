/** The list of trades: newest first, each once; while it is paused new trades wait. Pure. */
import type { Trade } from '@/api/types'

/** As many as a list shows. */
export const MOST_LISTED = 200

export interface TradeTape {
  shown: Trade[]
  /** Trades that arrived while the tape was paused, newest first. */
  waiting: Trade[]
}

const key = (trade: Trade): string => `${trade.instrument_id} ${trade.trade_id}`

const newestFirst = (a: Trade, b: Trade): number =>
  b.timestamp < a.timestamp ? -1 : b.timestamp > a.timestamp ? 1 : Number(b.trade_id) - Number(a.trade_id) || 0

export function addTrades(list: readonly Trade[], news: readonly Trade[], most = MOST_LISTED): Trade[] {
  const known = new Set(list.map(key))
  const added = news.filter((trade) => !known.has(key(trade)) && known.add(key(trade)))
  if (added.length === 0) return [...list]
  return [...added, ...list].toSorted(newestFirst).slice(0, most)
}

export function takeTrades(tape: TradeTape, news: readonly Trade[], paused: boolean, most = MOST_LISTED): TradeTape {
  if (!paused) return { shown: addTrades(addTrades(tape.shown, tape.waiting, most), news, most), waiting: [] }
  const known = new Set(tape.shown.map(key))
  return {
    shown: tape.shown,
    waiting: addTrades(
      tape.waiting,
      news.filter((trade) => !known.has(key(trade))),
      most,
    ),
  }
}
