/** The preferences that need no account: theme, colours of up and down, time zone, range of charts, single keys. */
import { Settings2 } from 'lucide-react'
import { Popover } from 'radix-ui'
import { RANGE_OPTIONS, THEMES, ZONES } from '@/lib/preferenceOptions'
import { PALETTES, usePreferences } from '@/lib/preferences'
import { Candles, PALETTE_NAMES } from '@/ui/Candles'
import { Segment } from '@/ui/Segment'
import { useOverlayRoot } from '@/ui/useOverlayRoot'

function Palettes() {
  const chosen = usePreferences(({ palette }) => palette)
  return PALETTES.map((palette) => (
    <button
      key={palette}
      type="button"
      className="item"
      aria-pressed={chosen === palette}
      onClick={() => usePreferences.setState({ palette })}
    >
      <Candles palette={palette} />
      <span className="grow">{PALETTE_NAMES[palette]}</span>
      {chosen === palette && <span aria-hidden>✓</span>}
    </button>
  ))
}

function Keyboard({ onShortcuts }: { onShortcuts: () => void }) {
  const singleKeys = usePreferences(({ single_keys }) => single_keys)
  return (
    <>
      <label className="item">
        <input
          type="checkbox"
          checked={singleKeys}
          onChange={(event) => usePreferences.setState({ single_keys: event.target.checked })}
        />
        Single-key shortcuts
      </label>
      <button type="button" className="item" onClick={onShortcuts}>
        <span className="grow">All shortcuts</span> <span className="kbd">?</span>
      </button>
    </>
  )
}

function TimeAndRange() {
  const { time_zone, default_range } = usePreferences()
  return (
    <>
      <p className="title">Time</p>
      <Segment
        label="Time"
        options={ZONES}
        value={time_zone}
        onChange={(value) => usePreferences.setState({ time_zone: value })}
      />
      <p className="title">Range of a chart</p>
      <Segment
        label="Range of a chart"
        options={RANGE_OPTIONS}
        value={default_range}
        onChange={(value) => usePreferences.setState({ default_range: value })}
      />
    </>
  )
}

interface Props {
  /** In the rail an icon; on phones a tab with its word. */
  tab?: boolean
  onShortcuts: () => void
}

export function Preferences({ tab = false, onShortcuts }: Props) {
  const theme = usePreferences((preferences) => preferences.theme)
  const root = useOverlayRoot()
  return (
    <Popover.Root>
      <Popover.Trigger className={tab ? 'nav' : 'icb'} aria-label="Preferences" title="Preferences">
        <Settings2 className="i" aria-hidden />
        {tab && <span>Preferences</span>}
      </Popover.Trigger>
      <Popover.Portal container={root}>
        <Popover.Content
          className="menu"
          side={tab ? 'top' : 'right'}
          align="end"
          sideOffset={8}
          aria-label="Preferences"
        >
          <p className="title">Theme</p>
          <Segment
            label="Theme"
            options={THEMES}
            value={theme}
            onChange={(value) => usePreferences.setState({ theme: value })}
          />
          <p className="title">Up and down</p>
          <Palettes />
          <TimeAndRange />
          <p className="title">Keyboard</p>
          <Keyboard onShortcuts={onShortcuts} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
