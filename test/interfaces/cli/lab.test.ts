import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chanceOf } from '#runtime'
import { digestOf, makeWorld, questionKinds, suites, type LabOutcome, type LabQuestion } from '#arena'
import { labNames } from '../../../src/interfaces/cli/lab-words.ts'
import { tellFact } from '../../../src/arena/lab/language/index.ts'
import { emptyFolder, runKaoju, runShared } from '../run-kaoju.ts'

const small = ['--questions', '16']
const world = makeWorld({ seed: 'kaoju', questions: 16 })

function asked(kind: LabQuestion['kind']): LabQuestion {
  return world.questions.find((question) => question.kind === kind)!
}

/** What is true of a question's facts, in its language. */
function truth({ id, language, wanted }: LabQuestion): string {
  const names = new Map(world.entities.map((entity) => [entity.id, entity]))
  return wanted
    .map((fact) =>
      tellFact(
        world.facts.find((one) => one.id === fact)!,
        language,
        names,
        chanceOf('cli', id),
      ),
    )
    .join('\n\n')
}

test('help names the suites and kinds that there are', async () => {
  expect(labNames.suites).toEqual(suites.map(({ name }) => name))
  expect(labNames.kinds).toEqual(questionKinds)
  const [english, chinese] = await Promise.all(
    ['en_US.UTF-8', 'zh_CN.UTF-8'].map((LANG) => runShared(['lab', 'run', '--help'], { env: { LANG } })),
  )
  for (const { exit, stdout } of [english!, chinese!]) {
    expect(exit).toBe(0)
    const plain = stdout.replaceAll(/\s+/g, ' ')
    for (const name of [...labNames.suites, ...labNames.kinds]) expect(plain).toContain(name)
  }
  expect(english!.stdout).toMatch(/^Usage: kaoju lab run/)
  expect(chinese!.stdout).toMatch(/^用法：?\s*kaoju lab run/)
})

describe('lab run', () => {
  const line = [
    'lab',
    'run',
    ...small,
    '--suite',
    'kinds',
    '--kinds',
    'fact',
    '--no-model',
    '--effort',
    'quick',
  ]

  test('measures, prints one document, and writes what the seed repeats apart from times', async () => {
    const out = join(emptyFolder(), 'new', 'folder')
    const { exit, stdout, stderr } = await runShared([...line, '--json', '--out', out])
    expect(stderr).not.toContain('kaoju:')
    expect(exit).toBe(0)
    const { result, timings } = JSON.parse(stdout) as LabOutcome
    expect(result).toMatchObject({ schema: 'kaoju-lab/1', seed: 'kaoju', questions: 16, model: 'none' })
    expect(result.world).toBe(digestOf(world))
    expect(result.suites.map(({ suite }) => suite)).toEqual(['kinds'])
    expect(result.suites[0]!.answers.map(({ kind }) => kind)).toEqual(['fact'])
    expect(result.suites[0]!.failures).toEqual([])
    expect(timings.suites[0]!.answers).toHaveLength(1)
    const written = (name: string): string => readFileSync(join(out, name), 'utf8')
    expect(JSON.parse(written('result.json'))).toEqual(result)
    expect(JSON.parse(written('timings.json'))).toEqual(timings)
    expect(written('table.md')).toMatch(/^\| kinds \| 1 \|/m)
    // Another process, other ports: the same bytes.
    const again = join(emptyFolder(), 'again')
    await runKaoju([...line, '--out', again])
    expect(readFileSync(join(again, 'result.json'), 'utf8')).toBe(written('result.json'))
  })

  test('a person is told which world it was, and that the model is simulated', async () => {
    const { stdout, exit } = await runShared(
      ['lab', 'run', ...small, '--suite', 'kinds', '--kinds', 'fact', '--effort', 'quick'],
      { env: { LC_ALL: 'zh_CN.UTF-8' } },
    )
    expect(stdout).toContain(`世界 kaoju：16 个问题`)
    expect(stdout).toContain(digestOf(world))
    expect(stdout).toContain('模型是模拟的')
    expect(exit).toBe(0)
  })

  test('measures a command, and says why it failed', async () => {
    const command = 'echo no such engine >&2; exit 7'
    const { exit, stdout, stderr } = await runShared([...line, '--command', command])
    expect(stdout).toContain(`command: ${command}`)
    expect(stdout).toMatch(/1 questions ended without an answer: command-failed/)
    expect(stderr).toContain('exit code 7: no such engine')
    expect(exit).toBe(0)
  })

  test.each([
    [['--suite', 'kinds,nonsense'], /^kaoju: --suite: nonsense.*kinds, engines-fail.*model-obeys/],
    [['--kinds', 'fact,nonsense'], /^kaoju: --kinds: nonsense.*fact, chain.*scan/],
    [['--questions', '0'], /^kaoju: --questions: needs a whole number/],
    [['--effort', 'huge'], /^kaoju: --effort: must be one of/],
    [
      ['--suite', 'tools-mutate', '--kinds', 'fact'],
      /^kaoju: --suite, --kinds: .*no question of these kinds/,
    ],
    [['--suite', 'model-errs', '--no-model'], /^kaoju: --suite, --kinds: .*no question of these kinds/],
    [['--kinds', ''], /^kaoju: --suite, --kinds: .*no question of these kinds/],
    [
      ['--suite', 'kinds', '--kinds', 'fact', '--strategy', 'nope'],
      /^kaoju: --strategy: nope; known: (?=.*extractive)(?=.*quick)/,
    ],
  ])('refuses %j, and tells what there is', async (wrong, said) => {
    const { exit, stdout, stderr } = await runShared(['lab', 'run', ...small, ...wrong])
    expect(stderr).toMatch(said)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
  })

  test('does not begin what it could not write down', async () => {
    const folder = emptyFolder()
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const { exit, stderr } = await runShared([...line, '--out', join(file, 'below')])
    expect(stderr).toMatch(/^kaoju: Cannot write .*below/)
    expect(exit).toBe(1)
  })
})

describe('lab questions', () => {
  test('prints what the world asks, a line each or as one document, and never the answers', async () => {
    const [lines, document] = await Promise.all([
      runShared(['lab', 'questions', ...small]),
      runShared(['lab', 'questions', ...small, '--json']),
    ])
    const told = world.questions.map(({ id, kind, language, text }) => ({ id, kind, language, text }))
    expect(
      lines.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual(told)
    expect(JSON.parse(document.stdout)).toEqual(told)
  })
})

describe('lab score', () => {
  function answersFile(rows: readonly string[]): string {
    const path = join(emptyFolder(), 'answers.jsonl')
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, rows.map((row) => `${row}\n`).join(''))
    return path
  }

  test('scores answers by the truth; questions without one count as empty', async () => {
    const right = asked('superseded')
    const wrong = asked('fact')
    const file = answersFile([
      JSON.stringify({ id: right.id, report: truth(right) }),
      '',
      JSON.stringify({ id: wrong.id, report: 'Nothing was found. See http://nowhere.example/invented.' }),
    ])
    const [document, table] = await Promise.all([
      runShared(['lab', 'score', ...small, '--answers', file, '--json']),
      runShared(['lab', 'score', ...small, '--answers', file]),
    ])
    const { answers, summary } = JSON.parse(document.stdout) as {
      answers: { question: string; facts: { found: number; reachable: number }; inventedLinks: number }[]
      summary: { questions: number; inventedLinks: number }
    }
    const of = (id: string) => answers.find(({ question }) => question === id)!
    expect(of(right.id).facts).toMatchObject({ found: 1, reachable: 1 })
    expect(of(wrong.id)).toMatchObject({ facts: { found: 0 }, inventedLinks: 1 })
    expect(answers.reduce((sum, { facts }) => sum + facts.found, 0)).toBe(1)
    expect(summary).toMatchObject({ questions: 16, inventedLinks: 1 })
    expect(table.stdout).toContain('2 of 16 questions were answered')
    expect(table.stdout).toMatch(/^\| superseded \| 1 \| 1\.000 \|/m)
    expect(table.exit).toBe(0)
  })

  test.each([
    [['{"id": "q1", "report": "x"}', '{"id": "q1", "report": '], /answers\.jsonl, line 2: not a JSON object/],
    [['{"id": "q1", "report": "x"}', '', '[1]x'], /answers\.jsonl, line 3: not a JSON object/],
    [['{"id": "q99", "report": "x"}'], /answers\.jsonl, line 1: .*no question q99/],
    [['{"id": "q1", "text": "x"}'], /answers\.jsonl, line 1: an answer needs a text/],
  ])('names the line that cannot be read: %j', async (rows, said) => {
    const { exit, stderr, stdout } = await runShared([
      'lab',
      'score',
      ...small,
      '--answers',
      answersFile(rows),
    ])
    expect(stderr).toMatch(said)
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
  })

  test('takes for the wire only what is one', async () => {
    const answers = answersFile(['{"id": "q1", "report": "x"}'])
    const wire = answersFile(['{"service": "shop", "request": "x"}'])
    const { exit, stderr } = await runShared(['lab', 'score', ...small, '--answers', answers, '--wire', wire])
    expect(stderr).toMatch(/line 1: not an exchange/)
    expect(exit).toBe(1)
  })

  test('wants a file that is there', async () => {
    const none = await runShared(['lab', 'score', ...small])
    expect(none.stderr).toMatch(/^kaoju: --answers: is missing/)
    expect(none.exit).toBe(2)
    const gone = await runShared(['lab', 'score', ...small, '--answers', '/no/such/file'])
    expect(gone.stderr).toMatch(/^kaoju: No such file or folder: \/no\/such\/file/)
    expect(gone.exit).toBe(1)
    expect(existsSync('/no/such/file')).toBe(false)
  })
})
