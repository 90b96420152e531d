/** One's own taker fees by exchange: in the URL, and remembered in this browser. */
import { ChevronDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useId } from 'react'
import { usePreferences } from '@/lib/preferences'
import { VENUES, venueName } from '@/lib/venues'
import { useDraft } from '@/ui/useDraft'
import { useOverlayRoot } from '@/ui/useOverlayRoot'
import { formatFees, MOST_BP, readFee, type Fees } from './fees'

interface Props {
  fees: Fees
  /** What the service counts where there is no fee of one's own. */
  standard: Fees
  onChange: (fees: string | undefined) => void
}

interface FieldProps {
  venue: string
  fee: string | undefined
  standard: string | undefined
  onChange: (fee: string | undefined) => void
}

/** Taken over on leaving the field or with Enter; what is no fee stays to be mended. */
function FeeField({ venue, fee, standard, onChange }: FieldProps) {
  const { draft: text, setDraft: setText, commit } = useDraft(fee ?? '', fee ?? '')
  const id = useId()
  const isWrong = text.trim() !== '' && readFee(text) === undefined
  const take = () => {
    if (isWrong) return
    const taken = text.trim() === '' ? undefined : readFee(text)
    commit(taken ?? '', taken ?? '')
    onChange(taken)
  }
  return (
    <>
      <label htmlFor={id}>
        {venueName(venue)}
        <input
          id={id}
          inputMode="decimal"
          value={text}
          placeholder={standard ?? ''}
          aria-invalid={isWrong ? true : undefined}
          aria-describedby={isWrong ? `${id}-error` : undefined}
          onChange={(event) => setText(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => {
            if (event.key === 'Enter') take()
          }}
        />
        <span className="t3">bp</span>
      </label>
      {isWrong && (
        <p id={`${id}-error`} className="sm text-danger" role="alert">
          A number of basis points, at most {MOST_BP}: 10 bp are 0.1%.
        </p>
      )}
    </>
  )
}

export function FeesPopover({ fees, standard, onChange }: Props) {
  const root = useOverlayRoot()
  const own = Object.keys(fees).length > 0
  const change = (next: Fees) => {
    const text = formatFees(next)
    usePreferences.setState({ taker_fees: text ?? '' })
    onChange(text)
  }
  return (
    <Popover.Root>
      <Popover.Trigger className={own ? 'chip on' : 'chip'}>
        Taker fees: {own ? 'yours' : 'standard'} <ChevronDown className="i s" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal container={root}>
        <Popover.Content className="menu" align="end" sideOffset={6} aria-label="Taker fees">
          <div className="title">Taker fees in basis points; empty: the standard fee</div>
          <div className="fee-fields">
            {VENUES.map((venue) => (
              <FeeField
                key={venue}
                venue={venue}
                fee={fees[venue]}
                standard={standard[venue]}
                onChange={(fee) => {
                  if (fee !== fees[venue]) change({ ...fees, [venue]: fee })
                }}
              />
            ))}
          </div>
          <div className="row justify-end p-2 pt-0">
            <button type="button" className="btn small" disabled={!own} onClick={() => change({})}>
              Standard fees
            </button>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
