/** Theme and palette on <html>, where public/theme.js has set them before first paint. */
import { usePreferences, type Theme } from './preferences'

export function shownTheme(theme: Theme): 'dark' | 'light' {
  if (theme !== 'system') return theme
  return window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
}

export function toggleTheme(): void {
  usePreferences.setState(({ theme }) => ({ theme: shownTheme(theme) === 'dark' ? 'light' : 'dark' }))
}

/** Updates <html> when the preference or the system's theme changes. */
export function applyAppearance(): () => void {
  const apply = (): void => {
    const { theme, palette } = usePreferences.getState()
    document.documentElement.dataset.theme = shownTheme(theme)
    document.documentElement.dataset.palette = palette
  }
  const system = window.matchMedia('(prefers-color-scheme: light)')
  system.addEventListener('change', apply)
  const stop = usePreferences.subscribe(apply)
  apply()
  return () => {
    system.removeEventListener('change', apply)
    stop()
  }
}
