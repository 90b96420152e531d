/** Several coins side by side: each score as a bar from zero with its 95% interval, the highest first. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Scale, X } from 'lucide-react'
import { compareQuery, type Sentiment } from '@/api/sentiment'
import type { Names } from '@/api/coinNames'
import type { Coin } from '@/api/types'
import { formatCount, formatPercent, UNKNOWN } from '@/lib/format'
import { formatInterval, formatScore, noScoreText, toneOf } from '@/lib/sentiment'
import { LIVE_WINDOW } from '@/lib/sentimentView'
import { useSentimentChannel } from '@/stream/useSentiment'
import { CoinIcon, Unknown } from '@/ui/badges'
import { ScrollX } from '@/ui/ScrollX'
import { Empty, Failed, Loading } from '@/ui/states'
import { ScoreAge } from '@/ui/sentiment/ScoreAge'
import { SentimentLink } from '@/ui/sentiment/SentimentLink'
import { byScore, comparedCoins, MOST_COMPARED } from './compared'
import { ScoreBar } from './ScoreBar'
import type { OnSearch } from './search'
import { windowWords } from './words'

function Figures({ of }: { of: Sentiment }) {
  const { score, interval_95: interval, stories, reason } = of
  if (score === null) {
    return (
      <td className="num" colSpan={2}>
        <Unknown word="not enough" reason={noScoreText(reason, stories)} />
      </td>
    )
  }
  return (
    <>
      <td className={`num b ${toneOf(score, interval)}`}>{formatScore(score)}</td>
      <td className="num t2">{interval ? formatInterval(interval) : UNKNOWN}</td>
    </>
  )
}

interface RowProps {
  of: Sentiment
  names: Names
  onRemove: () => void
}

const percentText = (percent: string | null): string => (percent === null ? UNKNOWN : formatPercent(percent, 0))

function Row({ of, names, onRemove }: RowProps) {
  const name = names.name(of.coin_id)
  return (
    <tr data-coin={of.coin_id}>
      <th scope="row">
        <span className="coin">
          <CoinIcon symbol={names.symbol(of.coin_id)} />
          <SentimentLink coinId={of.coin_id} className="nm">
            {name}
          </SentimentLink>
        </span>
      </th>
      <td className="bar-cell">
        <ScoreBar score={of.score} interval={of.interval_95} />
      </td>
      <Figures of={of} />
      <td className="num t2">{percentText(of.positive_percent)}</td>
      <td className="num t2">{percentText(of.negative_percent)}</td>
      <td className="num t2">{formatCount(of.stories)}</td>
      <td>
        <ScoreAge asOf={of.as_of} stale={of.stale} />
      </td>
      <td>
        <button type="button" className="icb" aria-label={`Leave out ${name}`} title="Leave out" onClick={onRemove}>
          <X className="i s" aria-hidden />
        </button>
      </td>
    </tr>
  )
}

/** Keeps one coin's row up; there are as many of these as coins. */
function Follow({ coinId, coins, window }: { coinId: string; coins: readonly string[]; window: string }) {
  const client = useQueryClient()
  useSentimentChannel(window === LIVE_WINDOW ? coinId : null, (state) => {
    client.setQueryData(compareQuery(coins, window).queryKey, (known) =>
      known?.map((one) => (one.coin_id === coinId ? { ...one, ...state } : one)),
    )
  })
  return null
}

const HEADS = [
  ['Score', 'num'],
  ['95%', 'num'],
  ['Positive', 'num'],
  ['Negative', 'num'],
  ['Stories', 'num'],
  ['Newest text'],
] as const

interface TableProps {
  rows: readonly Sentiment[]
  names: Names
  onRemove: (coinId: string) => void
}

function Table({ rows, names, onRemove }: TableProps) {
  return (
    <ScrollX>
      <table className="table tall compare">
        <thead>
          <tr>
            <th>Coin</th>
            <th>
              <span className="bar-head" aria-hidden="true">
                <span>−1</span>
                <span>0</span>
                <span>+1</span>
              </span>
              <span className="sr">Bar</span>
            </th>
            {HEADS.map(([head, className]) => (
              <th key={head} className={className}>
                {head}
              </th>
            ))}
            <th>
              <span className="sr">Leave out</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {byScore(rows).map((one) => (
            <Row key={one.coin_id} of={one} names={names} onRemove={() => onRemove(one.coin_id)} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

interface AddProps {
  coins: readonly Coin[]
  chosen: readonly string[]
  onAdd: (coinId: string) => void
}

function Add({ coins, chosen, onAdd }: AddProps) {
  const others = coins.filter(({ coin_id: id }) => !chosen.includes(id))
  if (others.length === 0 || chosen.length >= MOST_COMPARED) return null
  return (
    <label className="chip">
      <span className="sr">Add a coin</span>
      <select value="" onChange={(event) => onAdd(event.target.value)}>
        <option value="">Add a coin…</option>
        {others.map((coin) => (
          <option key={coin.coin_id} value={coin.coin_id}>
            {coin.name}
          </option>
        ))}
      </select>
    </label>
  )
}

interface Props {
  coins: readonly Coin[]
  /** As in the URL; empty: the largest. */
  chosen: readonly string[]
  window: string
  names: Names
  onSearch: OnSearch
}

export function CompareView({ coins, chosen: asked, window, names, onSearch }: Props) {
  const chosen = comparedCoins(coins, asked)
  const { data: rows, error, refetch } = useQuery(compareQuery(chosen, window))
  const choose = (next: readonly string[]) => onSearch({ coins: next.join(',') || undefined }, false)
  return (
    <section className="card" aria-label="Comparison">
      <div className="hd flex-wrap">
        <h2>Comparison</h2>
        <span className="xs t3">last {windowWords(window)}, highest first</span>
        <span className="grow" />
        <Add coins={coins} chosen={chosen} onAdd={(coin) => choose([...chosen, coin])} />
      </div>
      {chosen.map((coinId) => (
        <Follow key={coinId} coinId={coinId} coins={chosen} window={window} />
      ))}
      {error && !rows ? (
        <Failed what="The comparison" error={error} retry={() => void refetch()} />
      ) : !rows && chosen.length > 0 ? (
        <Loading what="the comparison" rows={8} />
      ) : rows && rows.length > 0 ? (
        <Table rows={rows} names={names} onRemove={(coin) => choose(chosen.filter((one) => one !== coin))} />
      ) : (
        <Empty icon={Scale} title="No coin is chosen">
          Add the coins that are to be compared.
        </Empty>
      )}
    </section>
  )
}
