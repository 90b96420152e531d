/** The contrast of every text and graphic token on every background it may stand on, in both themes and all palettes. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { delta, deuteranopia, ratio, resolveTokens } from '@/testing/contrast'

const CSS = readFileSync('src/styles/tokens.css', 'utf8')

const TEXT = ['text', 'text-2', 'text-3', 'accent', 'up', 'down', 'flat', 'stale', 'unreal', 'info', 'danger']
const BACK = ['canvas', 'surface', 'surface-2', 'surface-3', 'hover', 'selected', 'overlay']
const OWN = [
  ['stale', 'stale-bg'],
  ['unreal', 'unreal-bg'],
  ['unreal', 'unreal-stripe'],
  ['info', 'info-bg'],
  ['danger', 'danger-bg'],
  ['text', 'stale-bg'],
  ['text', 'danger-bg'],
  ['text', 'unreal-bg'],
  ['text-on-accent', 'accent-solid'],
  ['text-2', 'gap-bg'],
] as const
const GRAPHIC = 'up down focus border-strong hatch ov1 ov2 ov3 ov4 ov5 stale unreal accent'.split(' ')

const themes = ['dark', 'light'] as const
const palettes = ['green-red', 'red-green', 'blue-orange'] as const

describe.each(themes)('%s', (theme) => {
  describe.each(palettes)('%s', (palette) => {
    const tokens = resolveTokens(CSS, theme, palette)
    const of = (name: string): string => tokens[name] ?? `--${name} is missing`

    test.each(TEXT)('%s can be read on every background', (name) => {
      expect(Math.min(...BACK.map((back) => ratio(of(name), of(back))))).toBeGreaterThanOrEqual(4.5)
    })

    test.each(OWN)('%s can be read on %s', (front, back) => {
      expect(ratio(of(front), of(back))).toBeGreaterThanOrEqual(4.5)
    })

    test.each(GRAPHIC)('%s can be seen as a graphic', (name) => {
      const worst = ['canvas', 'surface', 'surface-2'].map((back) => ratio(of(name), of(back)))
      expect(Math.min(...worst)).toBeGreaterThanOrEqual(3)
    })

    test('up and down stay apart without red and green', () => {
      expect(delta(deuteranopia(of('up')), deuteranopia(of('down')))).toBeGreaterThan(25)
    })
  })
})

test('red-green swaps the meanings and nothing else', () => {
  const [usual, swapped] = [resolveTokens(CSS, 'dark', 'green-red'), resolveTokens(CSS, 'dark', 'red-green')]
  expect([swapped.up, swapped.down]).toEqual([usual.down, usual.up])
})
