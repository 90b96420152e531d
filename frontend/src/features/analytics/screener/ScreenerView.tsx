export function ScreenerView(props: object) {
  return <section className="card">{Object.keys(props).length}</section>
}
