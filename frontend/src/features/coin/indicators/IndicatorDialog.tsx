/** The indicators of the chart: those that are shown, and all others of the registry. Every change is drawn at once. */
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { registryQuery, type IndicatorKind } from '@/api/indicators'
import { useQuery } from '@tanstack/react-query'
import { Dialog } from '@/ui/Dialog'
import { Failed, Loading } from '@/ui/states'
import { ChosenList } from './ChosenList'
import { DEFAULT_INDICATORS } from '@/lib/preferences'
import { indicatorsText, MOST_INDICATORS, parseIndicators, specOf, type ChosenIndicator } from './chosen'
import { lookOf, type Registry } from './looks'
import { hasPaneFor, MOST_PANES } from './panes'
import { usual } from './registry'

interface Props {
  chosen: readonly ChosenIndicator[]
  onChange: (chosen: ChosenIndicator[]) => void
  onClose: () => void
}

interface ListProps extends Omit<Props, 'onClose'> {
  registry: Registry
}

/** Why an indicator cannot be added, or null. */
function refusal(kind: IndicatorKind, { chosen, registry }: ListProps): string | null {
  if (chosen.length >= MOST_INDICATORS) return 'eight at most: take one away first'
  if (!hasPaneFor(kind.name, chosen, registry)) return `the chart has ${MOST_PANES} panes: take one away first`
  return null
}

/** One with the usual parameters; where that is shown already, with the next possible ones. */
export function another(kind: IndicatorKind, chosen: readonly ChosenIndicator[]): ChosenIndicator {
  let one = usual(kind)
  const [first] = kind.params
  while (chosen.some((other) => specOf(other) === specOf(one)) && first && first.kind !== 'coin') {
    one = { ...one, params: one.params.with(0, String(Number(one.params[0]) + 1)) }
  }
  return one
}

function Addable({ kind, ...list }: ListProps & { kind: IndicatorKind }) {
  const why = refusal(kind, list)
  const { pane } = lookOf(kind.name, list.registry)
  return (
    <button
      type="button"
      className="hit"
      disabled={why !== null}
      onClick={() => list.onChange([...list.chosen, another(kind, list.chosen)])}
    >
      <Plus className="i s" aria-hidden />
      <span className="grow">{kind.label}</span>
      <span className="xs t3">{why ?? (pane === 'price' ? 'on the price' : 'pane below')}</span>
    </button>
  )
}

function All(list: ListProps) {
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const found = list.registry.filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(wanted))
  return (
    <section aria-label="Add an indicator" className="menu-plain border-t border-border p-2">
      <label className="search mb-1">
        <input
          type="text"
          autoFocus
          aria-label="Find an indicator"
          placeholder={`Find one of ${list.registry.length} to add`}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {found.map((kind) => (
        <Addable key={kind.name} kind={kind} {...list} />
      ))}
      {found.length === 0 && <p className="sm t3 p-2">No indicator has that name.</p>}
    </section>
  )
}

export function IndicatorDialog({ chosen, onChange, onClose }: Props) {
  const { data: registry, error, refetch } = useQuery(registryQuery)
  const usualOnes = indicatorsText(chosen) === DEFAULT_INDICATORS
  return (
    <Dialog open onOpenChange={onClose} title="Indicators">
      {registry ? (
        <>
          <ChosenList {...{ chosen, registry, onChange }} />
          <All {...{ chosen, registry, onChange }} />
        </>
      ) : error ? (
        <Failed what="The list of indicators" error={error} retry={() => void refetch()} />
      ) : (
        <Loading what="the indicators" rows={6} />
      )}
      <div className="row sm t3 border-t border-border px-[14px] py-2">
        <span className="grow">In the link of this page, and kept for the next chart.</span>
        {!usualOnes && (
          <button type="button" className="btn small" onClick={() => onChange(parseIndicators(undefined).chosen)}>
            Back to SMA 20, EMA 50
          </button>
        )}
      </div>
    </Dialog>
  )
}
