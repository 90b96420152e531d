/** Copies a text and says whether it did. */
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { copyText } from '@/lib/clipboard'
import { showToast } from './Toast'

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false)
  const Icon = copied ? Check : Copy
  const copy = async () => {
    const done = await copyText(text)
    setCopied(done)
    if (!done) showToast(`The ${what} was not copied: the browser does not allow it`, true)
  }
  return (
    <button
      type="button"
      className="btn small"
      aria-label={copied ? `Copied the ${what}` : `Copy the ${what}`}
      onClick={() => void copy()}
    >
      <Icon className="i s" aria-hidden />
      {copied ? 'Copied' : 'Copy'}
    </button>
  )
}
