/** What was unusual in the last day: the newest few, in short. */
import type { Anomaly } from '@/api/anomalies'
import type { Names } from '@/api/coinNames'
import type { Coin } from '@/api/types'
import { formatMoment } from '@/lib/time'
import { serverClock } from '@/stream/connection'
import { CoinIcon } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'
import { Block } from '../Block'
import { DAY_HOURS, useAnomalies } from './useAnomalies'
import { baseline, formatZ, headline, nothingText } from './words'

const SHORT = 4

function Line({ of, names }: { of: Anomaly; names: Names }) {
  const at = new Date(of.open_time)
  return (
    <li className="anomaly">
      <CoinIcon symbol={names.symbol(of.coin_id)} />
      <span className="grow">
        <CoinLink id={of.coin_id} className="hover:underline">
          <b className="b">{names.symbol(of.coin_id)}</b> {headline(of)}
        </CoinLink>
        <span className="xs t3 block">{formatMoment(at, new Date(serverClock.now()))}</span>
      </span>
      <b className="b num" title={`${of.why}, n = ${of.n}`}>
        z {formatZ(of.z)}
      </b>
    </li>
  )
}

interface CardProps {
  coins: readonly Coin[]
  names: Names
  onAll: () => void
}

/** In the overview: the newest few. */
export function AnomaliesCard({ coins, names, onAll }: CardProps) {
  const query = useAnomalies(coins, DAY_HOURS)
  const { data } = query
  return (
    <section className="card" aria-label="Anomalies">
      <div className="hd">
        <h2>Anomalies 24 h</h2>
        <span className="grow" />
        {data && <span className="xs t3">{baseline(data)}</span>}
      </div>
      <Block
        query={query}
        what="the anomalies"
        rows={2}
        empty={(found) =>
          found.items.length === 0 ? <p className="t2 px-[14px] py-3">Nothing unusual. {nothingText(found)}</p> : null
        }
      >
        {({ items }) => (
          <ul>
            {items.slice(0, SHORT).map((one) => (
              <Line key={`${one.instrument_id} ${one.kind} ${one.open_time}`} of={one} names={names} />
            ))}
          </ul>
        )}
      </Block>
      {data && data.items.length > SHORT && (
        <div className="ft">
          <button type="button" className="underline underline-offset-2" onClick={onAll}>
            All {data.items.length + data.more}
          </button>
        </div>
      )}
    </section>
  )
}
