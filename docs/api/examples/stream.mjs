/**
 * Bitcoin's trades as they happen, none lost and none twice: subscribe, authenticate, resume after a cut.
 * Needs GATEWAY_URL, LOGIN and PASSWORD; TRADES says after how many to end. Node 22, or 20 with --experimental-websocket.
 */
const { GATEWAY_URL, LOGIN, PASSWORD, TRADES = '0' } = process.env
const CHANNELS = ['trades:bitcoin', 'account']

let refreshToken = null
let stream = null
const seen = {}
let trades = 0
let id = 0
let failures = 0

/** Signed in once; from then on each token comes from the refresh token before it. */
async function accessToken() {
  const [path, body] = refreshToken
    ? ['refresh', { refresh_token: refreshToken }]
    : ['login', { login: LOGIN, password: PASSWORD }]
  const answer = await fetch(`${GATEWAY_URL}/api/users/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const tokens = await answer.json()
  if (!answer.ok) throw new Error(`${tokens.code}: ${tokens.detail}`)
  refreshToken = tokens.refresh_token
  return tokens.access_token
}

function note({ channel, seq, data }) {
  seen[channel] = seq
  if (channel !== 'trades:bitcoin' || !data?.trade_id) return
  trades += 1
  console.log(data.timestamp, data.venue, data.side, data.size, data.price)
  if (trades === Number(TRADES)) process.exit()
}

async function authenticate(send, channels, resume) {
  send({ op: 'auth', token: await accessToken() })
  send({ op: 'subscribe', channels, ...(resume && { resume }) })
}

async function take(message, send) {
  if (message.type === 'hello') {
    failures = 0
    const resumed = Object.keys(seen).length > 0
    await authenticate(send, CHANNELS, resumed ? { stream, channels: seen } : null)
    stream = message.stream
    console.log(resumed ? 'resumed' : 'subscribed')
  } else if (message.type === 'snapshot') note(message)
  else if (message.type === 'update') message.messages.forEach(note)
  else if (message.type === 'resync') delete seen[message.channel]
  else if (message.type === 'error' && message.code === 'token_expired') await authenticate(send, ['account'], null)
  else if (message.type === 'error') console.log(message.code, message.detail)
}

function connect() {
  const socket = new WebSocket(`${GATEWAY_URL.replace('http', 'ws')}/ws`)
  const send = (message) => socket.send(JSON.stringify({ id: ++id, ...message }))
  socket.onmessage = (event) => void take(JSON.parse(event.data), send)
  socket.onclose = () => {
    console.log('cut')
    failures += 1
    setTimeout(connect, Math.min(15_000, 500 * 2 ** failures))
  }
}

connect()
