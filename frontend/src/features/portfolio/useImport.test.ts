import { expect, test } from 'vitest'
import type { Import } from '@/api/portfolio'
import { ended } from './useImport'

const at = (state: Import['state'], done: number, message: string | null = null) =>
  ({ state, done, rows: 10, added: state === 'committed' ? 10 : null, message }) as Import

/** Answers one after the other; an error is thrown. */
function answering(answers: (Import | Error)[]) {
  const heard: (number | null)[] = []
  const read = () => {
    const answer = answers.shift()
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer!)
  }
  return { ask: { read, wait: () => Promise.resolve(), onProgress: ({ done }: Import) => heard.push(done) }, heard }
}

test('an import that has ended is not asked after', async () => {
  const { ask, heard } = answering([])
  expect((await ended(at('committed', 10), ask)).added).toBe(10)
  expect(heard).toEqual([])
})

test('one that takes long says how far it is', async () => {
  const { ask, heard } = answering([at('committing', 5), new Error('away'), at('committed', 10)])
  expect((await ended(at('committing', 0), ask)).added).toBe(10)
  expect(heard).toEqual([0, 5, 5])
})

test('one that fails says why', async () => {
  const { ask } = answering([at('failed', 5, 'The database was away.')])
  await expect(ended(at('committing', 0), ask)).rejects.toThrow('The database was away. Nothing was added; try again.')
})

test('a server that does not answer ends the asking', async () => {
  const { ask } = answering(Array.from({ length: 10 }, () => new Error('away')))
  await expect(ended(at('committing', 0), ask)).rejects.toThrow('away')
})
