/** The candles of the coins that are compared with the one of the page, on the same exchange where it trades them. */
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { candlesQuery, coinsQuery, completenessQuery, type SeriesRequest } from '@/api/queries'
import type { Candle, Coin, Completeness } from '@/api/types'
import { venueName } from '@/lib/venues'
import { spansOf, toGrid } from './chart/grid'
import type { ComparedCoin } from './compared'
import { gapSpans } from './completeness'
import { ALL_EXCHANGES, shownVenue } from './exchanges'
import { COLOURS } from './indicators/shown'
import { INTERVAL_MS } from './ranges'

export interface LiveSeries {
  series: SeriesRequest
  /** Null for the composite. */
  instrumentId: string | null
}

interface Wanted extends LiveSeries {
  coin: Coin
}

const NO_COINS: Coin[] = []

/** From the end, so that the first one differs from the first indicator. */
const colourAt = (index: number) => COLOURS[(COLOURS.length * 2 - 2 - index) % COLOURS.length] ?? 'ov4'

function wantedOf(coins: readonly Coin[], ids: readonly string[], series: SeriesRequest): Wanted[] {
  return ids.flatMap((id) => {
    const coin = coins.find(({ coin_id }) => coin_id === id)
    if (!coin || id === series.coinId) return []
    const { venue, instrumentId } = shownVenue(series.venue, ALL_EXCHANGES, coin.venues)
    return [{ coin, instrumentId, series: { ...series, coinId: id, venue } }]
  })
}

function comparedOf(
  { coin, series }: Wanted,
  index: number,
  candles: readonly Candle[],
  known: Completeness | undefined,
): ComparedCoin {
  const stepMs = INTERVAL_MS[series.interval]
  const slots = toGrid(candles, stepMs)
  return {
    ...{ coinId: coin.coin_id, name: coin.name, symbol: coin.symbol, slots },
    source: venueName(series.venue),
    colour: colourAt(index),
    spans: spansOf(slots, gapSpans(known, series.venue === ALL_EXCHANGES), stepMs),
  }
}

/** The same list while no candle has changed. */
export function useCompared(series: SeriesRequest, ids: readonly string[]) {
  const { data: coins = NO_COINS } = useQuery({ ...coinsQuery, enabled: ids.length > 0 })
  const key = ids.join()
  const slugs = coins.map(({ coin_id }) => coin_id).join()
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the coins' prices change, what is asked for does not
  const wanted = useMemo(() => wantedOf(coins, key === '' ? [] : key.split(','), series), [slugs, key, series])
  const candles = useQueries({
    queries: wanted.map((one) => candlesQuery(one.series)),
    combine: (answers) => answers.map(({ data }) => data),
  })
  const ledgers = useQueries({
    queries: wanted.map((one) => completenessQuery(one.series)),
    combine: (answers) => answers.map(({ data }) => data),
  })
  const compared = useMemo(
    () => wanted.map((one, index) => comparedOf(one, index, candles[index] ?? [], ledgers[index])),
    [wanted, candles, ledgers],
  )
  return { compared, live: wanted, coinsKnown: coins.length > 0 }
}
