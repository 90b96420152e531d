import { expect, test } from 'vitest'
import { spread } from './lineName'

test('names at one height are moved apart, the upper one stays', () => {
  const label = (name: string, y: number) => ({ name, y, x: 0, color: '#fff' })
  const ys = spread([label('EMA 50', 101), label('SMA 20', 100), label('SMA 200', 300)]).map(({ name, y }) => [name, y])
  expect(ys).toEqual([
    ['SMA 20', 100],
    ['EMA 50', 113],
    ['SMA 200', 300],
  ])
})
