import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { networkFiles, networkNames } from '../../scripts/network-files.ts'

const source = join(import.meta.dirname, '../../src')
const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))

test('no file of src reaches the network but those with a reason, and each of those does', () => {
  expect(files.length).toBeGreaterThan(100)
  const reaching = files
    .filter((file) => networkNames(readFileSync(file, 'utf8')).length > 0)
    .map((file) => relative(source, file).replaceAll('\\', '/'))
  expect(reaching.sort()).toEqual(Object.keys(networkFiles).sort())
})

test.each([
  `import { connect } from 'node:net'`,
  `import net from "net"`,
  `import * as http from 'node:http'`,
  `import { isIP, Socket } from 'node:net'`,
  `import {\n  isIP,\n  connect as join,\n} from 'node:net'`,
  `import 'undici'`,
  `import type { Server } from 'node:http'\nimport { createServer } from 'node:http'`,
  `const { Agent } = await import('undici')`,
  `const dns = await import(\`node:dns/promises\`)`,
  `export { request } from 'node:https'`,
  `export * from 'node:tls'`,
  `process.getBuiltinModule('node:net')`,
  `const require = createRequire(import.meta.url)`,
  `new WebSocket(url)`,
  `import { WebSocket } from 'ws'`,
  `import inspector from 'node:inspector'`,
])('seen: %j', (code) => {
  expect(networkNames(code)).not.toEqual([])
})

test.each([
  `import type { Dispatcher } from 'undici'`,
  `import { isIP } from 'node:net'`,
  `import { BlockList, isIP, type Socket } from 'node:net'`,
  `// import { connect } from 'node:net'`,
  ` * as \`import('undici')\` would`,
  `const scheme = 'http'`,
  `import { http } from './http.ts'`,
])('harmless: %j', (code) => {
  expect(networkNames(code)).toEqual([])
})
