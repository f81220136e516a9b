import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyFolder, runShared, type Ended } from '../run-kaoju.ts'

/** One line on stderr that is not a stack trace, nothing on stdout. */
function expectOneLine({ stdout, stderr }: Ended, said: RegExp): void {
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^kaoju: [^\n]+\n$/)
  expect(stderr).toMatch(said)
  expect(stderr).not.toMatch(/\n\s+at /)
}

describe('bad input ends in one line that says what and what next', () => {
  test('an unknown option', async () => {
    const ended = await runShared(['list', '--unknown'])
    expectOneLine(ended, /--unknown: there is no such option/)
    expect(ended.exit).toBe(2)
  })

  test('an empty question', async () => {
    const ended = await runShared(['research', '  ', '--home', emptyFolder()])
    expectOneLine(ended, /question is empty.*kaoju research/)
    expect(ended.exit).toBe(2)
  })

  test('a missing path', async () => {
    const ended = await runShared(['add', 'no-such-folder', '--home', emptyFolder()])
    expectOneLine(ended, /No such file or folder: .*no-such-folder/)
    expect(ended.exit).toBe(1)
  })

  test('a path that cannot be entered', async () => {
    const folder = emptyFolder()
    symlinkSync(join(folder, 'b'), join(folder, 'a'))
    symlinkSync(join(folder, 'a'), join(folder, 'b'))
    const ended = await runShared(['add', join(folder, 'a'), '--home', join(folder, 'home')])
    expectOneLine(ended, /Cannot read .*a \(a circle of links\)/)
    expect(ended.exit).toBe(1)
  })

  test('an empty folder', async () => {
    const folder = emptyFolder()
    mkdirSync(join(folder, 'empty'))
    const ended = await runShared(['add', join(folder, 'empty'), '--home', join(folder, 'home')])
    expectOneLine(ended, /Nothing readable in .*empty.*kaoju doctor/)
    expect(ended.exit).toBe(1)
  })

  test('a file over the limit is skipped and told, with how to raise it', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'long.txt'), 'The ferry leaves at noon. '.repeat(100))
    const line = ['add', join(folder, 'long.txt'), '--max-file-size', '1KB', '--home', join(folder, 'home')]
    const { exit, stderr } = await runShared(line)
    expect(stderr).toMatch(/skipped: .*long\.txt is .*over the limit.*--max-file-size/)
    expect(exit).toBe(3)
  })

  test('a configuration that is not valid', async () => {
    const home = emptyFolder()
    writeFileSync(join(home, 'config.json'), '{ "effort": 3 }')
    const ended = await runShared(['list', '--home', home])
    expectOneLine(ended, /config\.json is not valid \(effort: .*Mend it or delete it/)
    expect(ended.exit).toBe(1)
  })

  test('a home that is a file', async () => {
    const home = join(emptyFolder(), 'home')
    writeFileSync(home, 'not a folder')
    const ended = await runShared(['add', 'examples/library', '--home', home])
    expectOneLine(ended, /--home or KAOJU_HOME/)
    expect(ended.exit).toBe(1)
  })

  test('a question over nothing', async () => {
    const ended = await runShared(['What changed?', '--home', emptyFolder()])
    // A run says first how far it reaches.
    const [reach, ...rest] = ended.stderr.split(/(?<=\n)/)
    expect(reach).toMatch(/^Network: none; .*KAOJU_WEB_SCOPE/)
    expectOneLine({ ...ended, stderr: rest.join('') }, /The library at .* is empty.*kaoju add/)
    expect(ended.exit).toBe(1)
  })

  test('a report format that the file name does not tell', async () => {
    const ended = await runShared(['What changed?', '--out', 'report.pdf', '--home', emptyFolder()])
    expectOneLine(ended, /--out: .*report\.pdf.*--format md, html or json/)
    expect(ended.exit).toBe(2)
  })
})

describe('how errors are told', () => {
  test('with --json, stdout is one document with code and message', async () => {
    const { exit, stdout, stderr } = await runShared([
      'show',
      'd_00000000',
      '--json',
      '--home',
      emptyFolder(),
    ])
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'not-found', message: expect.stringContaining('d_00000000') },
    })
    expect(stderr).toMatch(/^kaoju: Nothing in the library has the id/)
    expect(exit).toBe(1)
  })

  test('with --debug, a stack trace follows', async () => {
    const { stderr } = await runShared(['add', 'no-such-folder', '--debug', '--home', emptyFolder()])
    expect(stderr).toMatch(/^kaoju: No such file[^\n]*\n.*\n\s+at /)
  })

  test('in Chinese by locale', async () => {
    const { stderr, exit } = await runShared(['add', 'no-such-folder', '--home', emptyFolder()], {
      env: { LANG: 'zh_CN.UTF-8' },
    })
    expect(stderr).toMatch(/^kaoju：找不到文件或文件夹：.*请检查拼写/)
    expect(exit).toBe(1)
  })

  test('in colour only where it is wanted', async () => {
    const line = ['list', '--unknown']
    const forced = await runShared(line, { env: { FORCE_COLOR: '1' } })
    const refused = await runShared(line, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })
    const flagged = await runShared([...line, '--no-color'], { env: { FORCE_COLOR: '1' } })
    expect(forced.stderr).toContain('\u001B[31m')
    expect(refused.stderr).not.toContain('\u001B')
    expect(flagged.stderr).not.toContain('\u001B')
  })
})
