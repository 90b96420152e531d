/** Theme, colours of up and down, single keys: the few settings there are without an account. */
import { Settings2 } from 'lucide-react'
import { Popover } from 'radix-ui'
import { PALETTES, usePreferences, type Palette, type Theme } from '@/lib/preferences'
import { Segment } from '@/ui/Segment'

const THEMES: { value: Theme; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
]

const NAMES: Record<Palette, string> = {
  'green-red': 'Green up, red down',
  'red-green': 'Red up, green down',
  'blue-orange': 'Blue up, orange down',
}

/** Two candles in the palette's own colours: up is hollow, down is filled. */
function Candles({ palette }: { palette: Palette }) {
  return (
    <svg width="34" height="22" viewBox="0 0 34 22" aria-hidden="true" data-palette={palette} className="palette">
      <path className="u" d="M9 2v4M9 15v4" />
      <rect className="u" x="5" y="6" width="8" height="9" rx="1" />
      <path className="d" d="M25 3v4M25 16v4" />
      <rect className="d filled" x="21" y="7" width="8" height="9" rx="1" />
    </svg>
  )
}

export function Preferences({ onShortcuts }: { onShortcuts: () => void }) {
  const { theme, palette, single_keys: singleKeys } = usePreferences()
  return (
    <Popover.Root>
      <Popover.Trigger className="icb" aria-label="Preferences" title="Preferences">
        <Settings2 className="i" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="menu" side="right" align="end" sideOffset={8} aria-label="Preferences">
          <p className="title">Theme</p>
          <Segment
            label="Theme"
            options={THEMES}
            value={theme}
            onChange={(value) => usePreferences.setState({ theme: value })}
          />
          <p className="title">Up and down</p>
          {PALETTES.map((name) => (
            <button
              key={name}
              type="button"
              className="item"
              aria-pressed={palette === name}
              onClick={() => usePreferences.setState({ palette: name })}
            >
              <Candles palette={name} />
              <span className="grow">{NAMES[name]}</span>
              {palette === name && <span aria-hidden>✓</span>}
            </button>
          ))}
          <p className="title">Keyboard</p>
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
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
