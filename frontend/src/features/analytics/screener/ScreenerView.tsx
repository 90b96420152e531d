export function ScreenerView(_: object) {
  return null
}
