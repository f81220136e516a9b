/**
 * Packs Kaoju, installs the tarball into an empty folder as a stranger would, and uses it there: the command
 * line, the library from JavaScript, its types from TypeScript, worker threads and child processes from `dist`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const repository = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'kaoju-smoke-'))
const home = join(folder, 'home')
const version = (JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string })
  .version

const javascript = `
import { createContext, openLibrary, research } from 'kaoju'
const { context } = createContext()
const library = await openLibrary({ home: process.argv[2], mode: 'write' }, context)
const report = await research({ question: 'How large is Qing Lake?', language: 'en', effort: 'quick' }, { library }, context)
await library.close()
console.log(report.sections.length > 0 ? 'ok' : 'no sections')
`

const typescript = `
import { createContext, KaojuError, openLibrary, research, type Report } from 'kaoju'
const { context } = createContext()
const library = await openLibrary({ home: 'home', mode: 'read' }, context)
const report: Report = await research({ question: 'How?', language: 'en', effort: 'quick' }, { library }, context)
const verdict: 'supported' | 'partly' | 'conflicting' | 'unsupported' | undefined = report.sections[0]?.sentences[0]?.verdict
export const code = new KaojuError('question-empty').code
export { verdict }
`

try {
  const tarball = pack()
  writeFileSync(join(folder, 'package.json'), '{ "name": "stranger", "private": true, "type": "module" }\n')
  run('npm', ['install', '--no-audit', '--no-fund', tarball], 0)
  cpSync(join(repository, 'examples/library'), join(folder, 'library'), { recursive: true })
  cpSync(join(repository, 'examples/draft-with-errors.en.md'), join(folder, 'draft.md'))

  step('the version', run('npx', ['kaoju', '--version'], 0).includes(version))
  const question = 'How large is Qing Lake?'
  // Readers run in child processes and the index in worker threads: both start from dist here.
  const report = run(
    'npx',
    ['kaoju', 'research', question, '--docs', 'library', '--home', home, '--json'],
    [0, 3],
  )
  step('a report with citations', citationsIn(report) > 0)
  const page = /^.*?(\/.*\.html)$/m.exec(run('npx', ['kaoju', question, '--home', home], [0, 3]))?.[1]
  step('the HTML report is where the last line says', page !== undefined && existsSync(page))
  step(
    'a passage is found',
    run('npx', ['kaoju', 'search', 'dredging', '--home', home], 0).includes('library'),
  )
  run('npx', ['kaoju', 'check', 'draft.md', '--docs', 'library', '--home', home], 3)
  step('a draft with errors is caught', true)
  step(
    'the doctor is content',
    run('npx', ['kaoju', 'doctor', '--home', home, '--json'], 0).includes('"findings": []'),
  )

  await serve()

  writeFileSync(join(folder, 'use.js'), javascript)
  step('the library from JavaScript', run(process.execPath, ['use.js', home], 0).trim() === 'ok')
  writeFileSync(join(folder, 'use.ts'), typescript)
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  // As every project for Node does, the stranger's has @types/node.
  const roots = ['--types', 'node', '--typeRoots', join(repository, 'node_modules/@types')]
  const flags = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024',
    ...roots,
  ]
  run(process.execPath, [compiler, ...flags, '--ignoreConfig', 'use.ts'], 0)
  step('its types from TypeScript', true)
  for (const schema of ['report', 'audit']) {
    const file = join(folder, `node_modules/kaoju/schema/${schema}.schema.json`)
    step(`the ${schema} schema`, existsSync(file) && JSON.parse(readFileSync(file, 'utf8')) !== null)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log('smoke: passed')

/** The server from the tarball: its page with all that the page loads, and a run in its thread. */
async function serve(): Promise<void> {
  const parameters = [join(folder, 'node_modules/kaoju/bin/kaoju.js'), 'serve', '--port', '0', '--json']
  const server = spawn(process.execPath, [...parameters, '--home', home], {
    cwd: folder,
    env: strangersEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const line = await new Promise<string>((told, ended) => {
      let text = ''
      server.stdout.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
        if (text.includes('\n')) told(text)
      })
      server.once('exit', (code) => ended(new Error(`kaoju serve: exit ${code}`)))
    })
    const { origin } = JSON.parse(line) as { origin: string }
    const page = await (await fetch(origin)).text()
    const files = [...page.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, path]) => new URL(path!, origin))
    const found = await Promise.all(files.map(async (file) => (await fetch(file)).status))
    step('the page and its files', files.length >= 2 && found.every((status) => status === 200))
    const asked = await fetch(`${origin}/api/v1/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ question: 'How large is Qing Lake?', effort: 'quick' }),
    })
    const { id } = (await asked.json()) as { id: string }
    const events = await (await fetch(`${origin}/api/v1/runs/${id}/events`)).text()
    step('a run through the server, followed to its end', /^event: end\ndata: \{"state":"done"/m.test(events))
  } finally {
    server.kill('SIGTERM')
    await new Promise((gone) => (server.exitCode === null ? server.once('exit', gone) : gone(undefined)))
  }
}

/** `npm pack` builds first (prepack). */
function pack(): string {
  const listing = run('npm', ['pack', '--json', '--pack-destination', folder], 0, repository)
  const [packed] = JSON.parse(listing.slice(listing.indexOf('[\n'))) as [
    { filename: string; files: { path: string }[] },
  ]
  const paths = packed.files.map((file) => file.path)
  step(
    'the tarball holds what it should',
    ['bin/kaoju.js', 'dist/index.js', 'dist/index.d.ts', 'dist/web/index.html', 'LICENSE'].every((path) =>
      paths.includes(path),
    ),
  )
  const foreign = paths.filter((path) => /^(runtime-node|src|test|examples|scripts|bench|\.ci)\//.test(path))
  step(`and nothing else ${foreign.join(' ')}`, foreign.length === 0)
  return join(folder, packed.filename)
}

function run(
  command: string,
  parameters: readonly string[],
  expected: number | readonly number[],
  cwd = folder,
): string {
  const result = spawnSync(command, parameters, {
    cwd,
    encoding: 'utf8',
    env: strangersEnvironment(),
    timeout: 300_000,
    maxBuffer: 2 ** 28,
  })
  if ([expected].flat().includes(result.status ?? -1)) return result.stdout
  throw new Error(
    `${command} ${parameters.join(' ')}: exit ${result.status}, expected ${String(expected)}\n${result.stdout}\n${result.stderr}`,
  )
}

function strangersEnvironment(): NodeJS.ProcessEnv {
  const environment = { ...process.env }
  // What npm tells its scripts about this repository would mislead the stranger's npm.
  for (const name of Object.keys(environment))
    if (/^(npm_(config_local_prefix|package|lifecycle)|KAOJU_|NODE_OPTIONS|INIT_CWD)/.test(name))
      delete environment[name]
  return environment
}

function step(what: string, holds: boolean): void {
  if (!holds) throw new Error(`smoke: not true: ${what}`)
  console.log(`ok  ${what}`)
}

function citationsIn(report: string): number {
  const { sections } = JSON.parse(report) as { sections: { sentences: { citations: unknown[] }[] }[] }
  return sections.flatMap((section) => section.sentences).flatMap((sentence) => sentence.citations).length
}
