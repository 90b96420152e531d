/** Copies a text and says that it did. */
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false)
  const Icon = copied ? Check : Copy
  return (
    <button
      type="button"
      className="btn small"
      aria-label={copied ? `Copied the ${what}` : `Copy the ${what}`}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      <Icon className="i s" aria-hidden />
      {copied ? 'Copied' : 'Copy'}
    </button>
  )
}
