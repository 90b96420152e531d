/** Writes a .gz beside every text file of dist/, so that the gateway serves it without compressing again. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist', import.meta.url).pathname
for (const name of readdirSync(dist, { recursive: true })) {
  const path = join(dist, name)
  if (!statSync(path).isFile() || !/\.(js|css|html|svg|json)$/.test(name)) continue
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }))
}
