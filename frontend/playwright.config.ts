/** End-to-end tests in the machine's own Chromium against a running GATEWAY_URL. Nothing is downloaded. */
import { defineConfig } from '@playwright/test'

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export default defineConfig({
  testDir: 'e2e',
  timeout: 60_000,
  expect: { timeout: 25_000 },
  workers: 1,
  // A test that fails now and then waits for the wrong thing: mend the test, do not run it again.
  retries: 0,
  reporter: [['list']],
  use: {
    baseURL: process.env.GATEWAY_URL ?? 'http://127.0.0.1:8100',
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET },
  },
})
