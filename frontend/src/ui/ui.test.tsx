import { fireEvent, render, screen } from '@testing-library/react'
import { Search } from 'lucide-react'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiError } from '@/api/client'
import { useClock, useConnection } from '@/stream/connection'
import { CompleteRail } from './figures'
import { Change, Fresh, Unknown } from './badges'
import { PriceText } from './PriceText'
import { Empty, Failed, Loading } from './states'
import { VenueLetters } from './VenueLetters'
import { VolumeText } from './VolumeText'

const NOW = Date.parse('2026-11-22T10:00:00Z')
const before = (ms: number): string => new Date(NOW - ms).toISOString()

afterEach(() => useConnection.setState({ mode: null }))

test('a change shows its direction by sign and arrow, not by colour alone', () => {
  const { container } = render(<Change percent="-0.684" />)
  expect(container).toHaveTextContent('−0.68%')
  expect(container.querySelector('svg.tri')).toBeInTheDocument()
})

test('an unknown price is a dash with its reason, never a zero', () => {
  const { container } = render(<PriceText price={null} decimals={2} reason="nothing received yet" />)
  expect(container).toHaveTextContent('unknown: nothing received yet')
  expect(container).not.toHaveTextContent('0')
})

test.each([
  [1_000, 'live'],
  [9_000, 'ageing'],
  [42_000, 'stale'],
])('a price of %i ms ago is %s', (age, state) => {
  useClock.setState({ now: NOW })
  const { container } = render(<Fresh asOf={before(age)} />)
  expect(container.querySelector('[data-freshness]')).toHaveAttribute('data-freshness', state)
})

test('a fresh figure has no age, a stale one has, also when the data are simulated', () => {
  useClock.setState({ now: NOW })
  useConnection.setState({ mode: 'simulated' })
  const fresh = render(<Fresh asOf={before(100)} />)
  expect(fresh.container).toHaveTextContent('')
  expect(fresh.container.querySelector('.simdot')).toBeInTheDocument()
  expect(render(<Fresh asOf={before(42_000)} />).container).toHaveTextContent('42 s')
})

test('a figure becomes stale when messages stop', async () => {
  useClock.setState({ now: NOW })
  const { container } = render(<Fresh asOf={before(0)} />)
  useClock.setState({ now: NOW + 16_000 })
  await vi.waitFor(() => expect(container.querySelector('[data-freshness]')).toHaveAttribute('data-freshness', 'stale'))
})

test('a day without a recorded minute is unknown and not 0%', () => {
  expect(render(<CompleteRail percent={null} usual={100} />).container).toHaveTextContent('unknown')
})

test.each([
  ['98.2', 100, true],
  ['97.5', 97.5, false],
  ['94', 97.5, true],
  ['99.4', 100, false],
])('a day that is %s%% complete where most coins have %d%% is amber: %s', (percent, usual, amber) => {
  const { container } = render(<CompleteRail percent={percent} usual={usual} />)
  expect(container.querySelector('.stale') !== null).toBe(amber)
})

test('a quiet price has a grey ring and says since when on hover', () => {
  useClock.setState({ now: NOW })
  const { container } = render(<Fresh asOf={before(180_000)} quiet />)
  const mark = container.querySelector<HTMLElement>('[data-freshness="quiet"]')!
  expect(mark).not.toHaveClass('stale')
  fireEvent.pointerEnter(mark)
  expect(mark.title).toContain('no trade for 3 min')
})

test.each([
  [{ volume_missing: ['kraken'] }, '≥ $361 M', 'without Kraken'],
  [{ volume_stale: ['kraken'], volume_as_of: before(42_000) }, '$361 M', 'Kraken 42 s old'],
  [{ volume_missing_markets: 1 }, '≥ $361 M', 'without 1 market'],
  [{ volume_missing: ['kraken'], volume_missing_markets: 2 }, '≥ $361 M', 'without Kraken and 2 markets'],
  [{ volume_stale_markets: 2, volume_as_of: before(42_000) }, '$361 M', '2 markets 42 s old'],
  [{}, '$361 M', ''],
])('a volume with %o is %s and says: %s', (change, figure, words) => {
  useClock.setState({ now: NOW })
  const whole = { volume_24h: '361000000', volume_as_of: before(0), volume_stale: [], volume_missing: [] }
  const { container } = render(<VolumeText volume={{ ...whole, ...change }} note />)
  expect(container.textContent).toBe(figure + words)
})

test.each([
  ['quiet', 'st'],
  ['venue_stale', 'st hard'],
])('the letter of an exchange that is left out as %s looks so', (reason, look) => {
  const out = { venue: 'kraken', included: false, quiet: reason === 'quiet', reason }
  const { container } = render(<VenueLetters coinId="cardano" venues={[out]} alone />)
  expect(container.querySelector('[title="Kraken: no recent trade"]')).toHaveClass(look, { exact: true })
})

test('loading, empty and failed blocks have their texts and roles', () => {
  render(<Loading what="prices" />)
  expect(screen.getByRole('status')).toHaveTextContent('Loading prices')
  render(
    <Empty icon={Search} title="No coin matches “stelar”">
      Did you mean Stellar (XLM)?
    </Empty>,
  )
  expect(screen.getByRole('heading', { name: 'No coin matches “stelar”' })).toBeVisible()
  const error = new ApiError({
    status: 504,
    code: 'upstream_timeout',
    detail: 'The analytics service did not answer in 10 s.',
    requestId: 'req_1',
  })
  render(<Failed what="The candles" error={error} retry={() => undefined} rest="Prices above are live." />)
  const alert = screen.getByRole('alert')
  expect(alert).toHaveTextContent('The candles could not be loaded')
  expect(alert).toHaveTextContent('The analytics service did not answer in 10 s. Prices above are live.')
  expect(alert).toHaveTextContent('upstream_timeout · 504 · req_1')
})

test('a word in place of the dash is read out', () => {
  render(<Unknown word="not enough" reason="n = 4 of 168" />)
  expect(screen.getByTitle('n = 4 of 168')).toHaveTextContent('not enough')
})
