/** The API guide. Its examples are files that the tests run. */
import { Link } from '@tanstack/react-router'
import { Crumb } from '@/ui/Crumb'
import candlesMjs from '../../../../docs/api/examples/candles.mjs?raw'
import candlesPy from '../../../../docs/api/examples/candles.py?raw'
import priceSh from '../../../../docs/api/examples/price.sh?raw'
import repeatPy from '../../../../docs/api/examples/repeat.py?raw'
import streamMjs from '../../../../docs/api/examples/stream.mjs?raw'
import streamPy from '../../../../docs/api/examples/stream.py?raw'
import webhookMjs from '../../../../docs/api/examples/webhook.mjs?raw'
import webhookPy from '../../../../docs/api/examples/webhook.py?raw'
import { Facts } from './Facts'
import { CODES, REQUEST_LIMITS } from './reference.gen'
import { Sample } from './Sample'
import { StreamReference } from './StreamReference'

const TITLES = {
  start: 'Begin',
  pages: 'Pages and cursors',
  limits: 'Limits',
  errors: 'Errors and repeating',
  webhooks: 'Webhooks',
  stream: 'The stream',
  reference: 'Reference of the stream',
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

function Start() {
  return (
    <Section id="start">
      <p>
        Make a key under{' '}
        <Link to="/profile" search={{ view: 'keys' }} className="linklike">
          API keys
        </Link>{' '}
        and send it in the header <code className="mono">X-API-Key</code>. A key may do what its scopes say, ends when
        it expires (after 90 days, unless you say otherwise), and is refused the moment it is revoked. Market data
        answers without a key, too, within lower limits.
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
        ; to read it:{' '}
        <a className="linklike" href="/docs">
          all routes, bodies and values
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
        comes in. A cursor belongs to its list: another coin, interval or order refuses it. Candles and trades come
        newest first, with <code className="mono">order=asc</code> oldest first. A parameter that a route does not know
        is refused, never ignored.
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
        again from there, a state comes whole. What is older is gone from the stream: it says{' '}
        <code className="mono">resync</code> with the reason <code className="mono">too_old</code>, and sends a
        snapshot. Then fill the hole over REST, from your last trade&apos;s time on with{' '}
        <code className="mono">order=asc</code> until you meet the snapshot, leave out what you know by its id, and go
        on; both programs below do. Public channels need no account; <code className="mono">account</code> tells you of
        your own revoked sessions and keys, and ends with the token that opened it.
      </p>
      <Sample name="stream.py" text={streamPy} />
      <Sample name="stream.mjs" text={streamMjs} />
    </Section>
  )
}

function Errors() {
  return (
    <Section id="errors">
      <p>
        Errors are <code className="mono">application/problem+json</code> with a <code className="mono">code</code> to
        act on, a <code className="mono">detail</code> to read and a <code className="mono">request_id</code> to ask
        about; <code className="mono">errors</code> names the fields.
      </p>
      <p>
        Repeat a request that only reads after a 502, 503 or 504 and after a broken connection, with a pause that
        doubles up to some seconds: a service may be restarting. Repeat one that changes something only with an{' '}
        <code className="mono">Idempotency-Key</code>: for a day, the same request with the same key is done once and
        answered the same.
      </p>
      <Sample name="repeat.py" text={repeatPy} />
      <Facts head={['Code', 'Status', 'What to do']} rows={CODES} />
    </Section>
  )
}

function Webhooks() {
  return (
    <Section id="webhooks">
      <p>
        Alerts are sent to the addresses that you add under{' '}
        <Link to="/profile" search={{ view: 'webhooks' }} className="linklike">
          Webhooks
        </Link>
        , signed as Standard Webhooks says. Verify the signature over the body as it came, before you parse it; refuse a{' '}
        <code className="mono">webhook-timestamp</code> more than five minutes away; do a thing once a{' '}
        <code className="mono">webhook-id</code>. Answer 2xx within 10 s: anything else is sent again, eight times in a
        day.
      </p>
      <Sample name="webhook.py" text={webhookPy} />
      <Sample name="webhook.mjs" text={webhookMjs} />
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
            <Facts head={['Who', 'Limit, as delivered']} rows={REQUEST_LIMITS} />
          </Section>
          <Errors />
          <Webhooks />
          <Stream />
          <Section id="reference">
            <StreamReference />
          </Section>
        </div>
      </div>
    </>
  )
}
