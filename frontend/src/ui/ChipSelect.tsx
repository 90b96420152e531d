/** A native select that looks like a chip. */
import { ChevronDown, type LucideIcon } from 'lucide-react'

interface Props<T extends string> {
  label: string
  icon?: LucideIcon
  options: readonly { value: T; label: string }[]
  value: T
  onChange: (value: T) => void
}

export function ChipSelect<T extends string>({ label, icon: Icon, options, value, onChange }: Props<T>) {
  return (
    <label className="chip">
      {Icon && <Icon className="i s" aria-hidden />}
      <span className="sr">{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown className="i s" aria-hidden />
    </label>
  )
}
