import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startSpokenProcess, type SpokenProcess } from '#runtime'

const started: SpokenProcess[] = []
let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'kaoju-spoken-'))))
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.close()))
  rmSync(folder, { recursive: true, force: true })
})

interface Heard {
  readonly program: SpokenProcess
  readonly lines: string[]
  /** The next lines, until there are so many in all. */
  readonly until: (count: number) => Promise<string[]>
  readonly over: Promise<string>
}

function speakWith(code: string, more: { environment?: Record<string, string>; most?: number } = {}): Heard {
  const lines: string[] = []
  let tell = (): void => undefined
  let ended: (why: string) => void
  const over = new Promise<string>((resolve) => (ended = resolve))
  const program = startSpokenProcess({
    command: process.execPath,
    args: ['-e', code],
    environment: more.environment ?? {},
    maxLineBytes: more.most ?? 1_000,
    grace: 100,
    onLine: (line) => {
      lines.push(line)
      tell()
    },
    onEnd: (why) => ended(why),
  })
  started.push(program)
  program.listen(true)
  const until = (count: number): Promise<string[]> =>
    new Promise((resolve) => {
      tell = () => lines.length >= count && resolve(lines)
      tell()
    })
  return { program, lines, until, over }
}

const echo = `process.stdin.on('data', (data) => process.stdout.write(data))`

test('lines go there and come back, however they are cut on the way', async () => {
  const { program, until } = speakWith(
    `process.stdout.write('{"a":"清'); setTimeout(() => process.stdout.write('湖"}\\r\\n\\n'), 20); ${echo}`,
  )
  expect(await until(1)).toEqual(['{"a":"清湖"}'])
  program.write('one')
  program.write('𠮷 two')
  expect(await until(3)).toEqual(['{"a":"清湖"}', 'one', '𠮷 two'])
})

test('it sees PATH, HOME and what it is given, and nothing else', async () => {
  process.env['KAOJU_SPOKEN_SECRET'] = 'secret'
  try {
    const { until } = speakWith(`console.log(JSON.stringify(Object.keys(process.env).sort()))`, {
      environment: { LAKE_TOKEN: 'x' },
      most: 10_000,
    })
    const [names] = await until(1)
    expect((JSON.parse(names!) as string[]).filter((name) => !name.startsWith('__'))).toEqual(
      ['PATH', 'HOME', 'LAKE_TOKEN'].filter((name) => name === 'LAKE_TOKEN' || process.env[name]).toSorted(),
    )
  } finally {
    delete process.env['KAOJU_SPOKEN_SECRET']
  }
})

test('a line over the limit ends it, whether its end comes or not', async () => {
  for (const end of ['\\n', '']) {
    const { over, lines } = speakWith(
      `process.stdout.write('x'.repeat(5000) + '${end}'); setInterval(() => {}, 1000)`,
    )
    expect(await over).toMatch(/a line of more than/)
    expect(lines).toEqual([])
  }
})

test('what it says last is heard, and how it ended is told with what it complained of', async () => {
  const { program, over, lines } = speakWith(
    `console.error('first'); console.error('The key is missing.'); console.log('last words'); process.exitCode = 3`,
  )
  expect(await over).toBe('it ended with exit code 3')
  expect(lines).toEqual(['last words'])
  expect(program.tail()).toBe('The key is missing.')
  expect(() => program.write('x')).toThrow('gone')
})

test('a program that is not there is told by its name', async () => {
  let ended: (why: string) => void
  const over = new Promise<string>((resolve) => (ended = resolve))
  const program = startSpokenProcess({
    command: 'no-such-program-of-kaoju',
    args: [],
    environment: {},
    maxLineBytes: 10,
    onLine: () => undefined,
    onEnd: (why) => ended(why),
  })
  expect(await over).toBe('there is no program no-such-program-of-kaoju')
  await program.close()
  expect(() =>
    startSpokenProcess({
      command: 'a\u0000b',
      args: [],
      environment: {},
      maxLineBytes: 10,
      onLine: () => undefined,
      onEnd: () => undefined,
    }),
  ).toThrow(expect.objectContaining({ code: 'internal' }))
})

test.skipIf(process.platform === 'win32')(
  'closing ends it with its children, even those that will not hear',
  async () => {
    const pids = join(folder, 'pids')
    const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`
    const { program, until } = speakWith(
      `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}]);
       require('node:fs').writeFileSync(${JSON.stringify(pids)}, process.pid + ' ' + child.pid);
       ${stubborn}; console.log('up')`,
    )
    await until(1)
    await program.close()
    const pair = readFileSync(pids, 'utf8').split(' ').map(Number)
    for (const pid of pair) await expect.poll(() => isGone(pid), { timeout: 5_000 }).toBe(true)
  },
)

test.skipIf(process.platform === 'win32')('what is left when this process ends is killed', async () => {
  const script = join(folder, 'parent.mjs')
  writeFileSync(
    script,
    `import { startSpokenProcess } from ${JSON.stringify(join(import.meta.dirname, '../../src/runtime/spoken-process.ts'))}
     const child = startSpokenProcess({ command: process.execPath, args: ['-e', 'process.stdin.on("end", () => {}); setInterval(() => {}, 1000)'],
       environment: {}, maxLineBytes: 100, onLine() {}, onEnd() {} })
     console.log(child.pid)
     // Nobody listens: it does not keep this process alive.`,
  )
  const parent = speakWith(
    `const { spawn } = require('node:child_process');
     spawn(process.execPath, ['--conditions=kaoju-source', ${JSON.stringify(script)}], { stdio: 'inherit' })`,
    { most: 10_000 },
  )
  const [pid] = await parent.until(1)
  await parent.over
  await expect.poll(() => isGone(Number(pid)), { timeout: 5_000 }).toBe(true)
})

test('while nobody listens a flood waits in the pipe', async () => {
  const { program, lines, until } = speakWith(
    `process.stdin.once('data', () => { for (;;) process.stdout.write('x'.repeat(900) + '\\n') })`,
  )
  program.write('go')
  await until(5)
  program.listen(false)
  const heard = lines.length
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(lines.length).toBe(heard)
})

/** Zombies of a container without an init are gone too. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return true
  }
}
