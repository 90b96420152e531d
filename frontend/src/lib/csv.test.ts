import { expect, test } from 'vitest'
import { toCsv } from './csv'

test('a CSV keeps exact strings, quotes what needs it and starts no formula', () => {
  expect(
    toCsv(
      ['a', 'b'],
      [
        ['0.00000191', '-4.2'],
        ['=1+1', 'x,"y"'],
        [null, true],
      ],
    ),
  ).toBe('a,b\r\n0.00000191,-4.2\r\n\'=1+1,"x,""y"""\r\n,true\r\n')
})
