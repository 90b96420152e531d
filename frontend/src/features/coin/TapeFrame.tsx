/** The frame of a list of trades: new ones are added only while it is scrolled to its top and not paused. */
import { ArrowDownUp, Pause } from 'lucide-react'
import { useRef, useState, type ReactNode, type RefObject } from 'react'
import { Empty, Failed, Loading } from '@/ui/states'
import { PricesAbove } from './PricesAbove'

/** Whether new trades wait: the reader has paused the list, or reads further down. */
export function useHold() {
  const [atTop, setAtTop] = useState(true)
  const [paused, setPaused] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const toTop = () => {
    setPaused(false)
    box.current?.scrollTo({ top: 0 })
    setAtTop(true)
  }
  return { held: paused || !atTop, paused, box, toTop, setAtTop, toggle: () => setPaused(!paused) }
}

export type Hold = Omit<ReturnType<typeof useHold>, 'box'>

interface Props {
  hold: Hold
  /** The list that is scrolled. */
  box: RefObject<HTMLDivElement | null>
  /** How many trades wait. */
  waiting: number
  /** All or the large ones. */
  choice: ReactNode
  /** Between the head and the list. */
  above?: ReactNode
  children: ReactNode
}

function Head({ hold, waiting, choice }: Pick<Props, 'hold' | 'waiting' | 'choice'>) {
  return (
    <div className="hd">
      <h2>Trades</h2>
      {choice}
      {waiting > 0 && (
        <button type="button" className="chip on" onClick={hold.toTop}>
          {waiting} new
        </button>
      )}
      <span className="grow" />
      <span className="xs t3 not-phone truncate">
        taker side · newest first · <span className="kbd">Space</span> pauses
      </span>
      <button
        type="button"
        className={hold.paused ? 'chip on' : 'chip'}
        aria-pressed={hold.paused}
        aria-label="Pause the trades"
        onClick={hold.toggle}
      >
        <Pause className="i s" aria-hidden />
      </button>
    </div>
  )
}

export function TapeFrame({ hold, box, waiting, choice, above, children }: Props) {
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== ' ') return
    event.preventDefault()
    hold.toggle()
  }
  return (
    <section className="card trades" aria-label="Trades">
      <Head {...{ hold, waiting, choice }} />
      {above}
      <div
        className="tape"
        ref={box}
        tabIndex={0}
        role="region"
        aria-label="List of trades"
        onKeyDown={onKeyDown}
        onScroll={(event) => hold.setAtTop(event.currentTarget.scrollTop < 4)}
      >
        {children}
      </div>
    </section>
  )
}

interface StateProps {
  coinId: string
  isPending: boolean
  error: Error | null
  refetch: () => void
  title: string
  children: ReactNode
}

/** Instead of a list without a trade. */
export function NoTrades({ coinId, isPending, error, refetch, title, children }: StateProps) {
  if (isPending) return <Loading what="trades" />
  if (error) return <Failed what="The trades" error={error} retry={refetch} rest={<PricesAbove coinId={coinId} />} />
  return (
    <Empty icon={ArrowDownUp} title={title}>
      {children}
    </Empty>
  )
}
