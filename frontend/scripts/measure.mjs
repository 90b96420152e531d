/**
 * Measures the dashboard in real Chromium against a running platform and prints one table:
 * `GATEWAY_URL=… SIMULATOR_URL=… node scripts/measure.mjs [seconds of watching] [trades a second at the end]`.
 * The trades are generated only when a number of them is given, for they stay in the platform's data.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { chromium } from '@playwright/test'

const GATEWAY = process.env.GATEWAY_URL ?? 'http://127.0.0.1:8100'
const SIMULATOR = process.env.SIMULATOR_URL ?? 'http://127.0.0.1:8109'
const [watchS, rate] = [Number(process.argv[2] ?? 60), Number(process.argv[3] ?? 0)]
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
FLAGS.push('--disable-component-update', '--disable-sync', '--enable-precise-memory-info')
const rows = []
const note = (what, value, target = '') => rows.push({ what, value, target })

/** Runs in the page before anything else: long tasks, layout shift, the first price, frames, delay of each message. */
function observe() {
  const seen = { long: [], shift: 0, firstPrice: null, frames: [], delays: [], updates: 0 }
  window.measured = seen
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) seen.long.push([one.startTime, one.duration])
  }).observe({ type: 'longtask', buffered: true })
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) seen.shift += one.value
  }).observe({ type: 'layout-shift', buffered: true })
  const look = (at) => {
    seen.firstPrice ??= document.querySelector('[data-price]') ? at : null
    seen.frames.push(at)
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
  const Socket = window.WebSocket
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given)
      this.addEventListener('message', (event) => {
        const message = JSON.parse(event.data)
        if (message.type !== 'update') return
        seen.updates += message.messages.length
        // Server and browser share this machine's clock. Painted: after the next frame that follows our 100 ms batch.
        const trades = message.messages.filter((one) => one.channel.startsWith('trades:') && one.ts_recv)
        if (trades.length === 0) return
        const heard = Date.now()
        const from = trades.map((one) => Date.parse(one.ts_recv))
        const shown = () => document.querySelector(`[data-trade="${trades.at(-1).data.trade_id}"]`)
        const poll = () => {
          const now = Date.now()
          if (shown() || now - heard > 2000) for (const at of from) seen.delays.push([heard - at, now - at])
          else requestAnimationFrame(poll)
        }
        poll()
      })
    }
  }
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
const sorted = (list) => list.toSorted((a, b) => a - b)

function scripts() {
  const folder = new URL('../dist/assets/', import.meta.url)
  const first = readFileSync(new URL('../dist/index.html', import.meta.url), 'utf8')
  const names = readdirSync(folder).filter((name) => name.endsWith('.js') && first.includes(name))
  const size = names.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, folder))).length, 0)
  note('first page, JavaScript (gzip)', `${(size / 1000).toFixed(0)} kB`, '<= 220 kB')
}

const wait = (page, s) => page.waitForTimeout(s * 1000)

async function open(browser, path) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.addInitScript(observe)
  await page.goto(GATEWAY + path)
  await page.waitForSelector('[data-price]')
  return page
}

async function heap(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

/** Frames, long tasks and updates of the last part of a page's life. */
async function pace(page, name, seconds) {
  const start = await page.evaluate(() => [performance.now(), window.measured.updates])
  await wait(page, seconds)
  const [frames, long, updates] = await page.evaluate(
    ([from, before]) => [
      window.measured.frames.filter((time) => time >= from),
      window.measured.long.filter(([time]) => time >= from).map(([, ms]) => ms),
      window.measured.updates - before,
    ],
    start,
  )
  note(`${name}: updates/s`, (updates / seconds).toFixed(0), '200')
  note(`${name}: frames/s`, (frames.length / seconds).toFixed(1), '>= 55')
  const worst = long.length > 0 ? `, longest ${Math.max(...long).toFixed(0)} ms` : ''
  note(`${name}: tasks over 50 ms in ${seconds} s`, `${long.length}${worst}`, '0')
}

async function market(browser) {
  const page = await open(browser, '/dashboard')
  await wait(page, 3)
  const { firstPrice, shift } = await page.evaluate(() => window.measured)
  note('market: first prices', `${(firstPrice / 1000).toFixed(2)} s`, '<= 1.5 s')
  note('market: layout shift', shift.toFixed(4), '<= 0.02')
  const before = await heap(page)
  await pace(page, 'market', watchS)
  note(`market: heap growth in ${watchS} s`, `${((await heap(page)) - before).toFixed(1)} MB`, '+10 MB in 1 h')
  await page.close()
}

async function coin(browser) {
  const page = await open(browser, '/coins/bitcoin')
  await page.waitForSelector('[data-testid=chart] canvas')
  await wait(page, 3)
  note('coin: layout shift', (await page.evaluate(() => window.measured.shift)).toFixed(4), '<= 0.02')
  if (rate > 0) await generate(rate, watchS + 5)
  await page.evaluate(() => void (window.measured.delays = []))
  await pace(page, rate > 0 ? `coin at ${rate} trades/s` : 'coin', watchS)
  const delays = await page.evaluate(() => window.measured.delays)
  const [socket, paint] = [0, 1].map((index) => sorted(delays.map((one) => one[index])))
  note('trade: exchange socket to page, p50 / p99', `${at(socket, 0.5)} / ${at(socket, 0.99)} ms`)
  note('trade: exchange socket to paint, p50 / p99', `${at(paint, 0.5)} / ${at(paint, 0.99)} ms`, 'reported')
  note('trades measured', String(delays.length))
  await page.close()
}

async function generate(tradesPerSecond, seconds) {
  const body = JSON.stringify({ trades_per_second: tradesPerSecond, seconds })
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(`${SIMULATOR}/control/generate`, { method: 'POST', headers, body })
  if (!answer.ok) throw new Error(`the simulator answered ${answer.status}: ${await answer.text()}`)
}

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: FLAGS })
try {
  scripts()
  await market(browser)
  await coin(browser)
} finally {
  await browser.close()
}
console.log('| What | Measured | Target |\n|---|---|---|')
for (const { what, value, target } of rows) console.log(`| ${what} | ${value} | ${target} |`)
