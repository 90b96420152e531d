/** The spread of one coin between two exchanges over the last day, by the minute. */
import { useQuery } from '@tanstack/react-query'
import { LineChart } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { Names } from '@/api/coinNames'
import { spreadHistoryQuery } from '@/api/exchanges'
import { formatPercent } from '@/lib/format'
import { VENUES, venueName } from '@/lib/venues'
import { useConnection } from '@/stream/connection'
import { useDerivedFromNow } from '@/stream/useStream'
import { ChipSelect } from '@/ui/ChipSelect'
import { Empty, Failed, Loading } from '@/ui/states'
import type { About } from '../chart/about'
import { ChartButtons } from '../chart/ChartButtons'
import { ChartsBy } from '../chart/ChartsBy'
import { saveLines } from '../chart/export'
import { LinesBlock } from '../chart/LinesBlock'
import type { PlotHandle } from '../chart/LinesPlot'
import type { AnalyticsChoice, OnSearch } from '../search'
import { contentOf, profitableShare } from './history'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const PAIRS = VENUES.flatMap((buy) =>
  VENUES.filter((sell) => sell !== buy).map((sell) => ({
    value: `${buy}:${sell}`,
    label: `buy ${venueName(buy)}, sell ${venueName(sell)}`,
  })),
)

type Legs = NonNullable<AnalyticsChoice['legs']>

/** From a whole hour, so that for one hour there is one answer. */
function useHistory(coin: string, [buy, sell]: Legs) {
  const start = useDerivedFromNow((now) => new Date(Math.floor((now - DAY) / HOUR) * HOUR).toISOString())
  return useQuery(spreadHistoryQuery(coin, buy, sell, start))
}

const DEFAULT_LEGS: Legs = ['binance', 'kraken']

interface Props {
  coin: string
  choice: AnalyticsChoice
  names: Names
  onSearch: OnSearch
}

export function SpreadHistoryCard({ coin, choice, names, onSearch }: Props) {
  const legs = choice.legs ?? DEFAULT_LEGS
  const [asTable, setAsTable] = useState(false)
  const handle = useRef<PlotHandle>(null)
  const mode = useConnection((connection) => connection.mode)
  const { data, error, refetch } = useHistory(coin, legs)
  const content = useMemo(() => data && contentOf(data), [data])
  const between = `buying at ${venueName(legs[0])}, selling at ${venueName(legs[1])}`
  const about: About = {
    slug: `spread-${coin}-${legs.join('-')}`,
    title: `${names.name(coin)}, ${between}, bp`,
    source: 'quotes',
    mode,
  }
  const share = data ? profitableShare(data) : null
  return (
    <section className="card" aria-label="Spread over time">
      <div className="hd flex-wrap">
        <h2>Spread over 24 h</h2>
        <span className="xs t3">bp, mean of each minute</span>
        <span className="grow" />
        <ChipSelect
          label="Exchanges"
          options={PAIRS}
          value={legs.join(':')}
          onChange={(value) => onSearch({ legs: value === DEFAULT_LEGS.join(':') ? undefined : value }, false)}
        />
        <ChartButtons
          asTable={asTable}
          onTable={() => setAsTable(!asTable)}
          {...(content && {
            onCsv: () => saveLines(content.lines, about),
            onPng: () => void handle.current?.savePicture(about),
          })}
        />
      </div>
      {error && !data ? (
        <Failed what="The spread" error={error} retry={() => void refetch()} />
      ) : !content ? (
        <Loading what="the spread" rows={6} />
      ) : data?.length === 0 ? (
        <Empty icon={LineChart} title="Nothing recorded yet">
          A minute is recorded when both exchanges have quoted the coin in it.
        </Empty>
      ) : (
        <LinesBlock {...{ content, asTable, handle }} label={`Spread of ${about.title}`} />
      )}
      <div className="ft">
        <span className="grow">
          Net of the standard fees of the time.{' '}
          {share !== null && `Above zero at some moment in ${formatPercent(share.toFixed(3))} of the minutes known.`}
        </span>
        <ChartsBy />
      </div>
    </section>
  )
}
