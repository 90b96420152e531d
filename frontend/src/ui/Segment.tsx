/** A choice of a few options, all visible. Each is a toggle button, so that it is a tab stop with a name. */

interface Props<T extends string> {
  label: string
  options: readonly { value: T; label: React.ReactNode }[]
  value: T
  onChange: (value: T) => void
}

export function Segment<T extends string>({ label, options, value, onChange }: Props<T>) {
  return (
    <div className="seg" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
