/** A class that one page's stylesheet gives a look of its own is not given another one by another page's. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const PAGES = ['table', 'chart', 'forms', 'portfolio', 'sentiment', 'analytics']
/** Small parts that pages adapt. */
const SHARED = ['sw', 'avatar']

function selectors(page: string): string[] {
  const css = readFileSync(`src/styles/${page}.css`, 'utf8').replaceAll(/\/\*[^]*?\*\//g, '')
  return [...css.matchAll(/([^@{};]+)\{/g)].flatMap(([, list = '']) => list.split(',').map((one) => one.trim()))
}

/** The class that a selector is about: the first of its last part. */
const subject = (selector: string): string | undefined => /\.([\w-]+)/.exec(selector.split(' ').at(-1) ?? '')?.[1]

test('no class has a look of its own on one page and another one on another', () => {
  const owners = new Map<string, string>()
  for (const page of PAGES) {
    for (const selector of selectors(page)) {
      if (/^\.[\w-]+$/.test(selector)) owners.set(selector.slice(1), page)
    }
  }
  const clashes = PAGES.flatMap((page) =>
    selectors(page)
      .map(subject)
      .filter((name) => name !== undefined && !SHARED.includes(name) && (owners.get(name) ?? page) !== page)
      .map((name) => `${page}: .${name} belongs to ${owners.get(name ?? '')}`),
  )
  expect(clashes).toEqual([])
})
