/** A secret that is shown once, here. */
import { CopyButton } from '@/ui/CopyButton'
import type { Guard } from '@/ui/Dialog'

interface Props {
  secret: string
  /** "key": what is copied. */
  what: string
  /** For the tests: what of the page it is. */
  testId: string
  children: React.ReactNode
  onClose: () => void
}

export function Secret({ secret, what, testId, children, onClose }: Props) {
  return (
    <div className="grid gap-4 p-4">
      <p className="t2">{children}</p>
      <div className="secret">
        <code className="mono" data-testid={testId}>
          {secret}
        </code>
        <CopyButton text={secret} what={what} />
      </div>
      <div className="row justify-end">
        <button type="button" className="btn pri" onClick={onClose}>
          I have stored it
        </button>
      </div>
    </div>
  )
}

export const secretGuard = (what: string): Guard => ({
  question: `This ${what} is shown only here and now. Have you stored it?`,
  leave: `Close without the ${what}`,
  page: true,
})
