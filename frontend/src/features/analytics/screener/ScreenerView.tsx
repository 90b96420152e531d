/** The screener: coins by any figure of the market or of the indicators. */
import { useQuery } from '@tanstack/react-query'
import { Filter } from 'lucide-react'
import { registryQuery } from '@/api/indicators'
import { screenQuery, type Screen } from '@/api/screener'
import { INTERVALS, type Interval } from '@/api/types'
import { ChipSelect } from '@/ui/ChipSelect'
import { Provenance } from '@/ui/Provenance'
import { Empty } from '@/ui/states'
import { Block } from '../Block'
import { ChartButtons } from '../chart/ChartButtons'
import { saveTable } from '../chart/export'
import { STEP_WORDS, type AnalyticsChoice, type OnSearch } from '../search'
import { ConditionsForm } from './ConditionsForm'
import { SavedScreens } from './SavedScreens'
import { ScreenColumns } from './ScreenColumns'
import { ScreenTable } from './ScreenTable'
import { formatWhere, readWhere, sortAfter } from './where'

const INTERVAL_OPTIONS = INTERVALS.map((value) => ({ value, label: `${STEP_WORDS[value]} candles` }))

const NO_INDICATORS: string[] = []

/** Offered while one types, each with its usual parameters; others can be typed. */
function useOffered(): readonly string[] {
  const { data } = useQuery(registryQuery)
  return data?.map(({ spec }) => spec) ?? NO_INDICATORS
}

function saveScreen({ columns, items, interval }: Screen): void {
  const head = ['coin_id', 'symbol', ...columns.map(({ figure }) => figure), 'interval', 'as_of']
  const rows = items.map(({ coin_id: id, symbol, figures, as_of: asOf }) => [
    ...[id, symbol, ...columns.map(({ figure }) => figures[figure]?.value)],
    ...[interval, asOf],
  ])
  saveTable('screener', head, rows)
}

interface Props {
  choice: AnalyticsChoice
  onSearch: OnSearch
}

function Nothing({ coins }: { coins: number }) {
  return (
    <Empty icon={Filter} title="No coin matches">
      Of {coins} coins none meets all conditions. A figure that is unknown never matches.
    </Empty>
  )
}

function Results({ choice, onSearch, query }: Props & { query: ReturnType<typeof useScreen> }) {
  // A figure that there is not is refused: the message says what to write.
  return (
    <Block query={query} what="the coins" rows={8}>
      {(screen) =>
        screen.items.length === 0 ? (
          <Nothing coins={screen.coins} />
        ) : (
          <ScreenTable
            {...{ screen, sort: choice.sort }}
            onSort={(figure) => onSearch({ sort: sortAfter(choice.sort, figure) }, false)}
          />
        )
      }
    </Block>
  )
}

function useScreen({ where, interval, sort, columns }: AnalyticsChoice) {
  const text = formatWhere(readWhere(where).conditions)
  return useQuery(screenQuery({ where: text, interval, sort, columns: columns.join(',') || undefined }))
}

interface ToolsProps extends Props {
  data: Screen | undefined
  figures: readonly string[]
}

function Tools({ choice, onSearch, data, figures }: ToolsProps) {
  // Those of the link also where the service refuses one, so that it can be taken away.
  const shown = choice.columns.length > 0 ? choice.columns : (data?.columns.map(({ figure }) => figure) ?? [])
  return (
    <>
      <SavedScreens choice={choice} onSearch={onSearch} />
      <ChipSelect<Interval>
        label="Candles"
        options={INTERVAL_OPTIONS}
        value={choice.interval}
        onChange={(interval) => onSearch({ interval }, false)}
      />
      {shown.length > 0 && (
        <ScreenColumns
          {...{ shown, figures }}
          chosen={choice.columns.length > 0}
          onChange={(cols) => onSearch({ cols }, false)}
        />
      )}
      {data && <ChartButtons onCsv={() => saveScreen(data)} />}
    </>
  )
}

function Notes({ data }: { data: Screen }) {
  return (
    <div className="ft">
      <span className="grow">
        Indicators are of the newest closed candle of {STEP_WORDS[data.interval]}. What is unknown is last and never
        matches. {data.matches > data.items.length && `The first ${data.items.length} are shown.`}
      </span>
      <Provenance of={data} />
    </div>
  )
}

export function ScreenerView({ choice, onSearch }: Props) {
  const query = useScreen(choice)
  const { data } = query
  const offered = useOffered()
  const { conditions, wrong } = readWhere(choice.where)
  return (
    <section className="card" aria-label="Screener">
      <div className="hd flex-wrap">
        <h2>Screener</h2>
        <span className="xs t3" role="status">
          {data && `${data.matches} of ${data.coins} coins match`}
        </span>
        <span className="grow" />
        <Tools {...{ choice, onSearch, data }} figures={offered} />
      </div>
      <ConditionsForm conditions={conditions} figures={offered} onChange={(where) => onSearch({ where }, false)} />
      {wrong.length > 0 && (
        <p className="sm stale px-[14px] pb-2" role="alert">
          Left out, for it is no condition: {wrong.join(', ')}.
        </p>
      )}
      <Results {...{ choice, onSearch, query }} />
      {data && <Notes data={data} />}
    </section>
  )
}
