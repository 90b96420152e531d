/** The list of keyboard shortcuts, opened by `?`. */
import { Dialog } from '@/ui/Dialog'

const KEYS: [string[], string][] = [
  [['Ctrl', 'K'], 'Search coins, pages and actions'],
  [['/'], 'Filter the table'],
  [['g', 'm'], 'Go to Market'],
  [['g', 'a'], 'Go to Analytics'],
  [['g', 's'], 'Go to Sentiment'],
  [['g', 'p'], 'Go to Portfolio'],
  [['g', 'l'], 'Go to Alerts'],
  [['a'], 'New alert: on the coin of the row or the page, or in the list of alerts'],
  [['n'], 'New transaction, in the portfolio'],
  [['↑', '↓'], 'Row of the table; with ← → the cell of a matrix'],
  [['Enter'], 'Open the coin of the row'],
  [['Space'], 'Select the row; pause the trades of a coin'],
  [['s'], 'Watch the coin of the row or the page'],
  [['j', 'k'], 'Next, previous row or coin'],
  [['1', '–', '4'], 'Range of the chart, the shortest first'],
  [['i'], 'Indicators of the chart'],
  [['←', '→'], 'Move the crosshair; with Shift ten candles'],
  [['+', '−', '0'], 'Zoom the chart; reset it'],
  [['c'], 'Copy the link to this view'],
  [['t'], 'Switch theme'],
  [['.'], 'Full screen'],
  [['Esc'], 'Back, close'],
  [['?'], 'This list'],
]

interface Props {
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function ShortcutList(props: Props) {
  return (
    <Dialog {...props} title="Keyboard">
      <ul className="py-1">
        {KEYS.map(([keys, what]) => (
          <li key={what} className="line">
            <span className="row w-32 gap-1">
              {keys.map((key) => (
                <kbd key={key} className="kbd">
                  {key}
                </kbd>
              ))}
            </span>
            <span className="t2">{what}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
