import { afterEach, expect, test } from 'vitest'
import { preferredView, usePreferences } from './preferences'

afterEach(() => usePreferences.setState(usePreferences.getInitialState()))

test('links to a coin name the preferred range and indicators, unless they are the default', () => {
  expect(preferredView()).toEqual({})
  usePreferences.setState({ default_range: '7D' })
  expect(preferredView()).toEqual({ range: '7D' })
  usePreferences.setState({ chart_indicators: 'rsi:14' })
  expect(preferredView()).toEqual({ range: '7D', ind: 'rsi:14' })
})

test('a choice is stored in the browser', () => {
  usePreferences.setState({ palette: 'blue-orange' })
  expect(localStorage.getItem('tidemark.preferences')).toContain('"palette":"blue-orange"')
})
