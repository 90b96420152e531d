import { afterEach, expect, test } from 'vitest'
import { preferredView, usePreferences } from './preferences'

afterEach(() => usePreferences.setState(usePreferences.getInitialState()))

test('links to a coin name the preferred range, unless it is the default', () => {
  expect(preferredView()).toEqual({})
  usePreferences.setState({ default_range: '7D' })
  expect(preferredView()).toEqual({ range: '7D' })
})

test('a choice is stored in the browser', () => {
  usePreferences.setState({ palette: 'blue-orange' })
  expect(localStorage.getItem('tidemark.preferences')).toContain('"palette":"blue-orange"')
})
