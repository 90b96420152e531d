/** Import a file: choose it, see what would become of every row, then add all of it or nothing. */
import { FileUp } from 'lucide-react'
import { useRef } from 'react'
import type { DryRun } from '@/api/portfolio'
import { formatCount } from '@/lib/format'
import { Dialog } from '@/ui/Dialog'
import { ErrorLine } from '@/ui/form/ErrorLine'
import { ScrollX } from '@/ui/ScrollX'
import { Loading } from '@/ui/states'
import { formatWhen } from './dates'
import { formatQuantity } from './money'
import { useImport, type ImportProps } from './useImport'

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
        <b className="b">{FORMATS[run.format] ?? 'Your columns'}</b>: {formatCount(run.rows)} rows,{' '}
        {formatCount(run.new)} new, {formatCount(run.known)} known already, {formatCount(run.ignored)} that change
        nothing.
      </p>
      {run.questions.map(({ asset, rows }) => (
        <p key={asset} className="stale">
          {asset} is no coin that we follow: {formatCount(rows)} {rows === 1 ? 'row has' : 'rows have'} no price.
        </p>
      ))}
      {run.errors.length > 0 && (
        <div role="alert">
          <ErrorLine>
            {formatCount(run.errors.length)} {run.errors.length === 1 ? 'row' : 'rows'} cannot be read, so that nothing
            is added. Mend the file and choose it again.
          </ErrorLine>
        </div>
      )}
    </div>
  )
}

function Progress({ done, rows }: { done: number; rows: number }) {
  return (
    <div className="grid gap-2 p-4" role="status" data-testid="import-progress">
      <span className="t2">
        {formatCount(done)} of {formatCount(rows)} rows are through. They count when all are; the page may be left.
      </span>
      <progress className="w-full" aria-label="Rows that are through" value={done} max={rows} />
    </div>
  )
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
          Add {formatCount(run.new)} transactions
        </button>
      </div>
    </>
  )
}

export function ImportDialog(props: ImportProps) {
  const { busy, run, failure, progress, choose, commit, again } = useImport(props)
  return (
    <Dialog open onOpenChange={props.onClose} title="Import transactions" drawer={run !== null}>
      {failure && (
        <div role="alert" className="p-4">
          <ErrorLine>{failure}</ErrorLine>
        </div>
      )}
      {progress ? (
        <Progress {...progress} />
      ) : busy ? (
        <>
          <p className="p-4 pb-0 t2">
            {run
              ? `Adding ${formatCount(run.new)} transactions: all of them or none.`
              : 'Reading the file, row by row. Nothing is saved yet.'}
          </p>
          <Loading what="the file" rows={4} />
        </>
      ) : run ? (
        <Tried run={run} onAgain={again} onCommit={() => commit(run)} />
      ) : (
        <Choose onFile={choose} />
      )}
    </Dialog>
  )
}
