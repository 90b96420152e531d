/** What a card with a chart of lines has: whether it is also a table, its buttons, and the plot to take a picture of. */
import { useRef, useState } from 'react'
import { useConnection } from '@/stream/connection'
import type { About } from './about'
import { ChartButtons } from './ChartButtons'
import { saveLines } from './export'
import type { Content } from './lines'
import type { PlotHandle } from './LinesPlot'

/** Without content there is nothing to save. */
export function useChartTools(content: Content | undefined, given: Omit<About, 'mode'>) {
  const [asTable, setAsTable] = useState(false)
  const handle = useRef<PlotHandle>(null)
  const mode = useConnection((connection) => connection.mode)
  const about: About = { ...given, mode }
  const buttons = (
    <ChartButtons
      asTable={asTable}
      onTable={() => setAsTable(!asTable)}
      {...(content && {
        onCsv: () => saveLines(content.lines, about),
        onPng: () => void handle.current?.savePicture(about),
      })}
    />
  )
  return { asTable, handle, buttons }
}
