/** The preferences. A choice applies at once and is saved to the account. */
import { useId } from 'react'
import { RANGE_OPTIONS, THEMES, ZONES } from '@/lib/preferenceOptions'
import { PALETTES, usePreferences, type Preferences } from '@/lib/preferences'
import { useSaving } from '@/api/preferences'
import { Candles, PALETTE_NAMES } from '@/ui/Candles'
import { Segment } from '@/ui/Segment'
import { DefaultCoin } from './DefaultCoin'
import { Notifications } from './Notifications'

function set(change: Partial<Preferences>): void {
  usePreferences.setState(change)
}

function Setting({ title, help, children }: { title: string; help?: string; children: React.ReactNode }) {
  const id = useId()
  return (
    <div className="setting" role="group" aria-labelledby={id}>
      <div>
        <div id={id}>{title}</div>
        {help && <div className="help">{help}</div>}
      </div>
      <div>{children}</div>
    </div>
  )
}

function Palettes() {
  const chosen = usePreferences((preferences) => preferences.palette)
  return (
    <div className="palettes">
      {PALETTES.map((palette) => (
        <button key={palette} type="button" aria-pressed={palette === chosen} onClick={() => set({ palette })}>
          <Candles palette={palette} />
          {PALETTE_NAMES[palette]}
        </button>
      ))}
    </div>
  )
}

function Saving() {
  const saving = useSaving()
  return (
    <span className={saving.failed ? 'help bad' : 'help'} role="status">
      {saving.text}
    </span>
  )
}

export function PreferencesView() {
  const { theme, time_zone, default_range } = usePreferences()
  return (
    <section className="card">
      <div className="hd">
        <h2 className="grow">Preferences</h2>
        <Saving />
      </div>
      <Setting title="Theme">
        <Segment label="Theme" options={THEMES} value={theme} onChange={(value) => set({ theme: value })} />
      </Setting>
      <Setting title="Up and down" help="Up candles are hollow, down candles filled, in all three">
        <Palettes />
      </Setting>
      <Setting title="Time" help="Each time names its zone">
        <Segment label="Time" options={ZONES} value={time_zone} onChange={(value) => set({ time_zone: value })} />
      </Setting>
      <Setting title="Coin to begin with">
        <DefaultCoin />
      </Setting>
      <Setting title="Range of a chart">
        <Segment
          label="Range of a chart"
          options={RANGE_OPTIONS}
          value={default_range}
          onChange={(value) => set({ default_range: value })}
        />
      </Setting>
      <Setting title="Mails" help="Only what you ask for">
        <Notifications />
      </Setting>
    </section>
  )
}
