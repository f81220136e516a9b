import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeWorld, type WireExchange } from '#arena'
import { emptyFolder, runKaoju } from '../run-kaoju.ts'

const line = ['lab', 'serve', '--questions', '16']
const world = makeWorld({ seed: 'kaoju', questions: 16 })

/** Calls `ask` with what was told once everything serves, then stops it as Ctrl-C does. */
function whenServing(ask: (told: string) => Promise<void>): (child: ChildProcess) => void {
  return (child) => {
    let told = ''
    let began = false
    child.stderr!.on('data', (text: string) => {
      told += text
      // The variables stand before it.
      if (began || !/\/(?:HOST|主机)\//.test(told)) return
      began = true
      void ask(told).finally(() => child.kill('SIGINT'))
    })
  }
}

function variable(told: string, name: string): string {
  return new RegExp(`export ${name}=(\\S+)`).exec(told)![1]!
}

test('lab serve answers on the ports that it tells until it is stopped, and writes what was asked', async () => {
  const wire = join(emptyFolder(), 'wire.jsonl')
  const page = world.pages.find(({ kind, url }) => kind === 'article' && isWell(url))!
  const { host, pathname } = new URL(page.url)
  const question = world.questions[0]!.text
  let listed: { results: { url: string }[] } | undefined
  let body = ''
  let spoken = ''
  const { exit, stdout, stderr } = await runKaoju([...line, '--wire', wire, '--json'], {
    meanwhile: whenServing(async (told) => {
      const search = `${variable(told, 'SEARXNG_URL')}/search?format=json&q=${encodeURIComponent(question)}`
      listed = (await (await fetch(search)).json()) as typeof listed
      body = await (await fetch(`${variable(told, 'LAB_PAGES')}/${host}${pathname}`)).text()
      const reply = await fetch(`${variable(told, 'OPENAI_BASE_URL')}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          model: variable(told, 'OPENAI_MODEL'),
          messages: [{ role: 'user', content: question }],
        }),
      })
      const { choices } = (await reply.json()) as { choices: { message: { content: string } }[] }
      spoken = choices[0]!.message.content
    }),
  })
  expect(stderr).toMatch(/^World kaoju: 16 questions/)
  expect(listed!.results.length).toBeGreaterThan(0)
  expect(body).toContain(page.title)
  expect(spoken).not.toBe('')
  const exchanges = readFileSync(wire, 'utf8')
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row) as WireExchange)
  expect(exchanges.map(({ service, name }) => [service, name])).toEqual([
    ['search', 'searxng'],
    ['page', host],
    ['model', 'lab-model'],
  ])
  expect(exchanges[0]!.request).toContain(question)
  expect(JSON.parse(stdout)).toEqual({ exchanges: 3 })
  // As whatever is stopped.
  expect(exit).toBe(3)
})

function isWell(url: string): boolean {
  return world.hosts.find(({ name }) => name === new URL(url).host)!.health === 'well'
}

/** The port, held; undefined: somebody else has it. */
async function holding(port: number): Promise<Server | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

/** The first of a dozen free ports below those that the system hands out, which other tests take all the time. */
async function freePorts(): Promise<number> {
  for (let first = 21_000 + (process.pid % 500) * 16; first < 32_000; first += 16) {
    const held = await Promise.all(Array.from({ length: 12 }, (_, at) => holding(first + at)))
    for (const server of held) if (server) await new Promise((resolve) => server.close(resolve))
    if (held.every((server) => server !== undefined)) return first
  }
  throw new Error('no dozen of free ports')
}

test('lab serve takes the ports that it is told to, and names the one that is taken', async () => {
  const port = await freePorts()
  const holder = await holding(port)
  const taken = await runKaoju([...line, '--port', String(port)])
  expect(taken.stderr).toMatch(new RegExp(`^kaoju: --port: cannot listen there .*${port}`))
  expect(taken.exit).toBe(2)
  const none = await runKaoju([...line, '--port', '65533'])
  expect(none.stderr).toMatch(/^kaoju: --port: cannot listen there .*65536/)
  expect(none.exit).toBe(2)
  await new Promise((resolve) => holder!.close(resolve))
  let pages = ''
  let searxng = ''
  const { exit } = await runKaoju([...line, '--port', String(port)], {
    meanwhile: whenServing((told) => {
      pages = variable(told, 'LAB_PAGES')
      searxng = variable(told, 'SEARXNG_URL')
      return Promise.resolve()
    }),
  })
  expect({ exit, pages, searxng }).toEqual({
    exit: 3,
    pages: `http://127.0.0.1:${port}`,
    searxng: `http://127.0.0.1:${port + 1}`,
  })
})

test('lab serve says in Chinese what it does', async () => {
  const { stderr, exit } = await runKaoju(line, {
    env: { LC_ALL: 'zh_CN.UTF-8' },
    meanwhile: whenServing(() => Promise.resolve()),
  })
  expect(stderr).toContain('正在提供服务，按 Ctrl-C 停止')
  expect(stderr).toMatch(/网页：http:\/\/127\.0\.0\.1:\d+\/主机\/路径/)
  expect(exit).toBe(3)
})
