/** Every trade of the coin as it happens. */
import type { ReactNode } from 'react'
import { NoTrades, TapeFrame, useHold } from './TapeFrame'
import { TapeTable } from './TapeTable'
import { useTradeTape } from './useTradeTape'

interface Props {
  coinId: string
  decimals: number | undefined
  choice: ReactNode
}

export function AllTrades({ coinId, decimals, choice }: Props) {
  const { box, ...hold } = useHold()
  const { shown, waiting, ...state } = useTradeTape(coinId, hold.held)
  return (
    <TapeFrame {...{ hold, box, choice }} waiting={waiting.length}>
      {shown.length > 0 ? (
        <TapeTable trades={shown} decimals={decimals} />
      ) : (
        <NoTrades coinId={coinId} {...state} title="No trade yet">
          The first trade that an exchange sends appears here.
        </NoTrades>
      )}
    </TapeFrame>
  )
}
