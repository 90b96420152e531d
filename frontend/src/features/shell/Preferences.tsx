/** The preferences that need no account: theme, colours of up and down, time zone, range of charts, single keys. */
import { Settings2 } from 'lucide-react'
import { Popover } from 'radix-ui'
import { RANGE_OPTIONS, THEMES, ZONES } from '@/lib/preferenceOptions'
import { PALETTES, usePreferences, type Preferences as Values } from '@/lib/preferences'
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

type Choice = 'theme' | 'time_zone' | 'default_range'

interface ChoiceProps<Name extends Choice> {
  label: string
  name: Name
  options: readonly { value: Values[Name]; label: string }[]
}

/** One preference, under its name, chosen from a row of words. */
function Chosen<Name extends Choice>({ label, name, options }: ChoiceProps<Name>) {
  const value = usePreferences((preferences) => preferences[name])
  return (
    <>
      <p className="title">{label}</p>
      <Segment
        label={label}
        options={options}
        value={value}
        onChange={(chosen) => usePreferences.setState({ [name]: chosen })}
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
          <Chosen label="Theme" name="theme" options={THEMES} />
          <p className="title">Up and down</p>
          <Palettes />
          <Chosen label="Time" name="time_zone" options={ZONES} />
          <Chosen label="Range of a chart" name="default_range" options={RANGE_OPTIONS} />
          <p className="title">Keyboard</p>
          <Keyboard onShortcuts={onShortcuts} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
