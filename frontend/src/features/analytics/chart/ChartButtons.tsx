/** The buttons of a chart: the same figures as a table, and its exports as CSV and as a picture. */
import { FileSpreadsheet, ImageDown, Table2, type LucideIcon } from 'lucide-react'

interface ButtonProps {
  icon: LucideIcon
  label: string
  pressed?: boolean
  onClick: () => void
}

function Button({ icon: Icon, label, pressed, onClick }: ButtonProps) {
  return (
    <button type="button" className="icb" aria-label={label} title={label} aria-pressed={pressed} onClick={onClick}>
      <Icon className="i" aria-hidden />
    </button>
  )
}

interface Props {
  asTable?: boolean
  onTable?: () => void
  onCsv?: () => void
  onPng?: () => void
}

export function ChartButtons({ asTable = false, onTable, onCsv, onPng }: Props) {
  return (
    <>
      {onTable && <Button icon={Table2} label="Show as table" pressed={asTable} onClick={onTable} />}
      {onCsv && <Button icon={FileSpreadsheet} label="Save as CSV" onClick={onCsv} />}
      {onPng && <Button icon={ImageDown} label="Save as PNG" onClick={onPng} />}
    </>
  )
}
