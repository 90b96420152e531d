/** A native select with a label above. */
import { useId } from 'react'
import { useFormContext } from 'react-hook-form'

interface Props {
  name: string
  label: string
  options: readonly { value: string; label: string }[]
}

export function SelectField({ name, label, options }: Props) {
  const { register } = useFormContext()
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="input">
        <select id={id} {...register(name)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </span>
    </div>
  )
}
