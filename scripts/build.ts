/**
 * Builds `dist`: plain `tsc`, ESM only, beside it whatever is not TypeScript (WASM, data) and the web page. Then checks what tsc
 * cannot: that every relative specifier in the result names a file, and that the package opens through its doors.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, relative, resolve } from 'node:path'

const repository = resolve(import.meta.dirname, '..')
const source = join(repository, 'src')
const target = join(repository, 'dist')

rmSync(target, { recursive: true, force: true })
execFileSync(
  process.execPath,
  [join(repository, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
  {
    cwd: repository,
    stdio: 'inherit',
  },
)

execFileSync(
  process.execPath,
  [join(repository, 'node_modules/vite/bin/vite.js'), 'build', 'web', '--logLevel', 'warn'],
  { cwd: repository, stdio: 'inherit' },
)

for (const file of filesBelow(source)) {
  if (extname(file) !== '.ts') cpSync(file, join(target, relative(source, file)))
}

const broken: string[] = []
for (const file of filesBelow(target)) {
  if (!/\.(js|d\.ts)$/.test(file) || file.startsWith(join(target, 'web'))) continue
  const code = readFileSync(file, 'utf8')
  // tsc rewrites `./x.ts` in JavaScript but leaves it in declarations, which then name files that are not there.
  const mended = file.endsWith('.d.ts')
    ? code.replace(/(from\s+|import\()(['"])(\.{1,2}\/[^'"]+)\.ts\2/g, '$1$2$3.js$2')
    : code
  if (mended !== code) writeFileSync(file, mended)
  for (const [, specifier] of mended.matchAll(/(?:^|\s)(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)) {
    const named = resolve(dirname(file), specifier!)
    if (!existsSync(named)) broken.push(`${relative(repository, file)}: ${specifier!} is not there`)
  }
}
for (const line of broken) console.error(line)

const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  imports: Record<string, { default: string }>
}
for (const [door, { default: file }] of Object.entries(manifest.imports)) {
  if (!existsSync(join(repository, file))) broken.push(`${door}: ${file} is not there`)
}
if (broken.length > 0) throw new Error(`the build has ${broken.length} broken specifiers`)

// The one import that loads every room: a build that cannot be opened is no build.
await import(join(target, 'index.js'))
console.log(`build: ${filesBelow(target).length} files in dist`)

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
