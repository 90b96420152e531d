/** WCAG contrast, colour distance and simulated deuteranopia of the tokens. Pure; used by tests only. */

type Rgb = [number, number, number]

function declarations(css: string, wanted: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, selectors = '', body = ''] of css.replace(/\/\*[^]*?\*\//g, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (!selectors.split(',').some((one) => one.trim() === wanted)) continue
    for (const [, name = '', value = ''] of body.matchAll(/--([\w-]+):\s*([^;]+);/g)) found[name] = value.trim()
  }
  return found
}

export function resolveTokens(css: string, theme: string, palette: string): Record<string, string> {
  const layers = [
    ':root',
    `[data-theme="${theme}"]`,
    `[data-palette="${palette}"]`,
    `[data-theme="${theme}"][data-palette="${palette}"]`,
  ]
  const all = Object.assign({}, ...layers.map((one) => declarations(css.replaceAll("'", '"'), one))) as Record<
    string,
    string
  >
  const resolve = (value: string): string => {
    const name = /^var\(--([\w-]+)\)$/.exec(value)?.[1]
    return name === undefined ? value : resolve(all[name] ?? '')
  }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, resolve(value)]))
}

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)

function rgb(hex: string): Rgb {
  return [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255)) as Rgb
}

function luminance(hex: string): number {
  const [r, g, b] = rgb(hex)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function ratio(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** Machado, Oliveira, Fernandes 2009, severity 1.0, in linear RGB. */
const DEUTERANOPIA: Rgb[] = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
]

export function deuteranopia(hex: string): string {
  const [r, g, b] = rgb(hex)
  const parts = DEUTERANOPIA.map(([x, y, z]) => {
    const value = Math.min(1, Math.max(0, x * r + y * g + z * b))
    return Math.round(255 * (12.92 * value <= 0.0031308 * 12.92 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055))
  })
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

function lab(hex: string): Rgb {
  const [r, g, b] = rgb(hex)
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** CIE 1976 colour difference. */
export function delta(a: string, b: string): number {
  const [p, q] = [lab(a), lab(b)]
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])
}
