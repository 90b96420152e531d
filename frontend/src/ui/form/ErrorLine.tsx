/** An error as one line with its sign. */
import { TriangleAlert } from 'lucide-react'

export function ErrorLine({ id, children }: { id?: string; children: React.ReactNode }) {
  return (
    <span id={id} className="help bad">
      <TriangleAlert className="i s" aria-hidden />
      <span>{children}</span>
    </span>
  )
}
