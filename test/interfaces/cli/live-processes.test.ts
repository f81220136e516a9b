import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LoggedEvent, Report } from '#vocabulary'
import { startWireServer } from '../../models/wire-server.ts'
import { emptyFolder, repository, runKaoju, runShared } from '../run-kaoju.ts'
import { SmallTerminal } from './small-terminal.ts'

const question = 'How large is Heron Lake?'

function library(): { readonly docs: string; readonly home: string } {
  const folder = emptyFolder()
  const [docs, home] = [join(folder, 'docs'), join(folder, 'home')] as const
  mkdirSync(docs)
  mkdirSync(home)
  // A heading, a name and a sentence that would clear the screen.
  const evil = '\u001B[2J\u001B[H\u009B2J'
  writeFileSync(
    join(docs, `lake${process.platform === 'win32' ? '' : evil}.md`),
    `# Heron Lake ${evil}\n\nHeron Lake covers 47 square kilometres ${evil}.\n`,
  )
  return { docs, home }
}

describe('for programs and for peace', () => {
  test('--events: every event as a line while the run works, the outcome as the last; notes stay on stderr', async () => {
    const { docs, home } = library()
    let sawEarly = false
    const ended = await runKaoju(['research', question, '--docs', docs, '--home', home, '--events'], {
      meanwhile: (child: ChildProcess) =>
        child.stdout!.on('data', (text: string) => (sawEarly ||= !text.includes('"type":"outcome"'))),
    })
    const lines = ended.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as LoggedEvent | { type: 'outcome'; exit: number; document: Report })
    const last = lines.pop() as { type: 'outcome'; exit: number; document: Report }
    expect(last).toMatchObject({ type: 'outcome', exit: ended.exit, document: { schema: 'kaoju-report/1' } })
    const own = (lines as LoggedEvent[]).filter(({ run }) => run === last.document.run)
    expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index + 1))
    const types = own.map(({ event }) => event.type)
    for (const type of ['run-start', 'plan-made', 'evidence-found', 'section-published', 'run-end'] as const)
      expect(types).toContain(type)
    expect(sawEarly).toBe(true)
    expect(ended.stderr).toContain('Network: ')
    expect(ended.stdout).not.toContain('\u009B')
  })

  test('--quiet: the outcome and nothing else, or the error and nothing else', async () => {
    const { docs, home } = library()
    // It is told at once, and makes the run incomplete.
    writeFileSync(join(docs, 'broken.pdf'), '%PDF-1.7 and no more')
    const quiet = await runShared(['research', question, '--docs', docs, '--home', home, '--quiet'])
    expect([quiet.exit, quiet.stderr]).toEqual([3, ''])
    expect(quiet.stdout).toContain('47 square kilometres')
    const wrong = await runShared(['research', ' ', '--quiet', '--events'])
    expect([wrong.exit, JSON.parse(wrong.stdout)]).toEqual([
      2,
      { type: 'outcome', exit: 2, document: { error: expect.objectContaining({ code: 'question-empty' }) } },
    ])
    expect(wrong.stderr).toMatch(/^kaoju: .+\n$/)
  })
})

/** util-linux's, which Debian and most others have; that of macOS and BSD takes other options. */
const script =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false

describe.skipIf(!script)('in a pseudo-terminal (needs script of util-linux)', () => {
  const [columns, rows] = [72, 20] as const

  /** A run whose model answers when `go` is called; what its terminal shows, and how to type into it. */
  function inTerminal(server: string, { docs, home }: ReturnType<typeof library>) {
    const kaoju = [process.execPath, '--conditions=kaoju-source', join(repository, 'bin/kaoju.js')]
    const asked = ['research', question, '--docs', docs, '--home', home, '--model', 'openai/gpt-4o-mini']
    const line = [...kaoju, ...asked]
    const command = line.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
    const {
      NO_COLOR: _no,
      CI: _ci,
      FORCE_COLOR: _force,
      LC_ALL: _all,
      LC_CTYPE: _type,
      ...inherited
    } = process.env
    const child = spawn('script', ['-qefc', `stty rows ${rows} cols ${columns}; ${command}`, '/dev/null'], {
      env: {
        ...inherited,
        LANG: 'en_US.UTF-8',
        TERM: 'xterm-256color',
        KAOJU_WEB_SCOPE: 'configured-only',
        OPENAI_BASE_URL: server,
        OPENAI_API_KEY: 'sk-loopback-0123456789',
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const terminal = new SmallTerminal(columns, rows)
    const waiting = new Set<() => void>()
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      terminal.write(text)
      for (const look of waiting) look()
    })
    const until = (condition: () => boolean): Promise<void> =>
      new Promise((seen) => {
        const look = (): void => {
          if (condition()) {
            waiting.delete(look)
            seen()
          }
        }
        waiting.add(look)
        look()
      })
    const ended = new Promise<number | null>((done) => child.on('close', done))
    return { child, terminal, until, ended }
  }

  test.each([
    ["setTimeout(() => { throw new Error('a defect') }, 50)", ['one', '']],
    // What it wrote has to be read before its end is heard of; a shell in between would tell of the kill.
    ["setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50)", ['one', 'block 1', 'block 2', '']],
  ])('a process that dies over %s leaves the cursor as it was', (death, left) => {
    const code = `const { processTerminal } = await import('${join(repository, 'src/interfaces/cli/terminal.ts')}')
      process.on('uncaughtException', () => process.exit(1))
      const terminal = processTerminal([], process.env)
      terminal.note('one')
      terminal.draw(['block 1', 'block 2'])
      ${death}
      setInterval(() => {}, 1_000)`
    const { stdout } = spawnSync(
      'script',
      ['-qfc', 'exec "$KAOJU_NODE" --input-type=module -e "$KAOJU_CODE"', '/dev/null'],
      {
        env: { ...process.env, TERM: 'xterm-256color', KAOJU_NODE: process.execPath, KAOJU_CODE: code },
        encoding: 'utf8',
      },
    )
    const terminal = new SmallTerminal(80, 24)
    terminal.write(stdout)
    expect(terminal.all().slice(0, left.length)).toEqual(left)
    expect([terminal.cursorVisible, terminal.wraps, terminal.cursor.column]).toEqual([true, true, 0])
    expect(stdout).toContain('block 2')
  })

  test('a run is drawn in place and leaves one line, however it ends', async () => {
    let go = (): void => {}
    const children: ChildProcess[] = []
    const server = await startWireServer({ until: new Promise<void>((resolve) => (go = resolve)) })
    try {
      const [left, finished] = [inTerminal(server.v1, library()), inTerminal(server.v1, library())]
      children.push(left.child, finished.child)
      const hasBlock = ({ terminal }: typeof left): boolean =>
        terminal.screen().some((line) => line.startsWith('to write with what there is: kaoju steer run-'))
      for (const one of [left, finished]) await one.until(() => hasBlock(one) && one.terminal.cursorVisible)
      expect(finished.terminal.screen()).toContain(`research · ${question}`)

      left.child.stdin.write('\u0003')
      await left.until(() => left.terminal.screen().some((line) => line.startsWith('Stopping')))
      left.child.stdin.write('\u0003')
      go()
      await Promise.all([left.ended, finished.ended])
      for (const { terminal } of [left, finished]) {
        const all = terminal.all().join('\n')
        expect([terminal.cursorVisible, terminal.wraps, terminal.strange]).toEqual([true, true, []])
        expect(all).not.toContain('to write with what there is')
        expect(all).not.toContain(`research · ${question}`)
        expect(terminal.cursor.column).toBe(0)
      }
      // The first line and the last: nothing was cleared away by what the file says.
      const all = finished.terminal.all().join('\n')
      expect(all).toContain('Network: configured endpoints only')
      expect(all).toMatch(/^(answered \d of \d · )?0:\d\d · /m)
      expect(all).toContain('# How large is Heron Lake?')
    } finally {
      go()
      for (const child of children) child.kill('SIGKILL')
      await server.close()
    }
  })
})
