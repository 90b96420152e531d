/** The coin's large trades: from which value on is the reader's choice, else what the coin's own trades say. */
import { useId, useState, type ReactNode } from 'react'
import type { Trade } from '@/api/types'
import { formatCompact, formatCount } from '@/lib/format'
import { usePreferences } from '@/lib/preferences'
import { formatMoment } from '@/lib/time'
import { ErrorLine } from '@/ui/form/ErrorLine'
import { AUTO, limitOf, settingOf, sumsOf } from './largeTrades'
import { NoTrades, TapeFrame, useHold } from './TapeFrame'
import { TapeTable } from './TapeTable'
import { useLargeLimit, useLargeTape, type LargeLimit } from './useTradeTape'

interface Props {
  coinId: string
  decimals: number | undefined
  choice: ReactNode
}

const dollars = (value: number): string => `$${formatCompact(value.toFixed(0))}`

/** Saved when it is left or entered; empty means: by the coin's own trades. */
function LimitInput({ limit, setting }: { limit: LargeLimit; setting: string }) {
  const set = limitOf(setting)
  const [text, setText] = useState(set === null ? '' : formatCount(set))
  const id = useId()
  const next = settingOf(text)
  const save = () => {
    if (next !== undefined && next !== setting) usePreferences.setState({ large_trades: next })
  }
  return (
    <>
      <label className="row sm gap-[6px]">
        <span className="t3">From $</span>
        <input
          className="limit-input"
          inputMode="numeric"
          placeholder={limit.usd === null ? AUTO : formatCount(limit.usd)}
          value={text}
          aria-invalid={next === undefined}
          aria-describedby={id}
          onChange={(event) => setText(event.target.value)}
          onBlur={save}
          onKeyDown={(event) => event.key === 'Enter' && save()}
        />
      </label>
      {next === undefined ? (
        <ErrorLine id={id}>Whole dollars, such as 100,000; empty for the coin’s own limit.</ErrorLine>
      ) : (
        <span id={id} className="xs t3">
          {limit.own ? 'the largest twentieth of the last 1,000 trades' : 'your limit, for every coin'}
        </span>
      )}
    </>
  )
}

function Sums({ trades, since }: { trades: readonly Trade[]; since: string | null }) {
  const { buys, sells, buyCount, sellCount } = sumsOf(trades)
  return (
    <span className="row sm gap-3" data-testid="sums">
      <span>
        <span className="t3">Buys</span> <b className="up b num">{dollars(buys)}</b>{' '}
        <span className="t3 num">({buyCount})</span>
      </span>
      <span>
        <span className="t3">Sells</span> <b className="down b num">{dollars(sells)}</b>{' '}
        <span className="t3 num">({sellCount})</span>
      </span>
      {since !== null && <span className="xs t3">since {formatMoment(new Date(since), new Date())}</span>}
    </span>
  )
}

/** Made anew for another limit, so that what was taken under the old one is not in the list. */
function Tape({ coinId, decimals, choice, limit, setting }: Props & { limit: LargeLimit; setting: string }) {
  const { box, ...hold } = useHold()
  const { shown, waiting, since, ...state } = useLargeTape(coinId, hold.held, limit.usd)
  const above = (
    <div className="tape-tools">
      <LimitInput {...{ limit, setting }} />
      <span className="grow" />
      <Sums trades={shown} since={since} />
    </div>
  )
  return (
    <TapeFrame {...{ hold, box, choice, above }} waiting={waiting.length}>
      {shown.length > 0 ? (
        <TapeTable trades={shown} decimals={decimals} worth />
      ) : (
        <NoTrades coinId={coinId} {...state} title="No large trade">
          {limit.usd === null
            ? 'There are too few trades to tell what is large here. Set a value above.'
            : `None of the last 1,000 trades is worth ${dollars(limit.usd)} or more. The next one appears here.`}
        </NoTrades>
      )}
    </TapeFrame>
  )
}

export function LargeTrades(props: Props) {
  const setting = usePreferences(({ large_trades }) => large_trades)
  const limit = useLargeLimit(props.coinId, setting)
  return <Tape key={`${limit.usd ?? ''}`} {...props} {...{ limit, setting }} />
}
