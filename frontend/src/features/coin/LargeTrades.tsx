/** The coin's large trades: from which value on is the reader's choice, else what the coin's own trades say. */
import { useId, type ReactNode } from 'react'
import { formatCount } from '@/lib/format'
import { usePreferences } from '@/lib/preferences'
import { formatMoment } from '@/lib/time'
import { ErrorLine } from '@/ui/form/ErrorLine'
import { useDraft } from '@/ui/useDraft'
import { AUTO, dollars, limitOf, nothingText, settingOf, sumsOf, unpricedText, type Large } from './largeTrades'
import { NoTrades, TapeFrame, useHold } from './TapeFrame'
import { TapeTable } from './TapeTable'
import { MOST_LISTED } from './tradeTape'
import { useLargeLimit, useLargeTape, type LargeLimit } from './useTradeTape'

interface Props {
  coinId: string
  decimals: number | undefined
  choice: ReactNode
}

const settingText = (setting: string): string => {
  const set = limitOf(setting)
  return set === null ? '' : formatCount(set)
}

/** Saved when it is left or entered; empty means: by the coin's own trades. */
function LimitInput({ limit, setting }: { limit: LargeLimit; setting: string }) {
  const { draft: text, setDraft: setText, commit } = useDraft(settingText(setting), setting)
  const id = useId()
  const next = settingOf(text)
  const save = () => {
    if (next === undefined) return
    commit(settingText(next), next)
    if (next !== setting) usePreferences.setState({ large_trades: next })
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

function Sums({ summed, since, unpriced }: Omit<Large, 'large'>) {
  const { buys, sells, buyCount, sellCount } = sumsOf(summed)
  return (
    <span className="row sm flex-wrap gap-x-3" data-testid="sums">
      <span>
        <span className="t3">Buys</span> <b className="up b num">{dollars(buys)}</b>{' '}
        <span className="t3 num">({formatCount(buyCount)})</span>
      </span>
      <span>
        <span className="t3">Sells</span> <b className="down b num">{dollars(sells)}</b>{' '}
        <span className="t3 num">({formatCount(sellCount)})</span>
      </span>
      {since !== null && <span className="xs t3">since {formatMoment(new Date(since), new Date())}</span>}
      {unpriced > 0 && <span className="xs stale">{unpricedText(unpriced)} left out</span>}
    </span>
  )
}

/** Only the newest are listed; the sums are of all. */
export function LargeTrades({ coinId, decimals, choice }: Props) {
  const setting = usePreferences(({ large_trades }) => large_trades)
  const limit = useLargeLimit(coinId, setting)
  const { box, ...hold } = useHold()
  const { large, summed, since, unpriced, waiting, looked, ...state } = useLargeTape(coinId, hold.held, limit, setting)
  const above = (
    <div className="tape-tools">
      <LimitInput {...{ limit, setting }} />
      <span className="grow" />
      <Sums {...{ summed, since, unpriced }} />
      {large.length > MOST_LISTED && <span className="xs t3">the newest {MOST_LISTED} are listed</span>}
    </div>
  )
  return (
    <TapeFrame {...{ hold, box, choice, above }} waiting={waiting.length}>
      {large.length > 0 ? (
        <TapeTable trades={large.slice(0, MOST_LISTED)} decimals={decimals} worth />
      ) : (
        <NoTrades coinId={coinId} {...state} title="No large trade">
          {nothingText(limit.usd, looked, unpriced)}
        </NoTrades>
      )}
    </TapeFrame>
  )
}
