/** What the stream says and takes, from the gateway's AsyncAPI document. */
import { Facts } from './Facts'
import { CHANNELS, CLOSE_CODES, FROM_SERVER, STREAM_LIMITS, TO_SERVER } from './reference.gen'

export function StreamReference() {
  return (
    <>
      <h3 className="b">Channels</h3>
      <Facts head={['Channel', 'What it is']} rows={CHANNELS} />
      <h3 className="b">Messages that you send</h3>
      <Facts head={['op', 'What it does', 'Example']} rows={TO_SERVER} />
      <h3 className="b">Messages that you get</h3>
      <Facts head={['type', 'What it says', 'Example']} rows={FROM_SERVER} />
      <h3 className="b">Limits, as delivered</h3>
      <Facts head={['Of', 'At most']} rows={STREAM_LIMITS} />
      <h3 className="b">Close codes</h3>
      <Facts head={['Code', 'Why, and what to do']} rows={CLOSE_CODES} />
      <p>
        The whole description, for programs:{' '}
        <a className="linklike" href="/asyncapi.json">
          asyncapi.json
        </a>{' '}
        (AsyncAPI 3).
      </p>
    </>
  )
}
