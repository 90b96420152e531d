/** The chart's tools: range, interval, exchange, indicators, chart type, scale, time zone, exports. */
import { CandlestickChart, LineChart, Maximize, Plus, Table2, type LucideIcon } from 'lucide-react'
import type { Coin, Interval } from '@/api/types'
import { DEFAULT_RANGE, RANGES, usePreferences } from '@/lib/preferences'
import { zoneName } from '@/lib/time'
import { venueName } from '@/lib/venues'
import { ChipSelect } from '@/ui/ChipSelect'
import { Segment } from '@/ui/Segment'
import { CompareMenu, Exports } from './ChartMenus'
import { formatCompared } from './compared'
import { ALL_EXCHANGES, instrumentLabel, tradedAt } from './exchanges'
import { intervalsFor } from './ranges'
import type { ChartChoice, CoinSearch, Scale } from './search'
import type { ChartModel } from './useChart'

const WORDS: Record<Interval, string> = {
  '1m': '1 min',
  '5m': '5 min',
  '15m': '15 min',
  '1h': '1 h',
  '4h': '4 h',
  '1d': '1 d',
}

export interface ToolProps {
  model: ChartModel
  coin: Coin
  choice: ChartChoice
  asTable: boolean
  onSearch: (change: Partial<CoinSearch>, push: boolean) => void
  onIndicators: () => void
  onTable: () => void
  onFull: () => void
  onCsv: () => void
  onPng: () => void
}

/** The URL's change when a range is chosen: interval and view return to their defaults. */
export function rangeChange(range: CoinSearch['range']): Partial<CoinSearch> {
  return { range: range === DEFAULT_RANGE ? undefined : range, interval: undefined, from: undefined, to: undefined }
}

/** Range and interval: always above the plot. */
export function RangeTools({ model, onSearch, phone }: Pick<ToolProps, 'model' | 'onSearch'> & { phone: boolean }) {
  return (
    <>
      <Segment
        label="Range"
        options={RANGES.map((value) => ({ value, label: value }))}
        value={model.range}
        onChange={(range) => onSearch(rangeChange(range), true)}
      />
      {phone && <span className="grow" />}
      <ChipSelect
        label="Interval"
        options={intervalsFor(model.range).map((value) => ({
          value,
          label: phone ? WORDS[value] : `${WORDS[value]} candles`,
        }))}
        value={model.interval}
        onChange={(interval) => onSearch({ interval }, false)}
      />
    </>
  )
}

const venueOptions = (coin: Coin): { value: string; label: string }[] => [
  ...tradedAt(coin.venues).map((one) => ({
    value: one.venue,
    label: `${venueName(one.venue)} · ${instrumentLabel(one.instrument_id)}`,
  })),
  { value: ALL_EXCHANGES, label: 'All exchanges, averaged' },
]

interface IconButtonProps {
  icon: LucideIcon
  label: string
  pressed?: boolean
  onClick: () => void
}

function IconButton({ icon: Icon, label, pressed, onClick }: IconButtonProps) {
  return (
    <button type="button" className="icb" aria-label={label} title={label} aria-pressed={pressed} onClick={onClick}>
      <Icon className="i" aria-hidden />
    </button>
  )
}

/** Switches all times between UTC and local time. */
function ZoneChip() {
  const zone = usePreferences(({ time_zone }) => time_zone)
  const other = zone === 'utc' ? 'local' : 'utc'
  return (
    <button
      type="button"
      className="chip not-phone"
      title={other === 'local' ? 'Times are in UTC. Show local time' : 'Times are local. Show UTC'}
      onClick={() => usePreferences.setState({ time_zone: other })}
    >
      {zoneName()}
    </button>
  )
}

const SCALE_OPTIONS: { value: Scale; label: string }[] = [
  { value: 'linear', label: 'Linear' },
  { value: 'log', label: 'Log scale' },
  { value: 'percent', label: 'Per cent' },
]

/** Compared coins have nothing but per cent in common: then there is no choice. */
function ScaleSelect({ choice: { scale, compared }, onSearch }: Pick<ToolProps, 'choice' | 'onSearch'>) {
  const forced = compared.length > 0
  return (
    <ChipSelect
      label="Scale"
      options={forced ? SCALE_OPTIONS.filter(({ value }) => value === 'percent') : SCALE_OPTIONS}
      value={scale}
      onChange={(next) => onSearch({ scale: next === 'linear' ? undefined : next }, false)}
    />
  )
}

function DrawingButton({ choice, onSearch }: Pick<ToolProps, 'choice' | 'onSearch'>) {
  return choice.type === 'line' ? (
    <IconButton icon={CandlestickChart} label="Show candles" onClick={() => onSearch({ type: undefined }, false)} />
  ) : (
    <IconButton icon={LineChart} label="Show a line" onClick={() => onSearch({ type: 'line' }, false)} />
  )
}

/** The other tools: beside range and interval on a wide page, under the plot on a phone. */
export function MoreTools(props: ToolProps) {
  const { model, coin, choice, asTable, onSearch, onIndicators, onTable, onFull, onCsv, onPng } = props
  return (
    <>
      <ChipSelect
        label="Exchange"
        options={venueOptions(coin)}
        value={model.venue}
        onChange={(venue) => onSearch({ venue }, false)}
      />
      <button type="button" className="chip" title="Indicators (i)" aria-haspopup="dialog" onClick={onIndicators}>
        <Plus className="i s" aria-hidden /> Indicator
      </button>
      <CompareMenu
        coinId={coin.coin_id}
        compared={choice.compared}
        onChange={(ids) => onSearch({ vs: formatCompared(ids) }, false)}
      />
      <span className="grow" />
      <ScaleSelect choice={choice} onSearch={onSearch} />
      <ZoneChip />
      <DrawingButton choice={choice} onSearch={onSearch} />
      <IconButton icon={Table2} label="Show as table" pressed={asTable} onClick={onTable} />
      <Exports onCsv={onCsv} onPng={onPng} />
      <IconButton icon={Maximize} label="Full screen" onClick={onFull} />
    </>
  )
}
