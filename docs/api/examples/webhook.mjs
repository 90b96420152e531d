/**
 * A receiver of alerts: believes only what is signed, and does a thing once an id. Only Node's own library.
 * Needs WEBHOOK_SECRET (`whsec_…`, shown once when the webhook is added) and PORT, where it listens.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const KEY = Buffer.from(process.env.WEBHOOK_SECRET.replace(/^whsec_/, ''), 'base64')
const TOLERANCE = 300 // seconds: an older request may be one that somebody has recorded
const done = new Set() // in a program of yours a table, written together with what the alert changes

const equal = (a, b) => a.length === b.length && timingSafeEqual(a, b)

/** Whether one of the signatures is right: for a day after a secret was replaced there are two of them. */
function isOurs(headers, body) {
  const { 'webhook-id': name = '', 'webhook-timestamp': at = '', 'webhook-signature': given = '' } = headers
  if (!(Math.abs(Date.now() / 1000 - Number(at || NaN)) <= TOLERANCE)) return false
  const right = 'v1,' + createHmac('sha256', KEY).update(`${name}.${at}.`).update(body).digest('base64')
  return given.split(' ').some((one) => equal(Buffer.from(right), Buffer.from(one)))
}

async function take(request, answer) {
  const parts = []
  for await (const part of request) parts.push(part)
  const body = Buffer.concat(parts)
  const isGood = isOurs(request.headers, body)
  const name = request.headers['webhook-id']
  if (isGood && !done.has(name)) {
    done.add(name)
    console.log(JSON.parse(body).type, name)
  }
  // Anything but 2xx is sent again, for about a day.
  answer.writeHead(isGood ? 204 : 401).end()
}

createServer(take).listen(Number(process.env.PORT), '127.0.0.1')
