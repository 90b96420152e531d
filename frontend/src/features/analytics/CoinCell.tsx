/** The head of a row about a coin: its icon and its name, which leads to its page. */
import { CoinIcon } from '@/ui/badges'
import { CoinLink } from '@/ui/CoinLink'

interface Props {
  id: string
  symbol: string
  /** The name, or the symbol where there is little room. */
  text: string
  children?: React.ReactNode
}

export function CoinCell({ id, symbol, text, children }: Props) {
  return (
    <th scope="row" className="col-coin">
      <span className="coin">
        <CoinIcon symbol={symbol} />
        <span>
          <CoinLink id={id} className="nm">
            {text}
          </CoinLink>
          {children}
        </span>
      </span>
    </th>
  )
}
