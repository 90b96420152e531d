import { expect, test } from 'vitest'
import cells from './csvCells.json'
import { escapeFormula, toCsv } from './csv'

test('a CSV keeps exact strings, quotes what needs it and starts no formula', () => {
  expect(
    toCsv(
      ['a', 'b'],
      [
        ['0.00000191', '-4.2'],
        ['=1+1', 'x,"y"'],
        [null, true],
        [-1e-7, '\n=1+1'],
      ],
    ),
  ).toBe('a,b\r\n0.00000191,-4.2\r\n\'=1+1,"x,""y"""\r\n,true\r\n-1e-7,"\'\n=1+1"\r\n')
})

test.each(cells.formulas)('a spreadsheet does not run %j', (text) => {
  expect(escapeFormula(text)).toBe(`'${text}`)
})

test.each(cells.texts)('%j stays as it is', (text) => {
  expect(escapeFormula(text)).toBe(text)
})
