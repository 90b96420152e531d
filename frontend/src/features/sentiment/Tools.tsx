/** Coin, part of the page, source, and the link to what is shown. */
import { useQuery } from '@tanstack/react-query'
import { Link2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { sourcesQuery } from '@/api/sentiment'
import type { Coin } from '@/api/types'
import { sourceName } from '@/lib/sourceNames'
import { ChipSelect } from '@/ui/ChipSelect'
import { Segment } from '@/ui/Segment'
import { copyLink } from '@/ui/Toast'
import { CoinSelect } from './CoinSelect'
import { windowWords } from './words'
import { ALL_COINS, isOfAll, VIEWS, WINDOWS, type OnSearch, type SentimentChoice, type View } from './search'

const TITLES: Record<View, string> = {
  overview: 'Overview',
  news: 'News',
  social: 'Social',
  topics: 'Topics',
  compare: 'Compare',
  evaluation: 'How good is it',
}
const OPTIONS = VIEWS.map((value) => ({ value, label: TITLES[value] }))

/** The views that list stories, of all or of one source. */
const WITH_SOURCE: readonly View[] = ['overview', 'news', 'social']
const WITH_WINDOW: readonly View[] = ['overview', 'compare']
const WITHOUT_COIN: readonly View[] = ['compare', 'evaluation']

const WINDOW_OPTIONS = WINDOWS.map((value) => ({ value, label: windowWords(value) }))

function SourceChip({ source, onSearch }: { source: string | undefined; onSearch: OnSearch }) {
  const { data: sources } = useQuery(sourcesQuery)
  const names = new Set(sources?.map((one) => one.source))
  // One that the link names and the server does not list stays chosen: the list below says that it is empty.
  if (source !== undefined) names.add(source)
  const options = [
    { value: '', label: 'All sources' },
    ...[...names].map((name) => ({ value: name, label: sourceName(name) })),
  ]
  return (
    <ChipSelect
      label="Source"
      options={options}
      value={source ?? ''}
      onChange={(value) => onSearch({ source: value || undefined }, false)}
    />
  )
}

interface Props {
  coins: readonly Coin[]
  choice: SentimentChoice
  onSearch: OnSearch
}

/** On a phone the parts are wider than the row: the chosen one is scrolled into sight. */
function useInSight(view: View) {
  const tools = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const chosen = tools.current?.querySelector('.seg [aria-pressed="true"]')
    chosen?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [view])
  return tools
}

export function Tools({ coins, choice, onSearch }: Props) {
  const tools = useInSight(choice.view)
  return (
    <div className="toolbar sentiment-tools" ref={tools}>
      {!WITHOUT_COIN.includes(choice.view) && (
        <CoinSelect
          coins={coins}
          coinId={choice.coin}
          all={isOfAll(choice.view) ? ALL_COINS : undefined}
          onChange={(coin) => onSearch({ coin, explain: undefined }, true)}
        />
      )}
      <Segment
        label="Part of the page"
        options={OPTIONS}
        value={choice.view}
        onChange={(view) => onSearch({ view }, true)}
      />
      <span className="grow" />
      {WITH_WINDOW.includes(choice.view) && (
        <ChipSelect
          label="Window"
          options={WINDOW_OPTIONS}
          value={choice.window}
          onChange={(window) => onSearch({ window }, false)}
        />
      )}
      {WITH_SOURCE.includes(choice.view) && <SourceChip source={choice.source} onSearch={onSearch} />}
      <button type="button" className="chip not-phone" onClick={() => void copyLink()}>
        <Link2 className="i s" aria-hidden /> Copy view
      </button>
    </div>
  )
}
