export function CoinPeek({ coinId }: { coinId: string }) {
  return <p>{coinId}</p>
}
