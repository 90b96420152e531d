/** Above the plot: what is not drawn or not known, and why. */
import type { ChartChoice } from './search'
import type { ChartModel } from './useChart'

/** In per cent each line would begin at its own zero: an average would no longer lie where it belongs. */
const leftOut = ({ indicators, indicatorCount, scale }: ChartModel): boolean =>
  scale === 'percent' && indicators.length < indicatorCount

export function ChartNotes({ model, choice }: { model: ChartModel; choice: ChartChoice }) {
  const missing = choice.compared.filter((id) => !model.compared.some(({ coinId }) => coinId === id))
  return (
    <>
      {leftOut(model) && (
        <p className="xs t3 px-[14px]">In per cent the indicators on the price are not drawn; those below are.</p>
      )}
      {model.settled && missing.length > 0 && !model.isPending && model.coinsKnown && (
        <p className="xs stale px-[14px]" role="status">
          Not compared: {missing.join(', ')}.
        </p>
      )}
      {model.spansError && (
        <p className="sm stale px-[14px]" role="status">
          What is complete could not be read: {model.spansError.message}
        </p>
      )}
      {model.indicatorError && (
        <p className="sm stale px-[14px]" role="status">
          The indicators could not be loaded: {model.indicatorError.message}
        </p>
      )}
    </>
  )
}
