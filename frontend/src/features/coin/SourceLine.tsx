/** Whose prices a chart shows, and how they relate to the one above. */
import type { Coin, Price } from '@/api/types'
import { venueName } from '@/lib/venues'
import { sourceText } from './exchanges'
import type { ChartModel } from './useChart'

interface Props {
  coin: Coin
  price: Price | undefined
  model: ChartModel
}

export function SourceLine({ coin, price, model: { missing, instrumentId } }: Props) {
  return (
    <p className="source-line xs t3" data-testid="source">
      {missing !== null && (
        <b className="stale" role="status">
          {venueName(missing)} does not trade {coin.name}.{' '}
        </b>
      )}
      {sourceText(price, instrumentId)}
    </p>
  )
}
