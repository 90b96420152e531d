/** Small badges: the triangle of a change, the freshness of a price, the icon of a coin. */
import { formatChange, UNKNOWN, type Direction } from '@/lib/format'
import { freshness, type Aged, type Freshness } from '@/lib/freshness'
import { formatAge } from '@/lib/time'
import { useClock, useConnection } from '@/stream/connection'
import { useDerivedFromNow } from '@/stream/useStream'

function Triangle({ direction }: { direction: Direction }) {
  if (direction === 'flat') return null
  return (
    <svg className="tri" viewBox="0 0 8 7" aria-hidden="true">
      <path d={direction === 'up' ? 'M4 .5 7.7 6.5H.3z' : 'M4 6.5.3.5h7.4z'} />
    </svg>
  )
}

export function Unknown({ reason, word = UNKNOWN }: { reason: string; word?: string }) {
  return (
    <span className="unk" title={reason}>
      <span aria-hidden={word === UNKNOWN}>{word}</span>
      {word === UNKNOWN && <span className="sr">unknown: {reason}</span>}
    </span>
  )
}

interface ToneProps {
  direction: Direction
  title?: string
  children: React.ReactNode
}

/** A figure with the triangle and colour of its direction. */
export function Tone({ direction, title, children }: ToneProps) {
  return (
    <span className={direction} title={title}>
      <Triangle direction={direction} />
      {children}
    </span>
  )
}

interface ChangeProps {
  percent: string | null | undefined
  reason?: string
}

export function Change({ percent, reason = 'Not enough history yet' }: ChangeProps) {
  if (percent == null) return <Unknown reason={reason} />
  const { text, direction } = formatChange(percent)
  return <Tone direction={direction}>{text}</Tone>
}

type Shape = Freshness | 'unreal' | 'unreal-quiet'

const SHAPES: Record<Shape, React.ReactNode> = {
  live: <circle cx="4.5" cy="4.5" r="3.2" fill="currentColor" />,
  ageing: (
    <>
      <circle cx="4.5" cy="4.5" r="3.3" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M4.5 1.2a3.3 3.3 0 0 1 0 6.6z" fill="currentColor" />
    </>
  ),
  quiet: <circle cx="4.5" cy="4.5" r="3.3" fill="none" stroke="currentColor" strokeWidth="1.2" />,
  stale: <circle cx="4.5" cy="4.5" r="3.3" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  unknown: <path d="M1.5 4.5h6" stroke="currentColor" strokeWidth="1.6" />,
  unreal: <path d="M4.5.6 8.4 4.5 4.5 8.4.6 4.5z" fill="currentColor" />,
  'unreal-quiet': <path d="M4.5 1.3 7.7 4.5 4.5 7.7 1.3 4.5z" fill="none" stroke="currentColor" strokeWidth="1.2" />,
}

export function Dot({ shape }: { shape: Shape }) {
  return (
    <svg viewBox="0 0 9 9" aria-hidden="true">
      {SHAPES[shape]}
    </svg>
  )
}

/** When the data are not live a diamond replaces the dot of fresh figures; stale and unknown look the same. */
const NOT_REAL = {
  live: 'unreal',
  ageing: 'unreal',
  quiet: 'unreal-quiet',
  stale: 'stale',
  unknown: 'unknown',
} as const satisfies Record<Freshness, Shape>
const TONES: Partial<Record<Shape, string>> = { stale: 'stale', unreal: 'simdot', 'unreal-quiet': 'simdot' }

interface AgeProps {
  asOf: string | null
  stale?: boolean
  quiet?: boolean
}

const agedOf = ({ asOf, stale = false, quiet = false }: AgeProps): Aged => ({
  asOf: asOf === null ? null : Date.parse(asOf),
  stale,
  quiet,
})

interface FreshProps extends AgeProps {
  /** Show the age also of a fresh figure; that of a stale one is always shown. */
  showAge?: boolean
}

/** Shows how fresh a figure is. It updates by itself, without rendering the figure again. */
export function Fresh({ showAge = false, ...given }: FreshProps) {
  const aged = agedOf(given)
  const at = aged.asOf
  const state = useDerivedFromNow((now) => freshness(aged, now))
  const visible = showAge || state === 'stale'
  const age = useDerivedFromNow((now) => (visible && at !== null ? formatAge(now - at) : null))
  const unreal = useConnection(({ mode }) => mode === 'simulated' || mode === 'replay')
  const shape = unreal ? NOT_REAL[state] : state
  return (
    <span
      className={`fr ${TONES[shape] ?? ''}`}
      data-freshness={state}
      onPointerEnter={(event) => {
        event.currentTarget.title = describe(at, state, useClock.getState().now)
      }}
    >
      <Dot shape={shape} />
      {state === 'stale' && <span className="sr">stale, </span>}
      {state === 'quiet' && <span className="sr">no recent trade, </span>}
      {age}
    </span>
  )
}

function describe(at: number | null, state: Freshness, now: number): string {
  if (at === null) return 'nothing received yet'
  const moment = `received ${new Date(at).toISOString().replace('T', ' ').replace('Z', ' UTC')}`
  return state === 'quiet' ? `no trade for ${formatAge(now - at)}, ${moment}` : moment
}

export function useIsStale(given: AgeProps): boolean {
  const aged = agedOf(given)
  return useDerivedFromNow((now) => freshness(aged, now) === 'stale')
}

/** A hue computed from the letters of a symbol: each coin always has the same. */
function hue(symbol: string): number {
  let value = 7
  for (const letter of symbol) value = (value * 31 + letter.charCodeAt(0)) % 360
  return value
}

export function CoinIcon({ symbol, large = false }: { symbol: string; large?: boolean }) {
  const style = { '--h': hue(symbol) } as React.CSSProperties
  return (
    <span className={large ? 'coin-icon lg' : 'coin-icon'} style={style} aria-hidden="true">
      {symbol.slice(0, 1)}
    </span>
  )
}
