/** Asks once more before something that cannot be taken back. */
import { useRef, useState } from 'react'
import { Dialog } from './Dialog'
import { ErrorLine } from './form/ErrorLine'

interface Props {
  title: string
  children: React.ReactNode
  /** The verb on the button. */
  verb: string
  onConfirm: () => Promise<unknown>
  onClose: () => void
}

export function ConfirmDialog({ title, children, verb, onConfirm, onClose }: Props) {
  const [failure, setFailure] = useState<string | null>(null)
  const sending = useRef(false)
  const confirm = async () => {
    if (sending.current) return
    sending.current = true
    try {
      await onConfirm()
      onClose()
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    }
    sending.current = false
  }
  return (
    <Dialog open onOpenChange={onClose} title={title}>
      <div className="grid gap-4 p-4">
        <div className="t2">{children}</div>
        {failure && (
          <div role="alert">
            <ErrorLine>{failure}</ErrorLine>
          </div>
        )}
        <div className="row flex-wrap justify-end">
          <button type="button" className="btn ghost" onClick={onClose}>
            Cancel
          </button>
          <button type="button" className="btn danger" onClick={() => void confirm()}>
            {verb}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
