import { describe, expect, test } from 'vitest'
import type { Story } from '@/api/sentiment'
import { aboutCoin, isWanted, merged, NO_NEWS, release, shownStories, takeNews, waitingCount } from './storyList'

const story = (id: string, minute: number, change: Partial<Story> = {}): Story =>
  ({
    story_id: id,
    kind: 'news',
    title: id,
    published_at: `2026-11-30T08:${String(minute).padStart(2, '0')}:00Z`,
    label: 'neutral',
    score: '0.05',
    coins: ['bitcoin'],
    source: 'coindesk',
    documents: [{ document_id: id, source: 'coindesk', url: null }],
    revision: 1,
    ...change,
  }) as Story

const FETCHED = { items: [story('b', 20), story('a', 10)], complete: false }
const KNOWN = new Set(['a', 'b'])
const BITCOIN = { coin: 'bitcoin' }
const ids = (stories: readonly Story[]): string[] => stories.map(({ story_id }) => story_id)
const take = (news: Story[], held = false) => takeNews(NO_NEWS, news, KNOWN, held)
const shown = (news: Story[], held = false, filter = {}): string[] =>
  ids(shownStories(FETCHED, take(news, held), filter))

describe('what the stream brings', () => {
  test('is on top when it is new', () => {
    expect(shown([story('c', 30)])).toEqual(['c', 'b', 'a'])
  })

  test('stands where its time says, not where it happened to arrive', () => {
    expect(shown([story('c', 15)])).toEqual(['b', 'c', 'a'])
  })

  test('takes the place of the story as it was, without waiting', () => {
    const news = take([story('a', 10, { title: 'edited', revision: 2 })], true)
    expect(shownStories(FETCHED, news, {}).map(({ title }) => title)).toEqual(['b', 'edited'])
    expect(waitingCount(news, {})).toBe(0)
  })

  test('does not take the place of what was fetched since', () => {
    const news = take([story('a', 10, { title: 'older', revision: 1 })])
    expect(shownStories(FETCHED, news, {}).map(({ title }) => title)).toEqual(['b', 'a'])
  })

  test('takes a deleted story away, also while somebody reads', () => {
    expect(shown([story('b', 20, { documents: [], title: '', revision: 2 })], true)).toEqual(['a'])
  })

  test('waits while the list is held, and is counted', () => {
    const held = take([story('c', 30), story('d', 31, { coins: ['cardano'] })], true)
    expect(ids(shownStories(FETCHED, held, BITCOIN))).toEqual(['b', 'a'])
    expect(waitingCount(held, BITCOIN)).toBe(1)
    expect(ids(shownStories(FETCHED, release(held), BITCOIN))).toEqual(['c', 'b', 'a'])
  })

  test('waits also when the list was fetched again meanwhile', () => {
    const again = { items: [story('c', 30), ...FETCHED.items], complete: false }
    expect(ids(shownStories(again, take([story('c', 30)], true), {}))).toEqual(['b', 'a'])
  })

  test('is not counted when it was deleted while it waited', () => {
    const held = take([story('c', 30)], true)
    const deleted = takeNews(held, [story('c', 30, { documents: [] })], KNOWN, true)
    expect(waitingCount(deleted, {})).toBe(0)
  })

  test('that is older than the last story fetched comes with the next page, if there is one', () => {
    expect(shown([story('z', 5)])).toEqual(['b', 'a'])
    expect(ids(shownStories({ ...FETCHED, complete: true }, take([story('z', 5)]), {}))).toEqual(['b', 'a', 'z'])
  })

  test('is forgotten when there is too much of it, the oldest first', () => {
    const many = Array.from({ length: 501 }, (_, index) => story(`n${index}`, 40))
    const news = take(many, true)
    expect(news.states.size).toBe(500)
    expect(news.states.has('n0')).toBe(false)
    expect(waitingCount(news, {})).toBe(500)
  })
})

test('a text about several coins has no score of one of them before it is fetched', () => {
  const both = story('a', 10, { coins: ['bitcoin', 'cardano'] })
  expect(aboutCoin(both, 'bitcoin').score).toBeNull()
  expect(aboutCoin(both, undefined).score).toBe('0.05')
  expect(aboutCoin(story('a', 10), 'bitcoin').score).toBe('0.05')
})

test('two lists are one down to where the shorter one ends', () => {
  const news = { items: [story('d', 40), story('c', 30)], complete: false }
  const social = { items: [story('y', 35), story('x', 20)], complete: true }
  expect(merged([news, social])).toEqual({ items: [news.items[0], social.items[0], news.items[1]], complete: false })
  expect(ids(merged([{ ...news, complete: true }, social]).items)).toEqual(['d', 'y', 'c', 'x'])
})

test.each([
  [{}, true],
  [{ kind: 'news' }, true],
  [{ kind: 'social' }, false],
  [{ coin: 'cardano' }, false],
  [{ label: 'neutral' }, true],
  [{ label: 'positive' }, false],
  [{ source: 'coindesk' }, true],
  [{ source: 'bluesky' }, false],
] as const)('the filter %o lets a neutral story of CoinDesk through: %s', (filter, wanted) => {
  expect(isWanted(story('a', 10), filter)).toBe(wanted)
})
