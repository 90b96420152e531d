/** The four states of a block that are not its data: loading, empty, failed; and the notice above a page. */
import { AlertTriangle, CheckCircle2, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { ApiError } from '@/api/client'
import { copyText } from '@/lib/clipboard'
import { showToast } from './Toast'

/** Skeleton in the page's shape, shown after 150 ms. */
export function Loading({ what, rows = 6 }: { what: string; rows?: number }) {
  return (
    <div role="status" className="later">
      <span className="sr">Loading {what}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="line h-[37px]" aria-hidden="true">
          <i className="sk h-[22px] w-[22px]" />
          <i className="sk h-[10px] w-[110px]" />
          <span className="grow" />
          <i className="sk h-[10px] w-[84px]" />
          <i className="sk h-[10px] w-[56px]" />
        </div>
      ))}
    </div>
  )
}

interface EmptyProps {
  icon: LucideIcon
  title: string
  children: React.ReactNode
  actions?: React.ReactNode
}

export function Empty({ icon: Icon, title, children, actions }: EmptyProps) {
  return (
    <div className="empty">
      <span className="big">
        <Icon className="i" aria-hidden />
      </span>
      <h2>{title}</h2>
      <p className="t2 max-w-[330px]">{children}</p>
      {actions && <div className="row mt-2 flex-wrap justify-center">{actions}</div>}
    </div>
  )
}

interface FailedProps {
  /** "The candles": what could not be loaded. */
  what: string
  error: Error
  retry: () => void
  /** What still works: "Prices above are live." */
  rest?: React.ReactNode
}

export function Failed({ what, error, retry, rest }: FailedProps) {
  const [copied, setCopied] = useState(false)
  const details = describe(error)
  const copy = async () => {
    const done = await copyText(details)
    setCopied(done)
    if (!done) showToast('Not copied: the browser does not allow it', true)
  }
  return (
    <div className="empty bad" role="alert">
      <span className="big">
        <AlertTriangle className="i" aria-hidden />
      </span>
      <h2>{what} could not be loaded</h2>
      <p className="t2 max-w-[330px]">
        {error.message} {rest}
      </p>
      <div className="row mt-2">
        <button type="button" className="btn pri" onClick={retry}>
          Try again
        </button>
        <button type="button" className="btn" onClick={() => void copy()}>
          {copied && <CheckCircle2 className="i s" aria-hidden />}
          {copied ? 'Copied' : 'Copy details'}
        </button>
      </div>
      <span className="mono t3 mt-1">{details}</span>
    </div>
  )
}

function describe(error: Error): string {
  if (!(error instanceof ApiError)) return error.name
  return [error.code, error.status || null, error.requestId].filter(Boolean).join(' · ')
}

interface NoticeProps {
  tone: 'warn' | 'danger' | 'info'
  icon: LucideIcon
  title: string
  children?: React.ReactNode
  action?: React.ReactNode
}

export function Notice({ tone, icon: Icon, title, children, action }: NoticeProps) {
  return (
    <div className={`notice ${tone}`} role="status">
      <Icon className="i" aria-hidden />
      <span className="grow">
        <b className="b">{title}</b> {children}
      </span>
      {action}
    </div>
  )
}
