/** Decimal numbers as text: what a person types, and the point moved. Pure. */

/** `100,000`, as this page writes it itself: whole thousands, no fraction. */
const GROUPED = /^[-+]?[1-9]\d{0,2}(,\d{3})+$/

/** Both decimal marks are taken: `1,5` is 1.5, `1,234.5` is 1234.5, `100,000` is 100000. */
export function decimal(text: string): string {
  const plain = text
    .trim()
    .replaceAll(/[\s$€£]/g, '')
    .replace('\u2212', '-')
  if (plain.includes('.') || GROUPED.test(plain)) return plain.replaceAll(',', '')
  return plain.replace(',', '.')
}

/** Without zeros at the end of a fraction: `0.50` is `0.5`, `2.0` is `2`. */
export const trimmed = (value: string): string => (value.includes('.') ? value.replace(/\.?0+$/, '') : value)

/** Times a power of ten, exactly: `0.5` by 2 places is `50`, `50` by -2 is `0.5`. */
export function shifted(value: string, places: number): string {
  const sign = value.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = value.replace(/^[-+]/, '').split('.')
  const point = whole.length + places
  const digits = (whole + fraction).padEnd(point, '0')
  const padded = point > 0 ? digits : '0'.repeat(1 - point) + digits
  const cut = Math.max(point, 1)
  const moved = `${padded.slice(0, cut).replace(/^0+(?=\d)/, '')}.${padded.slice(cut)}`
  return sign + trimmed(moved.endsWith('.') ? moved.slice(0, -1) : moved)
}

/** Less a whole number, exactly: `107.4` less 100 is `7.4`. */
export function less(value: string, whole: number): string {
  const places = value.split('.')[1]?.length ?? 0
  const digits = BigInt(value.replace('.', '')) - BigInt(whole) * 10n ** BigInt(places)
  return shifted(String(digits), -places)
}

/** `1.49e-10` as `0.000000000149`: `String` writes floats below 1e-6 and from 1e21 on with an exponent. */
export function withoutExponent(value: string): string {
  const [mantissa = '', exponent] = value.split(/e/i)
  return exponent === undefined ? value : shifted(mantissa, Number(exponent))
}
