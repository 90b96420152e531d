/** An import from the file to the ledger: tried, then added; one that takes long is asked after until it has ended. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import {
  commitImport,
  readImport,
  refreshPortfolios,
  tryImport,
  undoImport,
  type DryRun,
  type Import,
} from '@/api/portfolio'
import { formatCount } from '@/lib/format'
import { showToast } from '@/ui/Toast'

const ASK_MS = 1000
/** Requests in a row that may go unanswered: the import goes on without them. */
const FAILURES = 10

export interface ImportProps {
  portfolioId: string
  onClose: () => void
}

interface State {
  busy: boolean
  run: DryRun | null
  failure: string | null
  progress: { done: number; rows: number } | null
}

const START: State = { busy: false, run: null, failure: null, progress: null }
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ASK_MS)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new DOMException('The dialog is closed.', 'AbortError'))
    })
  })
}

interface Ask {
  read: () => Promise<Import>
  wait: () => Promise<void>
  onProgress: (one: Import) => void
}

/** Asks until it is no longer under way; throws what it says when it has failed. */
export async function ended(first: Import, { read, wait, onProgress }: Ask): Promise<Import> {
  let now = first
  let failures = 0
  while (now.state === 'committing') {
    onProgress(now)
    await wait()
    try {
      now = await read()
      failures = 0
    } catch (error) {
      failures += 1
      if (failures >= FAILURES) throw error
    }
  }
  if (now.state === 'failed') throw new Error(`${now.message ?? 'It has failed.'} Nothing was added; try again.`)
  return now
}

/** Aborted when the dialog is closed: nothing is asked after any more. */
function useClosing(): () => AbortSignal {
  const closing = useRef(new AbortController())
  useEffect(() => {
    const open = new AbortController()
    closing.current = open
    return () => open.abort()
  }, [])
  return () => closing.current.signal
}

/** Undone as a whole, also after the dialog is closed. */
function useUndo(portfolioId: string): (importId: string) => void {
  const client = useQueryClient()
  return (importId) =>
    void undoImport(portfolioId, importId)
      .catch((error: unknown) => showToast(`${messageOf(error)} The transactions stay.`, true))
      .then(() => refreshPortfolios(client))
}

export function useImport({ portfolioId, onClose }: ImportProps) {
  const client = useQueryClient()
  const [state, setState] = useState(START)
  const closing = useClosing()
  const undo = useUndo(portfolioId)
  const attempt = async (work: () => Promise<Partial<State>>) => {
    setState((old) => ({ ...old, busy: true, failure: null }))
    try {
      const change = await work()
      setState((old) => ({ ...old, ...change, busy: false, progress: null }))
    } catch (error) {
      setState((old) => ({ ...old, failure: messageOf(error), busy: false, progress: null }))
    }
  }
  const follow = (run: DryRun, first: Import) =>
    ended(first, {
      read: () => readImport(portfolioId, run.import_id, closing()),
      wait: () => pause(closing()),
      onProgress: ({ done, rows }) =>
        setState((old) => ({ ...old, progress: { done: done ?? 0, rows: rows ?? run.rows } })),
    })
  const commit = (run: DryRun) =>
    void attempt(async () => {
      const { added } = await follow(run, await commitImport(portfolioId, run.import_id))
      await refreshPortfolios(client)
      onClose()
      showToast(`${formatCount(added ?? 0)} transactions added`, false, {
        label: 'Undo',
        run: () => undo(run.import_id),
      })
      return {}
    })
  const choose = (file: File) => void attempt(async () => ({ run: await tryImport(portfolioId, file) }))
  return { ...state, choose, commit, again: () => setState(START) }
}
