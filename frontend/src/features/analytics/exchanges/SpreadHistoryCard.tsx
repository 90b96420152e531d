/** The spread of one coin between two exchanges over the last day, by the minute. */
import { useQuery } from '@tanstack/react-query'
import { LineChart } from 'lucide-react'
import { useMemo } from 'react'
import type { Names } from '@/api/coinNames'
import { spreadHistoryQuery, type SpreadMinute } from '@/api/exchanges'
import { formatPercent } from '@/lib/format'
import { VENUES, venueName } from '@/lib/venues'
import { useDerivedFromNow } from '@/stream/useStream'
import { ChipSelect } from '@/ui/ChipSelect'
import { Empty } from '@/ui/states'
import { Block } from '../Block'
import { ChartsBy } from '../chart/ChartsBy'
import { LinesBlock } from '../chart/LinesBlock'
import { useChartTools } from '../chart/useChartTools'
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

function LegsSelect({ legs, onSearch }: { legs: Legs; onSearch: OnSearch }) {
  const usual = DEFAULT_LEGS.join(':')
  return (
    <ChipSelect
      label="Exchanges"
      options={PAIRS}
      value={legs.join(':')}
      onChange={(value) => onSearch({ legs: value === usual ? undefined : value }, false)}
    />
  )
}

const NOTHING = (
  <Empty icon={LineChart} title="Nothing recorded yet">
    A minute is recorded when both exchanges have quoted the coin in it.
  </Empty>
)

function shareText(minutes: readonly SpreadMinute[] | undefined): string {
  const share = minutes ? profitableShare(minutes) : null
  return share === null ? '' : `Above zero at some moment in ${formatPercent(share.toFixed(3))} of the minutes known.`
}

export function SpreadHistoryCard({ coin, choice, names, onSearch }: Props) {
  const legs = choice.legs ?? DEFAULT_LEGS
  const query = useHistory(coin, legs)
  const { data } = query
  const content = useMemo(() => data && contentOf(data), [data])
  const title = `${names.name(coin)}, buying at ${venueName(legs[0])}, selling at ${venueName(legs[1])}, bp`
  const { asTable, handle, buttons } = useChartTools(content, {
    ...{ slug: `spread-${coin}-${legs.join('-')}`, title, source: 'quotes' },
  })
  return (
    <section className="card" aria-label="Spread over time">
      <div className="hd flex-wrap">
        <h2>Spread over 24 h</h2>
        <span className="xs t3">bp</span>
        <span className="grow" />
        <LegsSelect legs={legs} onSearch={onSearch} />
        {buttons}
      </div>
      <Block
        query={{ ...query, data: content }}
        what="the spread"
        rows={6}
        empty={() => (data?.length === 0 ? NOTHING : null)}
      >
        {(drawn) => <LinesBlock {...{ content: drawn, asTable, handle }} label={`Spread of ${title}`} />}
      </Block>
      <div className="ft">
        <span className="grow">Means of minutes; net of the standard fees of the time. {shareText(data)}</span>
        <ChartsBy />
      </div>
    </section>
  )
}
