/** Theme and palette: kept in the browser, written to <html>, where public/theme.js has set them before first paint. */
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export type Theme = 'system' | 'dark' | 'light'
export const PALETTES = ['green-red', 'red-green', 'blue-orange'] as const
export type Palette = (typeof PALETTES)[number]

interface Appearance {
  theme: Theme
  palette: Palette
  singleKeys: boolean
}

export const useAppearance = create<Appearance>()(
  persist((): Appearance => ({ theme: 'system', palette: 'green-red', singleKeys: true }), {
    name: 'tidemark.appearance',
  }),
)

export function shownTheme(theme: Theme): 'dark' | 'light' {
  if (theme !== 'system') return theme
  return window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
}

export function toggleTheme(): void {
  useAppearance.setState(({ theme }) => ({ theme: shownTheme(theme) === 'dark' ? 'light' : 'dark' }))
}

/** Keeps <html> in step with the choice and with the system's. */
export function applyAppearance(): () => void {
  const apply = (): void => {
    const { theme, palette } = useAppearance.getState()
    document.documentElement.dataset.theme = shownTheme(theme)
    document.documentElement.dataset.palette = palette
  }
  const system = window.matchMedia('(prefers-color-scheme: light)')
  system.addEventListener('change', apply)
  const stop = useAppearance.subscribe(apply)
  apply()
  return () => {
    system.removeEventListener('change', apply)
    stop()
  }
}
