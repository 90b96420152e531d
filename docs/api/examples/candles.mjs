/** Bitcoin's closed minute candles, page by page, newest first. Needs GATEWAY_URL and TIDEMARK_API_KEY. Node 20 or newer. */
import { setTimeout as sleep } from 'node:timers/promises'

const { GATEWAY_URL, TIDEMARK_API_KEY } = process.env
const PAGE = 50
const PAGES = 3

async function read(query) {
  for (;;) {
    const answer = await fetch(`${GATEWAY_URL}/api/market/candles/bitcoin?${new URLSearchParams(query)}`, {
      headers: { 'X-API-Key': TIDEMARK_API_KEY },
    })
    if (answer.ok) return answer.json()
    const problem = await answer.json()
    if (answer.status !== 429) throw new Error(`${problem.code}: ${problem.detail} (request ${problem.request_id})`)
    await sleep(Number(answer.headers.get('Retry-After')) * 1000)
  }
}

let cursor = null
for (let page = 0; page < PAGES; page += 1) {
  const { items, next } = await read({ interval: '1m', limit: PAGE, ...(cursor && { cursor }) })
  for (const candle of items) console.log(candle.open_time, candle.close, candle.volume, candle.status)
  cursor = next
  if (cursor === null) break
}
