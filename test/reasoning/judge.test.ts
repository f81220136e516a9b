import { describe, expect, test } from 'vitest'
import type { Claim, Origin, Reason } from '#vocabulary'
import { createContext } from '#runtime'
import { defuse } from '#models'
import { createDocumentBuilder, evidenceAt } from '#reading'
import {
  createVerifier,
  holdsQuote,
  isOpen,
  judge,
  judgePrompt,
  type Judgement,
  type OfferedEvidence,
} from '#reasoning'
import { promptConformance } from '../models/ask-conformance.ts'
import { honest, scriptedChat, type Asked, type Script } from '../research/scripted-models.ts'

/** Paragraphs of one document, each as evidence of its own. */
function offer(...paragraphs: readonly string[]): OfferedEvidence[] {
  return offerOf('native', ...paragraphs)
}

function offerOf(origin: Origin, ...paragraphs: readonly string[]): OfferedEvidence[] {
  const builder = createDocumentBuilder()
  const spans = paragraphs.map((text) => builder.block('paragraph', text)!)
  const resource = {
    uri: 'file:///a.txt',
    name: 'a.txt',
    bytes: Buffer.from(paragraphs.join()),
    mediaType: 'text/plain',
  }
  const document = builder.finish({ resource, reader: { name: 'text', version: 1, options: {} }, origin })
  return spans.map(({ start, end }) => ({ evidence: evidenceAt(document, start, end), document }))
}

const claim = (text: string): Claim => ({ text, kind: 'quoted' })
const said = {
  en: 'The wetland cost 96.4 million yuan to build.',
  zh: '该湿地的建设花费9640万元。',
}
const reworded = { en: 'Constructing it took an outlay of 96.4 million yuan.', zh: '工程总投入为9640万元。' }

promptConformance<Judgement>(
  (language) =>
    judgePrompt({
      language,
      sentences: [{ claim: claim(reworded[language]), offered: offer(said[language]) }],
    }),
  {
    valid: (language) => ({ verdicts: [{ id: 'S1', label: 'supported', quote: said[language] }] }),
    twin: { verdicts: [{ id: 'S1', label: 'unsupported', quote: '' }] },
    lines: (language) => `S1 | supported | ${said[language]}`,
    withOutside: (text, language) =>
      judgePrompt({ language, sentences: [{ claim: claim(text), offered: offer(text, text) }] }),
  },
)

async function open(text: string, ...evidence: readonly string[]) {
  const offered = offer(...evidence)
  const verdict = await createVerifier()(claim(text), offered, createContext().context)
  return { claim: claim(text), offered, verdict }
}

function judged(script: Script, ...sentences: Awaited<ReturnType<typeof open>>[]) {
  const log: Asked[] = []
  const chat = scriptedChat('judge', script, { log })
  return judge(sentences, 'en', chat, createContext().context).then((result) => ({ ...result, log }))
}

describe('what is open', () => {
  test('wording is; another number, date, direction or negation is not', async () => {
    const is = async (text: string, evidence: string): Promise<boolean> => {
      const one = await open(text, evidence)
      return isOpen(one.claim, one.offered, one.verdict)
    }
    expect(await is(reworded.en, said.en)).toBe(true)
    expect(await is(reworded.en.replace('96.4', '99.4'), said.en)).toBe(false)
    expect(await is('The ban on fishing was lifted in 2019.', 'Fishing was forbidden until 2021.')).toBe(
      false,
    )
    expect(await is(said.en, said.en)).toBe(false)
    expect(await is(said.en.replace('cost', 'did not cost'), said.en)).toBe(false)
  })

  test('a name closes a sentence, unless its evidence is in another language', () => {
    const verdict = { label: 'partly', support: 0.4, verifier: 'literal' } as const
    const reasons: Reason[] = [{ code: 'name-missing', text: 'Heyan' }]
    expect(isOpen(claim('Heyan cost much.'), offer(said.en), { ...verdict, reasons })).toBe(false)
    expect(isOpen(claim('Heyan cost much.'), offer(said.zh), { ...verdict, reasons })).toBe(true)
  })

  test('neither computed nor inferred claims, nor claims without evidence, are', () => {
    const verdict = { label: 'partly', support: 0.4, reasons: [], verifier: 'literal' } as const
    expect(isOpen({ text: 'x', kind: 'inferred', premises: ['y'] }, offer(said.en), verdict)).toBe(false)
    expect(isOpen({ text: 'x', kind: 'computed' }, offer(said.en), verdict)).toBe(false)
    expect(isOpen(claim('x'), [], verdict)).toBe(false)
  })
})

describe('the judge', () => {
  test('is asked once for all sentences, and told by name in its verdicts', async () => {
    const first = await open(reworded.en, said.en)
    const second = await open(
      'Its making consumed funds.',
      'Building the pond used up all the money there was.',
    )
    const { verdicts, log, thought } = await judged(honest['judge']!, first, second)
    expect(log).toHaveLength(1)
    expect(thought.by).toBe('test/judge')
    expect(verdicts.map(({ label, verifier }) => [label, verifier])).toEqual([
      ['supported', 'judge:test/judge'],
      ['supported', 'judge:test/judge'],
    ])
    expect(verdicts[0]!.reasons).toEqual([{ code: 'paraphrase', evidence: first.offered[0]!.evidence.id }])
  })

  test.each([
    [
      'a quote that stands nowhere',
      { id: 'S1', label: 'supported', quote: 'the wetland was cheap to build' },
    ],
    ['a quote of the sentence itself', { id: 'S1', label: 'supported', quote: reworded.en }],
    ['a quote too short to say anything', { id: 'S1', label: 'supported', quote: 'cost' }],
    ['no quote', { id: 'S1', label: 'supported', quote: '' }],
    ['another label', { id: 'S1', label: 'partly', quote: said.en }],
  ])('%s leaves the literal verdict as it was', async (_, answer) => {
    const one = await open(reworded.en, said.en)
    const { verdicts } = await judged(() => JSON.stringify({ verdicts: [answer] }), one)
    expect(verdicts).toEqual([one.verdict])
  })

  test('a quote from the evidence of another sentence does not count', async () => {
    const first = await open(reworded.en, said.en)
    const second = await open(
      'Its making consumed funds.',
      'Building the pond used up all the money there was.',
    )
    const { verdicts } = await judged(
      () =>
        JSON.stringify({
          verdicts: ['S1', 'S2'].map((id) => ({
            id,
            label: 'supported',
            quote: 'used up all the money there was',
          })),
        }),
      first,
      second,
    )
    expect(verdicts.map(({ label }) => label)).toEqual([first.verdict.label, 'supported'])
  })

  test('no usable answer changes nothing', async () => {
    const one = await open(reworded.en, said.en)
    const { verdicts, thought } = await judged(() => 'Looks fine to me.', one)
    expect(verdicts).toEqual([one.verdict])
    expect(thought.by).toBe('classical')
  })
})

test('quotes are looked for as they stand: white space, width and quotation marks around them apart', () => {
  expect(holdsQuote('The lake\nis 12.4 m  deep.', '“lake is 12.4 m deep”')).toBe(true)
  expect(holdsQuote('湖深１２．４米，由梅琳测量。', '由梅琳测量')).toBe(true)
  expect(holdsQuote('The lake is 12.4 m deep.', 'lake is 124 m deep')).toBe(false)
  expect(holdsQuote('Twelve.', 'Twelve.')).toBe(true)
  expect(holdsQuote('Anything', '')).toBe(false)
  // What a model is shown has its control tokens broken, and it quotes what it is shown.
  const told = 'The template opens with <|im_start|> or [INST], and <think> opens its thinking.'
  expect(holdsQuote(told, defuse(told))).toBe(true)
  expect(holdsQuote(told, 'opens with ‹|im_start|> or (INST]')).toBe(true)
  expect(holdsQuote(told, told)).toBe(true)
})

describe('a description of a picture by a model', () => {
  const { verify, context } = { verify: createVerifier(), context: createContext().context }
  const pictured = 'The chart shows that the wetland cost 96.4 million yuan to build.'

  test('bears in part at most, whatever else is cited beside it, reworded or not', async () => {
    const described = offerOf('described', pictured)
    const beside = [...described, ...offer('Dogs are not admitted to the wetland in spring.')]
    for (const text of [pictured, 'The chart shows that the wetland cost 96.4 million yuan.'])
      for (const offered of [described, beside]) {
        const verdict = await verify(claim(text), offered, context)
        expect(verdict.label, text).toBe('partly')
        expect(verdict.reasons[0]!.code).toBe('described-only')
      }
  })

  test('does not take from what a source says itself', async () => {
    const both = [...offerOf('described', pictured), ...offer(pictured)]
    expect((await verify(claim(pictured), both, context)).label).toBe('supported')
  })

  test('is not made more by a judge', async () => {
    const text = 'Constructing the wetland took an outlay of 96.4 million yuan.'
    const offered = offerOf('described', pictured)
    const one = { claim: claim(text), offered, verdict: await verify(claim(text), offered, context) }
    expect(isOpen(one.claim, one.offered, one.verdict)).toBe(true)
    const { verdicts } = await judged(honest['judge']!, one)
    expect(verdicts[0]).toMatchObject({
      label: 'partly',
      reasons: [{ code: 'described-only' }, { code: 'paraphrase' }],
    })
  })
})

describe('what no judge is asked about', () => {
  const quote = 'About 60 pairs bred at the wetland in 2022, compared with fewer than ten pairs in 2014.'
  test.each([
    ['a matter of its own', 'The director of the Authority was arrested for fraud.'],
    ['an end of its own', `${quote.slice(0, -1)}, because foxes had been poisoned by volunteers.`],
    ['another scope', quote.replace('About', 'At least')],
    ['another degree', quote.replace('fewer', 'more')],
  ])('%s', async (_, text) => {
    const one = await open(text, quote)
    expect(one.verdict.label).not.toBe('supported')
    expect(isOpen(one.claim, one.offered, one.verdict)).toBe(false)
  })

  test('names in each other’s place contradict; names that are only listed do not', async () => {
    const stated = 'The County Government reports to the Basin Authority by the end of March each year.'
    const turned = 'The Basin Authority reports to the County Government by the end of March each year.'
    expect((await open(turned, stated)).verdict.label).toBe('conflicting')
    const listed = 'Wetlands will be built at Shangwan, Liutan and Heyan by the end of 2025.'
    const again = 'Wetlands will be built at Liutan, Shangwan and Heyan by the end of 2025.'
    expect((await open(again, listed)).verdict.label).toBe('supported')
  })
})
