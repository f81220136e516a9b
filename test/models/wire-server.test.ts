/** The model server that the other tests lean on: as a process of its own, and what it counts. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { smallest, startWireServer, wireFaults } from './wire-server.ts'

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: 'POST', body: JSON.stringify(body) })
const question = { model: 'm', messages: [{ role: 'user', content: 'Is it so?' }] }

test('as a process of its own it prints its address, takes faults and tells what it billed', async () => {
  const child = spawn(
    process.execPath,
    ['--conditions=kaoju-source', join(import.meta.dirname, 'wire-server.ts'), '--port', '0'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  try {
    const [origin] = (await once(createInterface(child.stdout), 'line')) as [string]
    await post(`${origin}/wire/faults`, ['rate-limit-seconds'])
    expect((await post(`${origin}/v1/chat/completions`, question)).status).toBe(429)
    for (let times = 0; times < 2; times++)
      expect((await post(`${origin}/v1/chat/completions`, question)).status).toBe(200)
    const state = (await (await fetch(`${origin}/wire/state`)).json()) as {
      asks: unknown[]
      paidTwice: number
    }
    expect(state.asks).toHaveLength(3)
    expect(state.paidTwice).toBe(1)
  } finally {
    child.kill('SIGKILL')
  }
})

test('a question asked twice is paid twice, a refused one never', async () => {
  const server = await startWireServer()
  server.faultNext('server-500')
  for (let times = 0; times < 3; times++) await post(`${server.v1}/chat/completions`, question)
  expect([...server.billed.values()]).toEqual([2])
  expect(server.paidTwice()).toBe(1)
  await server.close()
})

test('keys are checked where they are given', async () => {
  const server = await startWireServer({ keys: ['right'] })
  const withKey = (key: string): Promise<Response> =>
    fetch(`${server.v1}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify(question),
    })
  expect((await withKey('wrong')).status).toBe(401)
  expect((await withKey('right')).status).toBe(200)
  await server.close()
})

test('the smallest instance of a schema keeps to it', () => {
  const schema = {
    type: 'object',
    properties: {
      kind: { enum: ['b', 'a'] },
      items: { type: 'array', minItems: 1, items: { $ref: '#/$defs/item' } },
      free: { type: 'string' },
    },
    required: ['kind', 'items'],
    $defs: { item: { type: 'object', properties: { n: { type: 'integer', minimum: 3 } }, required: ['n'] } },
  }
  expect(smallest(schema)).toEqual({ kind: 'b', items: [{ n: 3 }] })
})

test('every fault says how it is made and has a name of its own', () => {
  for (const fault of wireFaults)
    expect(
      [fault.socket, fault.reply, fault.answer, fault.wire].filter((each) => each !== undefined).length,
      fault.name,
    ).toBeGreaterThan(0)
})
