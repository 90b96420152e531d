/** Range, interval, exchange, indicators, kind of drawing, exports. */
import { CandlestickChart, Image, LineChart, Plus, Table2, Upload } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { Interval, Price } from '@/api/types'
import { venueName } from '@/lib/venues'
import { ChipSelect } from '@/ui/ChipSelect'
import { Segment } from '@/ui/Segment'
import { instrumentLabel } from './exchanges'
import { CHOICES, overlayName, sameOverlay, toggleOverlay } from './overlays'
import { DEFAULT_RANGE, formatOverlays, intervalsFor, RANGES, type CoinSearch, type Overlay } from './search'
import type { ChartModel } from './useChart'

const WORDS: Record<Interval, string> = {
  '1m': '1 min',
  '5m': '5 min',
  '15m': '15 min',
  '1h': '1 h',
  '4h': '4 h',
  '1d': '1 d',
}

interface IndicatorProps {
  chosen: Overlay[]
  open: boolean
  onOpen: (open: boolean) => void
  onChange: (overlays: Overlay[]) => void
}

function Indicators({ chosen, open, onOpen, onChange }: IndicatorProps) {
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={onOpen}>
      <DropdownMenu.Trigger className="chip">
        <Plus className="i s" aria-hidden /> Indicator
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={6}>
          {CHOICES.map((choice) => {
            const on = chosen.some((one) => sameOverlay(one, choice))
            return (
              <DropdownMenu.CheckboxItem
                key={overlayName(choice)}
                className="item"
                checked={on}
                disabled={!on && chosen.length >= 4}
                onSelect={(event) => event.preventDefault()}
                onCheckedChange={() => onChange(toggleOverlay(chosen, choice))}
              >
                <span className="w-4" aria-hidden="true">
                  {on && '✓'}
                </span>
                {overlayName(choice)}
              </DropdownMenu.CheckboxItem>
            )
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Exports({ onCsv, onPng }: { onCsv: () => void; onPng: () => void }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="icb" aria-label="Export" title="Export">
        <Upload className="i" aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <DropdownMenu.Item className="item" onSelect={onPng}>
            <Image className="i s" aria-hidden /> Picture, PNG
          </DropdownMenu.Item>
          <DropdownMenu.Item className="item" onSelect={onCsv}>
            <Table2 className="i s" aria-hidden /> Candles, CSV
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface Props {
  model: ChartModel
  price: Price | undefined
  type: 'candle' | 'line'
  asTable: boolean
  menu: { open: boolean; onOpen: (open: boolean) => void }
  onSearch: (change: Partial<CoinSearch>, push: boolean) => void
  onTable: () => void
  onCsv: () => void
  onPng: () => void
}

/** Range and interval: always above the plot. */
export function RangeTools({ model, onSearch, phone }: Pick<Props, 'model' | 'onSearch'> & { phone: boolean }) {
  return (
    <>
      <Segment
        label="Range"
        options={RANGES.map((value) => ({ value, label: value }))}
        value={model.range}
        onChange={(range) =>
          onSearch({ range: range === DEFAULT_RANGE ? undefined : range, interval: undefined }, true)
        }
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

function venueOptions(price: Price | undefined) {
  const traded = price?.venues.filter((venue) => venue.reason !== 'not_listed') ?? []
  const first = traded.filter((one, index) => traded.findIndex((other) => other.venue === one.venue) === index)
  return [
    { value: 'composite', label: venueName('composite') },
    ...first.map((one) => ({
      value: one.venue,
      label: `${venueName(one.venue)} · ${instrumentLabel(one.instrument_id)}`,
    })),
  ]
}

/** The rest: beside them on a wide page, under the plot on a phone. */
export function MoreTools({ model, price, type, asTable, menu, onSearch, onTable, onCsv, onPng }: Props) {
  const Drawing = type === 'line' ? CandlestickChart : LineChart
  const other = type === 'line' ? 'Show candles' : 'Show a line'
  return (
    <>
      <ChipSelect
        label="Exchange"
        options={venueOptions(price)}
        value={model.venue}
        onChange={(venue) => onSearch({ venue: venue === 'composite' ? undefined : venue }, false)}
      />
      <Indicators
        chosen={model.overlays}
        open={menu.open}
        onOpen={menu.onOpen}
        onChange={(overlays) => onSearch({ ind: formatOverlays(overlays) }, false)}
      />
      <span className="grow" />
      <span className="chip not-phone">UTC</span>
      <button
        type="button"
        className="icb"
        aria-label={other}
        title={other}
        onClick={() => onSearch({ type: type === 'line' ? undefined : 'line' }, false)}
      >
        <Drawing className="i" aria-hidden />
      </button>
      <button
        type="button"
        className="icb"
        aria-label="Show as table"
        title="Show as table"
        aria-pressed={asTable}
        onClick={onTable}
      >
        <Table2 className="i" aria-hidden />
      </button>
      <Exports onCsv={onCsv} onPng={onPng} />
    </>
  )
}
