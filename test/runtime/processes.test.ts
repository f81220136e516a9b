import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { entryPoint } from '../../src/runtime/entry-point.ts'
import { createProcessPool, ProcessLost, type ProcessPool } from '../../src/runtime/processes.ts'

const entry = entryPoint(import.meta.url, './process-entry')
let pool: ProcessPool

function open(seconds = 10, megabytes = 256, size = 1): ProcessPool {
  pool = createProcessPool({ entry, size, limits: { seconds, megabytes } })
  return pool
}

const lost = (how: ProcessLost['how']): unknown => expect.objectContaining({ name: 'ProcessLost', how })
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await sleep(25)
}

afterEach(() => pool?.close())

describe('a process pool', () => {
  it('carries bytes there and back, and uses a child again', async () => {
    open()
    expect(await pool.run({ do: 'echo', bytes: new Uint8Array([1, 2, 255]) })).toEqual({
      do: 'echo',
      bytes: new Uint8Array([1, 2, 255]),
    })
    const first = await pool.run({ do: 'pid' })
    expect(await pool.run({ do: 'pid' })).toBe(first)
  })

  it('works in as many children as it may, and no more', async () => {
    open(10, 256, 2)
    const pids = await Promise.all(Array.from({ length: 12 }, () => pool.run<number>({ do: 'pid' })))
    expect(new Set(pids).size).toBeLessThanOrEqual(2)
  })

  it('kills a job that loops, and serves the next with another child', async () => {
    open(1)
    const first = await pool.run<number>({ do: 'pid' })
    await expect(pool.run({ do: 'loop' })).rejects.toEqual(lost('timeout'))
    await until(() => !alive(first))
    expect(alive(first)).toBe(false)
    expect(await pool.run({ do: 'pid' })).not.toBe(first)
  })

  it('kills a job that waits for ever', async () => {
    await expect(open(0.5).run({ do: 'wait' })).rejects.toEqual(lost('timeout'))
  })

  it('sees memory outside the heap', async () => {
    await expect(open().run({ do: 'hoard' })).rejects.toEqual(lost('memory'))
  })

  it('tells an exhausted heap from a crash', async () => {
    await expect(open(20, 200).run({ do: 'heap' })).rejects.toEqual(lost('memory'))
  })

  it('lets a job answer for its own memory only', async () => {
    open(10, 300)
    const first = await pool.run<number>({ do: 'keep', megabytes: 160 })
    expect(await pool.run<number>({ do: 'keep', megabytes: 160 })).not.toBe(first)
  })

  it('names a crash by its exit code and last words', async () => {
    open()
    await expect(pool.run({ do: 'exit' })).rejects.toMatchObject({
      how: 'crash',
      message: 'exit code 7: TypeError: the parser fell over',
    })
    expect(await pool.run({ do: 'echo' })).toEqual({ do: 'echo' })
  })

  it('carries a KaojuError across', async () => {
    await expect(open().run({ do: 'throw' })).rejects.toMatchObject({
      code: 'file-damaged',
      parameters: { path: 'a.pdf' },
    })
  })

  it('leaves a job when its signal fires, running or waiting', async () => {
    open()
    const running = new AbortController()
    const waiting = new AbortController()
    const jobs = [
      pool.run({ do: 'loop' }, { signal: running.signal }),
      pool.run({ do: 'wait' }, { signal: waiting.signal }),
      pool.run({ do: 'echo' }),
    ]
    waiting.abort(new Error('not needed'))
    await expect(jobs[1]).rejects.toThrow('not needed')
    running.abort(new Error('enough'))
    await expect(jobs[0]).rejects.toThrow('enough')
    expect(await jobs[2]).toEqual({ do: 'echo' })
  })

  it('gives a child no environment, no network and no disk to write to', async () => {
    open()
    expect(await pool.run({ do: 'environment' })).not.toContain('PATH')
    await expect(pool.run({ do: 'connect' })).rejects.toMatchObject({
      code: 'internal',
      parameters: { reason: 'a process of the pool has no network' },
    })
    await expect(pool.run({ do: 'write' })).rejects.toMatchObject({
      code: expect.stringMatching(/internal|path-unreadable/),
    })
    expect(existsSync('/tmp/kaoju-should-not-exist')).toBe(false)
  })

  it('tells the job when a child cannot start', async () => {
    pool = createProcessPool({
      entry: { ...entry, url: new URL('./no-such-file.ts', import.meta.url) },
      size: 1,
      limits: { seconds: 5, megabytes: 256 },
    })
    await expect(pool.run({})).rejects.toEqual(lost('crash'))
  })

  it('rejects open and later jobs when closed', async () => {
    open()
    const job = pool.run({ do: 'wait' })
    const rejected = expect(job).rejects.toMatchObject({ code: 'aborted' })
    await pool.close()
    await rejected
    await expect(pool.run({ do: 'echo' })).rejects.toMatchObject({ code: 'aborted' })
  })

  it('does not keep an idle parent alive, and dies with a killed one even inside a loop', async () => {
    const parent = (mode: string) =>
      spawn(
        process.execPath,
        ['--conditions=kaoju-source', fileURLToPath(new URL('./process-parent.ts', import.meta.url)), mode],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
    const firstLine = (child: ReturnType<typeof parent>): Promise<number> =>
      new Promise((resolve) => child.stdout.once('data', (data: Buffer) => resolve(Number(String(data)))))

    const idle = parent('idle')
    const [idlePid, code] = await Promise.all([
      firstLine(idle),
      new Promise((resolve) => idle.once('exit', resolve)),
    ])
    expect(code).toBe(0)
    await until(() => !alive(idlePid))
    expect(alive(idlePid)).toBe(false)

    const busy = parent('busy')
    const busyPid = await firstLine(busy)
    await sleep(200)
    busy.kill('SIGKILL')
    await until(() => !alive(busyPid))
    expect(alive(busyPid)).toBe(false)
  })
})
