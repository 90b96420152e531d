/** The API guide. Its examples are files that the tests run. */
import { Link } from '@tanstack/react-router'
import { Crumb } from '@/ui/Crumb'
import candlesMjs from '../../../../docs/api/examples/candles.mjs?raw'
import candlesPy from '../../../../docs/api/examples/candles.py?raw'
import priceSh from '../../../../docs/api/examples/price.sh?raw'
import streamMjs from '../../../../docs/api/examples/stream.mjs?raw'
import streamPy from '../../../../docs/api/examples/stream.py?raw'
import { CODES, LIMITS } from './limitsAndErrors'
import { Sample } from './Sample'

const TITLES = {
  start: 'Begin',
  pages: 'Pages and cursors',
  limits: 'Limits',
  errors: 'Errors',
  stream: 'The stream',
} as const

type Part = keyof typeof TITLES

function Section({ id, children }: { id: Part; children: React.ReactNode }) {
  return (
    <section id={id} className="card" aria-labelledby={`${id}-title`}>
      <div className="hd">
        <h2 id={`${id}-title`}>{TITLES[id]}</h2>
      </div>
      <div className="bd stack">{children}</div>
    </section>
  )
}

function Facts({ head, rows }: { head: [string, string]; rows: readonly (readonly [string, string])[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th>{head[0]}</th>
          <th>{head[1]}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, meaning]) => (
          <tr key={name}>
            <td className="mono">{name}</td>
            <td>{meaning}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Start() {
  return (
    <Section id="start">
      <p>
        Make a key under{' '}
        <Link to="/profile" search={{ view: 'keys' }} className="linklike">
          API keys
        </Link>{' '}
        and send it in the header <code className="mono">X-API-Key</code>. A key may do what its scopes say, ends when
        it expires, and is refused the moment it is revoked. Market data answers without a key, too, within lower
        limits.
      </p>
      <Sample name="price.sh" text={priceSh} />
      <p>
        Decimals are text without exponent; read them as decimals, never as floats. What is unknown is{' '}
        <code className="mono">null</code> with a <code className="mono">reason</code> beside it. Times are RFC 3339 in
        UTC. Every figure says <code className="mono">as_of</code>, <code className="mono">source</code> and{' '}
        <code className="mono">stale</code>; every answer says in <code className="mono">X-Data-Mode</code> whether it
        is the live market. The whole document:{' '}
        <a className="linklike" href="/openapi.json">
          openapi.json
        </a>
        .
      </p>
    </Section>
  )
}

function Pages() {
  return (
    <Section id="pages">
      <p>
        Lists answer <code className="mono">{'{"items": […], "next": "…"}'}</code>. Give{' '}
        <code className="mono">next</code> back as <code className="mono">cursor</code>, with the same query, for the
        page behind it; <code className="mono">null</code> is the end. Nothing is skipped or repeated while new data
        comes in.
      </p>
      <Sample name="candles.py" text={candlesPy} />
      <Sample name="candles.mjs" text={candlesMjs} />
    </Section>
  )
}

function Stream() {
  return (
    <Section id="stream">
      <p>
        One WebSocket at <code className="mono">/ws</code> carries every channel. Each message has a{' '}
        <code className="mono">seq</code> that only grows. After a cut, subscribe with the last one and the{' '}
        <code className="mono">stream</code> of the greeting: trades and closed candles of the last five minutes come
        again from there, a state comes whole. Public channels need no account; <code className="mono">account</code>{' '}
        tells you of your own revoked sessions and keys, and ends with the token that opened it.
      </p>
      <Sample name="stream.py" text={streamPy} />
      <Sample name="stream.mjs" text={streamMjs} />
    </Section>
  )
}

export function GuidePage() {
  return (
    <>
      <Crumb title="API guide" />
      <div className="guide">
        <nav className="account-tabs" aria-label="On this page">
          {Object.entries(TITLES).map(([id, title]) => (
            <a key={id} href={`#${id}`}>
              {title}
            </a>
          ))}
        </nav>
        <div className="stack gap-4 min-w-0">
          <Start />
          <Pages />
          <Section id="limits">
            <p>
              A 429 says in <code className="mono">Retry-After</code> how many seconds to wait;{' '}
              <code className="mono">RateLimit</code> headers say before it what is left.
            </p>
            <Facts head={['Who', 'Limit, as delivered']} rows={LIMITS} />
          </Section>
          <Section id="errors">
            <p>
              Errors are <code className="mono">application/problem+json</code> with a{' '}
              <code className="mono">code</code> to act on, a <code className="mono">detail</code> to read and a{' '}
              <code className="mono">request_id</code> to ask about; <code className="mono">errors</code> names the
              fields.
            </p>
            <Facts head={['Code', 'What to do']} rows={CODES} />
          </Section>
          <Stream />
        </div>
      </div>
    </>
  )
}
