/** The chart's two menus: indicators, exports. */
import { Image, Plus, Table2, Upload } from 'lucide-react'
import { DropdownMenu, Popover } from 'radix-ui'
import { useState } from 'react'
import { useOverlayRoot } from '@/ui/useOverlayRoot'
import {
  CHOICES,
  isPeriod,
  KIND_NAMES,
  KINDS,
  LONGEST,
  MOST_OVERLAYS,
  overlayName,
  sameOverlay,
  SHORTEST,
  toggleOverlay,
  type Overlay,
} from './overlays'

interface IndicatorProps {
  chosen: Overlay[]
  open: boolean
  onOpen: (open: boolean) => void
  onChange: (overlays: Overlay[]) => void
}

function Choice({ one, chosen, onChange }: { one: Overlay } & Pick<IndicatorProps, 'chosen' | 'onChange'>) {
  const on = chosen.some((other) => sameOverlay(other, one))
  return (
    <label className="item">
      <input
        type="checkbox"
        checked={on}
        disabled={!on && chosen.length >= MOST_OVERLAYS}
        onChange={() => onChange(toggleOverlay(chosen, one))}
      />
      {overlayName(one)}
    </label>
  )
}

/** Any other length: kind and number of candles. */
function OwnLength({ chosen, onChange }: Pick<IndicatorProps, 'chosen' | 'onChange'>) {
  const [kind, setKind] = useState<Overlay['kind']>('sma')
  const [text, setText] = useState('')
  const one: Overlay = { kind, period: Number(text) }
  const known = chosen.some((other) => sameOverlay(other, one))
  const full = chosen.length >= MOST_OVERLAYS
  const add = (event: React.SubmitEvent) => {
    event.preventDefault()
    if (!isPeriod(one.period) || known || full) return
    onChange([...chosen, one])
    setText('')
  }
  const wrong = text !== '' && !isPeriod(one.period)
  return (
    <form className="own-length" onSubmit={add} noValidate>
      <select aria-label="Kind" value={kind} onChange={(event) => setKind(event.target.value as Overlay['kind'])}>
        {KINDS.map((value) => (
          <option key={value} value={value}>
            {KIND_NAMES[value]}
          </option>
        ))}
      </select>
      <input
        aria-label="Length in candles"
        aria-invalid={wrong}
        aria-describedby="own-length-help"
        inputMode="numeric"
        placeholder="100"
        value={text}
        onChange={(event) => setText(event.target.value.trim())}
      />
      <button type="submit" className="btn small" disabled={full}>
        Add
      </button>
      <p id="own-length-help" className={wrong ? 'xs stale' : 'xs t3'} role={wrong ? 'alert' : undefined}>
        {full ? `Four lines at most: take one away first.` : `A whole number from ${SHORTEST} to ${LONGEST}.`}
      </p>
    </form>
  )
}

export function Indicators({ chosen, open, onOpen, onChange }: IndicatorProps) {
  const root = useOverlayRoot()
  const others = chosen.filter((one) => !CHOICES.some((other) => sameOverlay(other, one)))
  return (
    <Popover.Root open={open} onOpenChange={onOpen}>
      <Popover.Trigger className="chip">
        <Plus className="i s" aria-hidden /> Indicator
      </Popover.Trigger>
      <Popover.Portal container={root}>
        <Popover.Content className="menu" align="start" sideOffset={6} aria-label="Indicators">
          {[...CHOICES, ...others].map((one) => (
            <Choice key={overlayName(one)} {...{ one, chosen, onChange }} />
          ))}
          <OwnLength {...{ chosen, onChange }} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

export function Exports({ onCsv, onPng }: { onCsv: () => void; onPng: () => void }) {
  const root = useOverlayRoot()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="icb" aria-label="Export" title="Export">
        <Upload className="i" aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={root}>
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
