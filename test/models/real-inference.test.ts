/**
 * Real inference: a 260 thousand parameter story model (`stories260K`, llama.cpp) behind a streaming endpoint,
 * for what a scripted model cannot show: tokens that come when they are made, and a stop in the middle of them.
 *
 * Needs `node-llama-cpp` in a folder named by KAOJU_LLAMA: with its CPU binary 86 MB, too heavy to be a
 * dependency for one test. `scripts/install-llama.sh FOLDER` installs it; CI does.
 */
import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createConfiguredEgress, createContext, createMemoryJournal } from '#runtime'
import { createModels } from '#models'
import { dataFolder } from '../data-folder.ts'
import { spec } from './specs.ts'

const folder = process.env['KAOJU_LLAMA']
const model = join(dataFolder ?? '', 'models', 'stories260K', 'stories260Ktok512.gguf')
const missing = !folder
  ? 'KAOJU_LLAMA names no folder'
  : !existsSync(model)
    ? 'no stories260K in the shared data'
    : ''

/** What of node-llama-cpp is used here. */
interface Binding {
  getLlama(options: object): Promise<{
    loadModel(options: object): Promise<{
      tokenize(text: string): readonly number[]
      detokenize(tokens: readonly number[]): string
      createContext(options: object): Promise<{ getSequence(): Sequence }>
    }>
  }>
}

interface Sequence {
  evaluate(tokens: readonly number[], options: object): AsyncIterable<number>
  clearHistory(): Promise<void>
}

describe.skipIf(missing !== '')(`real inference${missing && ` (skipped: ${missing})`}`, () => {
  let server: Server
  let made = 0
  let left: Promise<void>
  beforeAll(async () => {
    const entry = createRequire(join(folder!, 'package.json')).resolve('node-llama-cpp')
    const binding = (await import(pathToFileURL(entry).href)) as Binding
    const llama = await binding.getLlama({ gpu: false, build: 'never', maxThreads: 1, logLevel: 'error' })
    const loaded = await llama.loadModel({ modelPath: model })
    const context = await loaded.createContext({ contextSize: 512, threads: 1 })
    const sequence = context.getSequence()
    server = createServer(async (request, response) => {
      let text = ''
      for await (const part of request) text += String(part)
      const body = JSON.parse(text) as { messages: { content: string }[]; max_tokens: number }
      let gone: () => void = () => {}
      left = new Promise((resolve) => (gone = resolve))
      response.on('close', gone)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const send = (data: unknown): boolean => response.write(`data: ${JSON.stringify(data)}\n\n`)
      const tokens = loaded.tokenize(body.messages.at(-1)!.content)
      await sequence.clearHistory()
      made = 0
      for await (const token of sequence.evaluate(tokens, { temperature: 0 })) {
        if (response.destroyed || ++made >= body.max_tokens) break
        const content = loaded.detokenize([token])
        send({
          id: 'r',
          object: 'chat.completion.chunk',
          created: 1,
          model: 'stories260K',
          choices: [{ index: 0, delta: { content } }],
        })
        // Lets the socket speak between two tokens.
        await new Promise((resolve) => setImmediate(resolve))
      }
      send({
        id: 'r',
        object: 'chat.completion.chunk',
        created: 1,
        model: 'stories260K',
        choices: [{ index: 0, delta: {}, finish_reason: 'length' }],
        usage: { prompt_tokens: tokens.length, completion_tokens: made },
      })
      response.end('data: [DONE]\n\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    server?.closeAllConnections()
    await new Promise((resolve) => server?.close(resolve))
  })

  const ask = (maxOutputTokens: number, abort?: AbortSignal) => {
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    const story = spec({
      id: 'local/stories260K',
      name: 'stories260K',
      baseUrl,
      price: { input: 0, output: 0, asOf: 'configured' },
    })
    const models = createModels({
      castings: [{ role: 'writer', spec: story, because: 'configured', fallbacks: [] }],
      credentials: new Map([[story.id, { origin: 'test' }]]),
    })
    const journal = createMemoryJournal()
    const { context } = createContext({
      egress: createConfiguredEgress({ endpoints: [baseUrl] }),
      journal,
      ...(abort ? { abort } : {}),
    })
    const answer = models.writer!.generate(
      'story',
      {
        messages: [{ role: 'user', content: 'Once upon a time' }],
        output: { mode: 'text' },
        maxOutputTokens,
      },
      context,
    )
    return { answer, journal }
  }

  test('streams real tokens into one recorded answer', async () => {
    const { answer, journal } = ask(60)
    const { text, finish } = await answer
    expect(finish).toBe('length')
    expect(text).toMatch(/was|girl|boy|named|Lily|little/)
    expect((await journal.charges())[0]).toMatchObject({ outcome: 'answered', usd: 0 })
  })

  test('an abort in the middle reaches the model, and the attempt stays open for the next executor', async () => {
    made = 0
    const abort = new AbortController()
    const { answer, journal } = ask(400, abort.signal)
    const failed = expect(answer).rejects.toThrow('leave')
    while (made < 20) await new Promise((resolve) => setTimeout(resolve, 1))
    abort.abort(new Error('leave'))
    await failed
    await left
    expect(made).toBeLessThan(400)
    expect(await journal.allOpenAttempts()).toHaveLength(1)
  })
})
