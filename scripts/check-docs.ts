/**
 * Runs what the READMEs show. Of every ```sh block in README.md and README.zh.md, the lines that call
 * `npm run kaoju -- …` are run as they stand, in the repository, with a new home; a comment `# exit 3` at the
 * end of a line says which exit code is meant (else 0). Blocks that show a result (```text after ```sh) are for
 * readers: figures in them are checked by the tests.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const repository = resolve(import.meta.dirname, '..')
let run = 0
let failed = 0

for (const page of ['README.md', 'README.zh.md']) {
  const file = join(repository, page)
  if (!existsSync(file)) fail(`${page} is missing`)
  else {
    const commands = commandsIn(readFileSync(file, 'utf8'))
    if (commands.length === 0) fail(`${page} shows no command that could be run`)
    const home = mkdtempSync(join(tmpdir(), 'kaoju-docs-'))
    for (const command of commands) runCommand(page, command, home)
    rmSync(home, { recursive: true, force: true })
  }
}
console.log(`docs: ${run - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

interface Shown {
  readonly line: string
  readonly exit: number
}

function commandsIn(text: string): Shown[] {
  return [...text.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block]) => block!.replace(/\\\n\s*/g, ' ').split('\n'))
    .map((line) => line.replace(/^\$ /, '').replace(/^npm (ci|install) && /, ''))
    .filter((line) => /^(\w+=\S+ )*npm run (-s )?kaoju -- /.test(line))
    .map((line) => ({ line, exit: Number(/#.*\bexit (\d)/.exec(line)?.[1] ?? 0) }))
}

function runCommand(page: string, { line, exit }: Shown, home: string): void {
  run++
  const result = spawnSync('bash', ['-c', line], {
    cwd: repository,
    encoding: 'utf8',
    // Without a model, whatever keys this machine has: what the pages show costs nothing.
    env: { ...process.env, KAOJU_HOME: home, KAOJU_MODEL: 'none' },
    timeout: 120_000,
  })
  const right = result.status === exit
  console.log(`${right ? 'ok' : 'FAILED'}  ${page}: ${line}`)
  if (right) return
  failed++
  console.error(`  exit ${result.status}, meant ${exit}\n${result.stderr}`)
}

function fail(message: string): void {
  run++
  failed++
  console.error(message)
}
