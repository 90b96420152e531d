/** How far the exchanges' own candles are read, below the list of exchanges. */
import { useQuery } from '@tanstack/react-query'
import { pipelineQuery } from '@/api/queries'
import { historyText } from './historyText'

export function HistoryLine() {
  const { data, isError } = useQuery(pipelineQuery)
  if (isError) return <p className="line xs t3">History: not known at present</p>
  const text = data ? historyText(data.history) : null
  return text === null ? null : (
    <p className="line xs t3" data-testid="history">
      {text}
    </p>
  )
}
