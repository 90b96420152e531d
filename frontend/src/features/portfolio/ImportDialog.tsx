/** Import a file: choose it, see what would become of every row, then add all of it or nothing. */
import { useQueryClient } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { useRef, useState } from 'react'
import { commitImport, refreshPortfolios, tryImport, undoImport, type DryRun } from '@/api/portfolio'
import { Dialog } from '@/ui/Dialog'
import { ErrorLine } from '@/ui/form/ErrorLine'
import { ScrollX } from '@/ui/ScrollX'
import { Loading } from '@/ui/states'
import { showToast } from '@/ui/Toast'
import { formatWhen } from './dates'
import { formatQuantity } from './money'

const FORMATS: Record<string, string> = {
  tidemark: 'Tidemark',
  binance_transactions: 'Binance transaction history',
  binance_trades: 'Binance trade history',
  coinbase: 'Coinbase',
  kraken_ledgers: 'Kraken ledgers',
  kraken_trades: 'Kraken trades',
}

function Choose({ onFile }: { onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <div
      className="drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        const file = event.dataTransfer.files[0]
        if (file) onFile(file)
      }}
    >
      <FileUp className="i" aria-hidden />
      <p className="t2">
        A CSV file of Binance, Coinbase, Kraken or of this page. Keep its name: some say their time zone in it. Nothing
        is saved before you have seen every row.
      </p>
      <button type="button" className="btn pri" autoFocus onClick={() => input.current?.click()}>
        Choose a file
      </button>
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,text/csv"
        aria-label="File to import"
        className="sr"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) onFile(file)
        }}
      />
    </div>
  )
}

const part = (quantity: string | null | undefined, asset: string | null | undefined): string =>
  quantity && asset ? `${formatQuantity(quantity)} ${asset}` : ''

function Preview({ run }: { run: DryRun }) {
  return (
    <ScrollX>
      <table className="table">
        <thead>
          <tr>
            <th>Line</th>
            <th>Becomes</th>
            <th>Time</th>
            <th className="num">In</th>
            <th className="num">Out</th>
          </tr>
        </thead>
        <tbody>
          {run.preview.map((row) => (
            <tr key={row.rows.join(',')} className={row.fate === 'new' ? undefined : 't3'}>
              <th scope="row">{row.rows.join(', ')}</th>
              <td className={row.fate === 'error' ? 'stale' : undefined}>
                {row.message ?? row.kind ?? row.fate}
                {row.fate === 'known' && ', known already'}
              </td>
              <td>{row.time ? formatWhen(row.time) : ''}</td>
              <td className="num">{part(row.in_quantity, row.in_asset)}</td>
              <td className="num">{part(row.out_quantity, row.out_asset)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

function Summary({ run }: { run: DryRun }) {
  return (
    <div className="grid gap-2 p-4">
      <p data-testid="import-summary">
        <b className="b">{FORMATS[run.format] ?? 'Your columns'}</b>: {run.rows} rows, {run.new} new, {run.known} known
        already, {run.ignored} that change nothing.
      </p>
      {run.questions.map(({ asset, rows }) => (
        <p key={asset} className="stale">
          {asset} is no coin that we follow: {rows} {rows === 1 ? 'row has' : 'rows have'} no price.
        </p>
      ))}
      {run.errors.length > 0 && (
        <div role="alert">
          <ErrorLine>
            {run.errors.length} {run.errors.length === 1 ? 'row' : 'rows'} cannot be read, so that nothing is added.
            Mend the file and choose it again.
          </ErrorLine>
        </div>
      )}
    </div>
  )
}

interface Props {
  portfolioId: string
  onClose: () => void
}

interface State {
  busy: boolean
  run: DryRun | null
  failure: string | null
}

const START: State = { busy: false, run: null, failure: null }
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function useImport({ portfolioId, onClose }: Props) {
  const client = useQueryClient()
  const [state, setState] = useState(START)
  const attempt = async (work: () => Promise<Partial<State>>) => {
    setState((old) => ({ ...old, busy: true, failure: null }))
    try {
      const change = await work()
      setState((old) => ({ ...old, ...change, busy: false }))
    } catch (error) {
      setState((old) => ({ ...old, failure: messageOf(error), busy: false }))
    }
  }
  const choose = (file: File) => void attempt(async () => ({ run: await tryImport(portfolioId, file) }))
  const undo = (importId: string) => void undoImport(portfolioId, importId).then(() => refreshPortfolios(client))
  const commit = (run: DryRun) =>
    void attempt(async () => {
      const { added } = await commitImport(portfolioId, run.import_id)
      await refreshPortfolios(client)
      onClose()
      showToast(`${added ?? 0} transactions added`, false, { label: 'Undo', run: () => undo(run.import_id) })
      return {}
    })
  return { ...state, choose, commit, again: () => setState(START) }
}

function Tried({ run, onAgain, onCommit }: { run: DryRun; onAgain: () => void; onCommit: () => void }) {
  return (
    <>
      <Summary run={run} />
      <Preview run={run} />
      <div className="row flex-wrap justify-end p-4">
        <button type="button" className="btn ghost" onClick={onAgain}>
          Another file
        </button>
        <button type="button" className="btn pri" disabled={run.new === 0 || run.errors.length > 0} onClick={onCommit}>
          Add {run.new} transactions
        </button>
      </div>
    </>
  )
}

export function ImportDialog(props: Props) {
  const { busy, run, failure, choose, commit, again } = useImport(props)
  return (
    <Dialog open onOpenChange={props.onClose} title="Import transactions" drawer={run !== null}>
      {failure && (
        <div role="alert" className="p-4">
          <ErrorLine>{failure}</ErrorLine>
        </div>
      )}
      {busy ? (
        <Loading what="the file" rows={4} />
      ) : run ? (
        <Tried run={run} onAgain={again} onCommit={() => commit(run)} />
      ) : (
        <Choose onFile={choose} />
      )}
    </Dialog>
  )
}
