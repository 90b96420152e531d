/** How the coin moved with the largest others: correlation of hourly returns over seven days, with its n. */
import { useQueries, useQuery } from '@tanstack/react-query'
import { coinsQuery, correlationQuery } from '@/api/queries'
import type { Coin, Correlation } from '@/api/types'
import { MINUS, roundText } from '@/lib/format'
import { CoinIcon, Unknown } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'

const OTHERS = 6
const WANTED = 168

function Figure({ value, n }: { value: string; n: number }) {
  return (
    <>
      <span className="xs t3">n = {n}</span>
      <i className="bar-track" style={{ width: `${Math.abs(Number(value)) * 90}px` }} aria-hidden="true" />
      <b className="b num min-w-9">{roundText(value, 2).replace('-', MINUS)}</b>
    </>
  )
}

function Row({ coin, correlation }: { coin: Coin; correlation: Correlation | undefined }) {
  const { value = null, n = 0, reason } = correlation ?? {}
  const word = reason === 'no_variance' ? 'does not vary' : 'not enough'
  return (
    <CoinLink id={coin.coin_id} className="line hover:bg-[var(--hover)]">
      <CoinIcon symbol={coin.symbol} />
      <span className="grow">{coin.name}</span>
      {value === null ? (
        <Unknown word={correlation ? word : '…'} reason={`n = ${n} of ${WANTED}`} />
      ) : (
        <Figure value={value} n={n} />
      )}
    </CoinLink>
  )
}

export function MovesWithCard({ coinId }: { coinId: string }) {
  const coins = useQuery(coinsQuery).data ?? []
  const others = coins.filter((coin) => coin.coin_id !== coinId).slice(0, OTHERS)
  const answers = useQueries({ queries: others.map((coin) => correlationQuery(coinId, coin.coin_id)) })
  const rows = others.map((coin, index) => ({ coin, correlation: answers[index]?.data }))
  rows.sort((a, b) => Number(b.correlation?.value ?? -2) - Number(a.correlation?.value ?? -2))
  return (
    <section className="card moves" aria-label="Moves with">
      <div className="hd">
        <h2>Moves with</h2>
        <span className="grow" />
        <span className="xs t3">largest coins, 7 d of 1 h returns</span>
      </div>
      {rows.map(({ coin, correlation }) => (
        <Row key={coin.coin_id} coin={coin} correlation={correlation} />
      ))}
    </section>
  )
}
