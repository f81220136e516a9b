/**
 * `node --conditions=kaoju-source bench/doors.ts [-- runs = 200] [readers = 2000] [disconnects = 10000]`: a real `kaoju
 * serve` under load. Runs of the lab's questions with its simulated model (600 ms to the first token, 8 ms a token, search
 * 1.5 s) go on at once, readers follow their events over connections that they drop at random, and somebody asks the API
 * all the while.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { markdownTable, makeWorld } from '#arena'
import type { Measurement } from './page.ts'
import type { ReadersFigures, ReadersPlan } from './doors/readers.ts'

const repository = resolve(import.meta.dirname, '..')
const kaoju = ['--conditions=kaoju-source', '--liftoff-only', join(repository, 'bin/kaoju.js')]

interface Started {
  readonly child: ChildProcess
  /** What the pattern found in what it wrote. */
  readonly found: readonly string[]
}

/** Starts a command and waits until its output holds all that is looked for. */
function start(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
  looked: readonly RegExp[],
): Promise<Started> {
  const child = spawn(process.execPath, [...kaoju, ...parameters], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  return new Promise((done, fail) => {
    const hear = (piece: Buffer): void => {
      text += piece.toString()
      const found = looked.map((pattern) => pattern.exec(text)?.[1])
      if (found.every((one) => one !== undefined)) done({ child, found })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => fail(new Error(`${parameters[0]} ended with ${code}: ${text}`)))
  })
}

/** Megabytes that a process and all below it hold. */
function megabytes(root: number): number {
  const parents = new Map<number, { parent: number; kilobytes: number }>()
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8')
      parents.set(Number(name), {
        parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]),
        kilobytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0),
      })
    } catch {
      // It is gone.
    }
  }
  const below = (pid: number): number =>
    (parents.get(pid)?.kilobytes ?? 0) +
    [...parents].reduce((sum, [child, { parent }]) => (parent === pid ? sum + below(child) : sum), 0)
  return below(root) / 1024
}

const quantile = (times: readonly number[], share: number): number => {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Puts load on a server and tells what it did. */
async function measureDoors(
  runs: number,
  readers: number,
  disconnects: number,
): Promise<(string | number)[][]> {
  const home = mkdtempSync(join(tmpdir(), 'kaoju-doors-'))
  const seed = 'doors'
  const questions = makeWorld({ seed, questions: 64 }).questions.filter(({ kind }) => kind !== 'library')
  const delays = ['--first-token', '600', '--per-token', '8', '--search-delay', '1500']
  const lab = await start(['lab', 'serve', '--seed', seed, '--questions', '64', ...delays], {}, [
    /((?:\s+export \w+=\S+)+\s+export OPENAI_MODEL=\S+\n)/,
  ])
  const variables = Object.fromEntries(
    [...lab.found[0]!.matchAll(/export (\w+)=(\S+)/g)].map(([, name, value]) => [name!, value!]),
  )
  const served = await start(
    ['serve', '--port', '0', '--json', '--together', String(runs), '--home', home],
    { ...variables, KAOJU_WEB_SCOPE: 'web' },
    [/"origin":\s*"([^"]+)"/],
  )
  const origin = served.found[0]!
  const ask = async (path: string, init?: RequestInit): Promise<Response> => fetch(`${origin}${path}`, init)
  try {
    const began = performance.now()
    const ids: string[] = []
    for (let index = 0; index < runs; index++) {
      const { text, language } = questions[index % questions.length]!
      const body = JSON.stringify({ question: text, language, effort: 'quick', web: 'web' })
      const answer = await ask('/api/v1/runs', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `doors-${index}` },
        body,
      })
      if (answer.status !== 201) throw new Error(`POST /runs: ${answer.status} ${await answer.text()}`)
      ids.push(((await answer.json()) as { id: string }).id)
    }
    const submitted = performance.now() - began
    const process = fork(join(import.meta.dirname, 'doors/readers.ts'), {
      execArgv: ['--conditions=kaoju-source'],
    })
    const figures = new Promise<ReadersFigures>((done, fail) => {
      process.once('message', (told) => done(told as ReadersFigures))
      process.once('exit', (code) => fail(new Error(`readers ended with ${code}`)))
    })
    process.send({ origin, runs: ids, readers, disconnects, seed } satisfies ReadersPlan)
    let over = false
    void figures.finally(() => (over = true))
    const times: number[] = []
    let memory = 0
    for (let turn = 0; !over; turn++) {
      const path = ['/api/v1/status', `/api/v1/runs/${ids[turn % ids.length]!}`, '/api/v1/runs?limit=20'][
        turn % 3
      ]!
      const asked = performance.now()
      await (await ask(path)).text()
      times.push(performance.now() - asked)
      if (turn % 20 === 0) memory = Math.max(memory, megabytes(served.child.pid!))
      await new Promise((next) => setTimeout(next, 40))
    }
    const seen = await figures
    const seconds = (performance.now() - began) / 1_000
    // As many as a page holds.
    const { runs: listed } = (await (await ask('/api/v1/runs?limit=200')).json()) as {
      runs: readonly { state: string; error?: { code: string; message: string } }[]
    }
    const reported = listed.filter(({ state }) => ['done', 'incomplete', 'stopped'].includes(state)).length
    const why = listed.find(({ error }) => error)?.error
    if (why) console.error(`a run failed: ${why.code}: ${why.message}`)
    return [
      ['runs at once, with a report', `${runs}, ${reported}`],
      ['until the last ended, s', seconds.toFixed(0)],
      ['submitting one, ms', (submitted / runs).toFixed(0)],
      ['readers, connections dropped', `${readers}, ${seen.disconnects}`],
      ['events delivered', seen.events],
      ['lost, doubled, refused', `${seen.lost}, ${seen.doubled}, ${seen.refused}`],
      ['from log to reader p50 / p99 / most, ms', `${seen.p50} / ${seen.p99} / ${seen.most}`],
      [
        'API p50 / p99, ms',
        `${quantile(times, 0.5).toFixed(0)} / ${quantile(times, 0.99).toFixed(0)} (${times.length} requests)`,
      ],
      ['memory of server and readers of files at most, MB', memory.toFixed(0)],
    ]
  } finally {
    served.child.kill('SIGTERM')
    lab.child.kill('SIGINT')
    await new Promise((gone) => served.child.once('exit', gone))
    rmSync(home, { recursive: true, force: true })
  }
}

export const doors: Measurement = {
  name: 'doors',
  measure: async () => ({
    title: 'The doors',
    about:
      'A real `kaoju serve` with 200 runs of the lab at once (its simulated model with 600 ms to the first token and 8 ms a token, searches of 1.5 s, instant pages), 2,000 readers of their events who drop 10,000 connections at random and resume, and somebody who asks the API all the while. Server, lab, readers and asker share the machine.',
    table: markdownTable(['', ''], await measureDoors(200, 2_000, 10_000)),
  }),
}

if (import.meta.main) {
  const [runs = 200, readers = 2_000, disconnects = 10_000] = process.argv
    .slice(2)
    .filter((one) => /^\d+$/.test(one))
    .map(Number)
  for (const row of await measureDoors(runs, readers, disconnects)) console.log(row.join(': '))
}
