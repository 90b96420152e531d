import { ScrollX } from '@/ui/ScrollX'

/** A table of the guide: the first column names something, the others say what it is. */
interface Props {
  head: readonly string[]
  rows: readonly (readonly string[])[]
}

export function Facts({ head, rows }: Props) {
  return (
    <ScrollX label={head.join(', ')}>
      <table className="table">
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title}>{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...meanings]) => (
            <tr key={name}>
              <td className="mono">{name}</td>
              {meanings.map((meaning) => (
                <td key={meaning}>{meaning}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
