/**
 * Checks law 1: a room imports earlier rooms only, through their doors, types included; and law 2: who may
 * touch the process, the clock, chance and the network (`network-files.ts`). Prints one line per breach; exit 1 if any.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { networkFiles, networkNames } from './network-files.ts'

const rooms = [
  'vocabulary',
  'runtime',
  'models',
  'sources',
  'reading',
  'library',
  'retrieval',
  'memory',
  'reasoning',
  'report',
  'research',
  'arena',
  'interfaces',
]
const source = resolve(import.meta.dirname, '../src')
const breaches: string[] = []

/** Names of modules and functions that reach the network. */
const network = /from '(node:)?(net|tls|http|https|http2|dgram|dns|undici)(\/promises)?'|(?<!\.)\bfetch\(/

const forbidden: [RegExp, readonly string[], string][] = [
  [
    /\bprocess\.(?!pid\b)/,
    ['interfaces', 'runtime'],
    'only interfaces touches the process: take a parameter or a Context',
  ],
  [/\bconsole\./, ['interfaces'], 'only interfaces prints: emit an event'],
  [
    /\b(Date\.now|performance\.now|setTimeout|setInterval|setImmediate)\(|new Date\(\)/,
    ['runtime', 'interfaces'],
    'time comes from context.clock',
  ],
  [/\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/, ['runtime'], 'chance comes from context.random'],
  [network, ['runtime'], 'the network is reached through context.egress'],
  [
    /from '(node:)?(child_process|worker_threads|cluster)'/,
    ['runtime'],
    'processes and workers come from #runtime',
  ],
]

for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
  const file = join(entry.parentPath, entry.name)
  const where = relative(source, file).replaceAll('\\', '/')
  const room = where.split('/')[0]!
  if (where === 'index.ts') continue
  if (!rooms.includes(room)) breaches.push(`${where}: no such room`)
  const code = readFileSync(file, 'utf8')
  for (const [, target] of code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    if (target!.startsWith('#')) {
      const other = target!.slice(1)
      if (!rooms.includes(other)) breaches.push(`${where}: '${target}' is not a door`)
      else if (rooms.indexOf(other) >= rooms.indexOf(room))
        breaches.push(`${where}: ${room} may not import the later room ${other}`)
    } else if (target!.startsWith('.')) {
      const inside = relative(join(source, room), resolve(dirname(file), target!))
      if (inside.startsWith('..') && !inside.endsWith('package.json'))
        breaches.push(`${where}: '${target}' leaves the room; go through its door`)
    }
  }
  if (!(where in networkFiles))
    for (const place of networkNames(code))
      breaches.push(
        `${where}: \`${place.replace(/\s+/g, ' ')}\`: only these reach the network: ${Object.keys(networkFiles).join(', ')}; take context.egress, or say in scripts/network-files.ts why not`,
      )
  code.split('\n').forEach((line, index) => {
    if (/^\s*(\*|\/\/|\/\*)/.test(line)) return
    for (const [pattern, allowed, remedy] of forbidden)
      if (!allowed.includes(room) && !(pattern === network && where in networkFiles) && pattern.test(line))
        breaches.push(`${where}:${index + 1}: ${remedy}`)
  })
}

for (const breach of breaches) console.error(breach)
console.log(breaches.length === 0 ? 'rooms: sound' : `rooms: ${breaches.length} breaches`)
process.exit(breaches.length === 0 ? 0 : 1)
