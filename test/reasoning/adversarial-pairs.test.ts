import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMind, createWireLog, perfectModel, serveModel } from '#arena'
import { cast, createModels, profileNamed, type Chat, type ModelSpec } from '#models'
import { createContext, createWebEgress } from '#runtime'
import { createDocumentBuilder, evidenceAt } from '#reading'
import { createVerifier, isOpen, judge, type OfferedEvidence } from '#reasoning'
import type { Claim, Language } from '#vocabulary'
import { scriptedChat, type Script } from '../research/scripted-models.ts'
import { pairs, type Twist } from './adversarial-pairs.ts'

/** Nobody, the lab's simulated model, one that knows, one that bears out whatever it is asked with a real quote. */
const benches = ['off', 'lab', 'honest', 'lying'] as const
type Bench = (typeof benches)[number]

interface Said {
  readonly language: Language
  readonly text: string
  readonly evidence: string
  readonly faithful: boolean
  readonly twist: Twist
}

const said: readonly Said[] = (['en', 'zh'] as const).flatMap((language) =>
  pairs[language].flatMap(([evidence, faithful, twisted, twist]) => [
    { language, evidence, text: faithful, faithful: true, twist },
    { language, evidence, text: twisted, faithful: false, twist },
  ]),
)
const faithful = new Set(said.filter((one) => one.faithful).map(({ text }) => text))

let published: Readonly<Record<Bench, readonly boolean[]>>
let close: () => Promise<void>

beforeAll(async () => {
  const { context } = createContext()
  const served = await serveModel(
    createMind(),
    perfectModel,
    { seed: 'kaoju', log: createWireLog() },
    context,
  )
  close = () => served.close()
  const chats: Readonly<Record<Bench, Chat | undefined>> = {
    off: undefined,
    lab: labChat(served.url),
    honest: scriptedChat(
      'judge',
      answering((text) => faithful.has(text)),
    ),
    lying: scriptedChat(
      'judge',
      answering(() => true),
    ),
  }
  const egress = createWebEgress({ endpoints: [served.url] })
  const told = await Promise.all(
    benches.map((bench) => Promise.all(said.map((one, index) => isBorne(one, chats[bench], index)))),
  )
  await egress.close()
  const [off, lab, honest, lying] = told
  published = { off: off!, lab: lab!, honest: honest!, lying: lying! }

  async function isBorne({ text, evidence, language }: Said, chat: Chat | undefined, index: number) {
    const run = createContext({ run: `pair-${index}`, egress }).context
    const claim: Claim = { text, kind: 'quoted' }
    const offered = offer(evidence)
    const verdict = await createVerifier()(claim, offered, run)
    if (verdict.label === 'supported') return true
    if (!chat || !isOpen(claim, offered, verdict)) return false
    const { verdicts } = await judge([{ claim, offered, verdict }], language, chat, run)
    return verdicts[0]!.label === 'supported'
  }
}, 60_000)
afterAll(() => close())

test('the table: what is published of both halves, by judge and twist', () => {
  const rows = benches.map((bench) => {
    const { precision, recall } = scoreOf(bench)
    return `${bench}\tprecision ${precision.toFixed(3)}\trecall ${recall.toFixed(3)}`
  })
  const twists = [...new Set(said.map(({ twist }) => twist))].map((twist) =>
    [
      twist.padEnd(10),
      ...benches.map((bench) => {
        const count = (half: boolean): string => {
          const members = [...said.keys()].filter(
            (at) => said[at]!.twist === twist && said[at]!.faithful === half,
          )
          return `${members.filter((at) => published[bench][at]).length}/${members.length}`
        }
        return `${count(true)} ${count(false)}`
      }),
    ].join('\t'),
  )
  console.info([...rows, `twist\t\t${benches.join('\t\t')} (faithful, twisted)`, ...twists].join('\n'))
  if (process.env['SHOW'])
    for (const [at, one] of said.entries()) {
      const bench = process.env['SHOW'] as Bench
      if (published[bench][at] !== one.faithful)
        console.info(
          `${one.faithful ? 'LOST' : 'LET THROUGH'} ${one.twist}: ${one.text}\n  <- ${one.evidence}`,
        )
    }
  expect(said.length).toBeGreaterThanOrEqual(100)
})

test('without a judge hardly a lie is published', () => {
  expect(scoreOf('off').precision).toBeGreaterThanOrEqual(0.8)
})

test('a judge that knows brings back most of what is only worded otherwise, and lets no lie through that was closed', () => {
  expect(scoreOf('honest').recall).toBeGreaterThan(scoreOf('off').recall + 0.3)
  expect(scoreOf('honest').precision).toBeGreaterThanOrEqual(scoreOf('off').precision)
})

test('a judge that says yes to everything publishes no hard distortion', () => {
  const slipped = [...said.keys()].filter(
    (at) => !said[at]!.faithful && published.lying[at] && ['quantity', 'denial'].includes(said[at]!.twist),
  )
  expect(slipped.map((at) => said[at]!.text)).toEqual([])
})

function scoreOf(bench: Bench): { precision: number; recall: number } {
  const told = [...said.keys()].filter((at) => published[bench][at])
  const right = told.filter((at) => said[at]!.faithful).length
  return { precision: told.length === 0 ? 1 : right / told.length, recall: right / faithful.size }
}

function offer(text: string): OfferedEvidence[] {
  const builder = createDocumentBuilder()
  const { start, end } = builder.block('paragraph', text)!
  const resource = { uri: 'file:///a.txt', name: 'a.txt', bytes: Buffer.from(text), mediaType: 'text/plain' }
  const document = builder.finish({
    resource,
    reader: { name: 'text', version: 1, options: {} },
    origin: 'native',
  })
  return [{ evidence: evidenceAt(document, start, end), document }]
}

function answering(bears: (text: string) => boolean): Script {
  return ({ text }) => {
    const one = said.find((other) => text.includes(other.text) && text.includes(other.evidence))!
    const label = bears(one.text) ? 'supported' : 'unsupported'
    return JSON.stringify({ verdicts: [{ id: 'S1', label, quote: one.evidence }] })
  }
}

function labChat(url: string): Chat {
  const spec: ModelSpec = {
    id: 'lab/judge',
    provider: 'lab',
    name: perfectModel.name,
    protocol: 'openai',
    baseUrl: url,
    contextWindow: perfectModel.contextWindow,
    maxOutput: 8_000,
    limitsFrom: 'configured',
    price: { ...perfectModel.price, asOf: 'configured' },
    profile: profileNamed('instruct'),
    concurrency: 16,
  }
  const models = createModels({
    castings: cast({ judge: [spec] }),
    credentials: new Map([[spec.id, { key: 'lab', origin: 'lab' }]]),
  })
  return models.judge!
}
