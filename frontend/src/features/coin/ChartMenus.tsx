/** The chart's two menus: indicators, exports. */
import { Image, Plus, Table2, Upload } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useOverlayRoot } from '@/ui/useOverlayRoot'
import { CHOICES, overlayName, sameOverlay, toggleOverlay } from './overlays'
import type { Overlay } from './search'

interface IndicatorProps {
  chosen: Overlay[]
  open: boolean
  onOpen: (open: boolean) => void
  onChange: (overlays: Overlay[]) => void
}

export function Indicators({ chosen, open, onOpen, onChange }: IndicatorProps) {
  const root = useOverlayRoot()
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={onOpen}>
      <DropdownMenu.Trigger className="chip">
        <Plus className="i s" aria-hidden /> Indicator
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={root}>
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
