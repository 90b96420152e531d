import { afterEach, expect, test } from 'vitest'
import { preferredView, usePreferences } from './preferences'

afterEach(() => usePreferences.setState(usePreferences.getInitialState()))

test('a preferred range stands in our links, the house default stays out of them', () => {
  expect(preferredView()).toEqual({})
  usePreferences.setState({ default_range: '7D' })
  expect(preferredView()).toEqual({ range: '7D' })
})

test('a choice is kept in the browser', () => {
  usePreferences.setState({ palette: 'blue-orange' })
  expect(localStorage.getItem('tidemark.preferences')).toContain('"palette":"blue-orange"')
})
