import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { markdownTable, type LeaderboardSection } from '#arena'
import { writeCorpus } from './corpus.ts'

const repository = resolve(import.meta.dirname, '..')
const command = join(repository, 'bin/kaoju.js')

interface Timed {
  readonly milliseconds: number
  readonly stdout: string
}

/** Runs the built command line (`dist`) as a user would, and takes the wall clock of the whole process. */
function timed(...parameters: string[]): Timed {
  const started = performance.now()
  const result = spawnSync(process.execPath, [command, ...parameters], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const milliseconds = performance.now() - started
  if (result.status !== 0 && result.status !== 3) throw new Error(`${parameters.join(' ')}: ${result.stderr}`)
  return { milliseconds, stdout: result.stdout }
}

/** Best and median of `times` runs. */
function repeated(times: number, ...parameters: string[]): { best: number; median: number; last: Timed } {
  const runs = Array.from({ length: times }, () => timed(...parameters))
  const sorted = runs.map((run) => run.milliseconds).sort((a, b) => a - b)
  return { best: sorted[0]!, median: sorted[Math.floor(times / 2)]!, last: runs.at(-1)! }
}

/** From the shell's call to the last byte: start, search and whole research runs over real homes. */
export async function measureCommandLine(): Promise<Omit<LeaderboardSection, 'seconds'>> {
  if (!existsSync(join(repository, 'dist')))
    throw new Error('run npm run build first: the built command line is measured')
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-bench-'))
  try {
    const rows = [start(), ...overExamples(folder), ...overDocuments(folder), ...overPassages(folder)]
    return {
      title: 'The command line',
      about: [
        'Wall clock of the whole process, Node start included, as built (`dist`), with a warm file cache; each over its own home.',
        'Goals: at most 500 ms to the first hit over 100,000 passages; research over the example library at most 2 s from nothing;',
        'over 1,000 documents at most 5 s after they were added.',
      ].join(' '),
      table: markdownTable(['what', 'over', 'median ms', 'best ms', 'runs'], rows),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Row = readonly (string | number)[]

function row(what: string, over: string, runs: number, ...parameters: string[]): Row {
  const { median, best } = repeated(runs, ...parameters)
  return [what, over, Math.round(median), Math.round(best), runs]
}

function start(): Row {
  return row('kaoju --version', 'nothing', 7, '--version')
}

function overExamples(folder: string): Row[] {
  const docs = join(folder, 'examples')
  cpSync(join(repository, 'examples/library'), docs, { recursive: true })
  const question = 'When was the dredging of the North Basin completed?'
  const first = Array.from({ length: 3 }, (_, index) =>
    timed('research', question, '--docs', docs, '--home', join(folder, `examples-${index}`)),
  ).map((run) => run.milliseconds)
  const sorted = first.sort((a, b) => a - b)
  const home = join(folder, 'examples-0')
  return [
    [
      'research, the documents read and indexed in it',
      'the example library',
      Math.round(sorted[1]!),
      Math.round(sorted[0]!),
      3,
    ],
    row('research, again', 'the example library', 5, 'research', question, '--home', home),
    row(
      'check, a draft',
      'the example library',
      3,
      'check',
      join(repository, 'examples/draft-with-errors.en.md'),
      '--home',
      home,
    ),
  ]
}

function overDocuments(folder: string): Row[] {
  const home = join(folder, 'thousand')
  writeCorpus(join(folder, 'thousand-docs'), 1_000, 10)
  const added = timed('add', join(folder, 'thousand-docs'), '--home', home)
  return [
    ['add', '1,000 documents, 10 paragraphs each', Math.round(added.milliseconds), '', 1],
    row('add, nothing changed', '1,000 documents', 3, 'add', join(folder, 'thousand-docs'), '--home', home),
    row('research', '1,000 documents', 3, 'research', 'What is the karo of mite and lusen?', '--home', home),
  ]
}

function overPassages(folder: string): Row[] {
  const home = join(folder, 'hundred')
  writeCorpus(join(folder, 'hundred-docs'), 2_000, 50)
  const added = timed('add', join(folder, 'hundred-docs'), '--home', home, '--json')
  const { library } = JSON.parse(added.stdout) as { library: { passages: number; bytesOnDisk: number } }
  const over = `${library.passages.toLocaleString('en')} passages`
  return [
    [
      `add (${Math.round(library.bytesOnDisk / 1e6)} MB on disk)`,
      over,
      Math.round(added.milliseconds),
      '',
      1,
    ],
    row('search, the first hit', over, 7, 'search', 'karo mite', '--k', '1', '--home', home),
    row('search, ten hits', over, 7, 'search', 'sensha dorvi pano', '--home', home),
    row('list', over, 3, 'list', '--home', home),
  ]
}
