/** The title of a text as a link to its original. What has no address of the web is only text. */
import { ExternalLink } from 'lucide-react'
import { webAddress } from '@/lib/sentiment'

interface Props {
  url: string | null
  children: React.ReactNode
  className?: string
}

export function OriginalLink({ url, children, className = '' }: Props) {
  const href = webAddress(url)
  // A title may be in any script: its own direction, and kept apart from what stands beside it.
  const title = <bdi dir="auto">{children}</bdi>
  if (href === null) return <span className={className}>{title}</span>
  return (
    <a className={`original ${className}`} href={href} target="_blank" rel="noopener noreferrer">
      {title} <ExternalLink className="i s" aria-hidden />
      <span className="sr"> (opens the original)</span>
    </a>
  )
}
