import { languageOf, type Language } from '#vocabulary'
import { chanceOf, KaojuError, toKaojuError, type Context } from '#runtime'
import type { Library } from '#library'
import { estimateTokens, sentencesIn } from '#reading'
import { createRetriever } from '#retrieval'
import type { EvaluationItem } from '../evaluation.ts'
import { statesValue } from './answer-measures.ts'
import { ask, inOrder, itemOf, meansOf, methodOf, noAnswer, orFailure, shortly, type Answer } from './ask.ts'
import { invalid, type EvaluationData } from './data-file.ts'
import type { EvaluationKind, EvaluationParts, Note } from './kind.ts'
import { drawNeedle, type Needle } from './needles.ts'
import { withLibrary } from './throw-away-library.ts'

/** One place of one needle in one stretch of the text. */
interface Cell {
  readonly id: string
  /** Estimated tokens of the stretch. */
  readonly length: number
  /** 0: before the first sentence; 100: after the last. */
  readonly depth: number
  readonly needle: Needle
  readonly text: string
}

const usualLengths = [1000, 4000, 16_000] as const
const usualDepths = 10

/**
 * A needle in a haystack, the idea of Greg Kamradt's test (2023, `LLMTest_NeedleInAHaystack`): a sentence that
 * belongs nowhere is put at some depth of a text of some length and asked for. Here the text becomes a document
 * of a library, the needle is coined for each place, and it counts as found when its value is published with a citation of
 * the very words.
 */
export const needle: EvaluationKind<Cell> = {
  kind: 'needle',

  recognise: async (data, parts, context) => {
    const text = await haystackOf(data, parts, context)
    return cellsOf(text, parts)
  },

  run: async (cells, parts, context) => {
    const chosen = parts.sample(cells, 0)
    let done = 0
    const rows = await inOrder(chosen, context, async (cell, index) => {
      const row = await measure(cell, parts, context.at(`evaluation/${index}`))
      parts.tell(++done, chosen.length, cell.id)
      return row
    })
    const group = (name: string, mine: (cell: Cell) => boolean) => {
      const ofGroup = rows.filter(({ cell }) => mine(cell))
      return { name, items: ofGroup.length, metrics: meansOf(ofGroup.map(({ metrics }) => metrics)) }
    }
    const lengths = [...new Set(chosen.map(({ length }) => length))].sort((a, b) => a - b)
    const depths = [...new Set(chosen.map(({ depth }) => depth))].sort((a, b) => a - b)
    return {
      ...methodOf(parts.models),
      used: chosen.length,
      of: cells.length,
      metrics: meansOf(rows.map(({ metrics }) => metrics)),
      groups: [
        ...lengths.map((length) => group(`length ${length}`, (cell) => cell.length === length)),
        ...depths.map((depth) => group(`depth ${depth}%`, (cell) => cell.depth === depth)),
      ],
      items: rows.map(({ item }) => item),
      notes,
    }
  },
}

/** The text of all files that can be read, in their order. */
async function haystackOf(
  { path, files }: EvaluationData,
  { pool }: EvaluationParts,
  context: Context,
): Promise<string> {
  const texts: string[] = []
  for (const { path: place, name, bytes } of files) {
    try {
      const { document } = await pool.read(
        { uri: `file:///evaluation/${encodeURIComponent(name)}`, name, bytes },
        context,
      )
      texts.push(document.text.trim())
    } catch (error) {
      context.abort.throwIfAborted()
      const { code, message } = toKaojuError(error, place)
      if (files.length === 1) throw error
      context.emit({ type: 'file-failed', uri: place, code, why: message })
    }
  }
  const text = texts.join('\n\n')
  if (sentencesIn(text).length < 2) throw invalid(path, 1, 'fewer than two sentences of text')
  return text
}

function cellsOf(text: string, { options, seed }: EvaluationParts): Cell[] {
  const { lengths = usualLengths, depths = usualDepths } = options
  const language: Language = languageOf(text) === 'zh' ? 'zh' : 'en'
  const stretches = new Map<number, readonly string[]>()
  for (const wanted of lengths) {
    const stretch = stretchOf(text, wanted)
    // A text that is shorter than some of the lengths is used whole, once.
    stretches.set(Math.min(wanted, stretch.tokens), stretch.pieces)
  }
  return [...stretches].flatMap(([length, pieces]) =>
    depthsOf(depths).map((depth): Cell => {
      const id = `length ${length}, depth ${depth}%`
      const drawn = drawNeedle(language, text, chanceOf(seed, `needle/${id}`))
      return { id, length, depth, needle: drawn, text: withNeedle(pieces, drawn, depth, language) }
    }),
  )
}

function depthsOf(count: number): number[] {
  if (count === 1) return [50]
  return Array.from({ length: count }, (_, index) => Math.round((100 * index) / (count - 1)))
}

/** Sentences from the beginning until there are so many tokens, each with the space that follows it. */
function stretchOf(
  text: string,
  wanted: number,
): { readonly pieces: readonly string[]; readonly tokens: number } {
  const sentences = sentencesIn(text)
  const pieces: string[] = []
  let tokens = 0
  for (const [index, { start }] of sentences.entries()) {
    if (tokens >= wanted && pieces.length > 0) break
    const piece = text.slice(start, sentences[index + 1]?.start ?? text.length)
    pieces.push(piece)
    tokens += estimateTokens(piece)
  }
  return { pieces, tokens: Math.round(tokens) }
}

/** The needle goes where a sentence begins, apart from its neighbours as they are from each other: a heading stays one. */
function withNeedle(
  pieces: readonly string[],
  { sentence }: Needle,
  depth: number,
  language: Language,
): string {
  const at = Math.round((pieces.length * depth) / 100)
  const [before, after] = [pieces.slice(0, at).join(''), pieces.slice(at).join('')]
  const space = /\s*$/.exec(pieces[Math.max(0, at - 1)]!)![0]
  const gap = space === '' && language === 'en' ? ' ' : space
  return `${before.trimEnd()}${before === '' ? '' : gap}${sentence}${gap}${after}`
}

interface Row {
  readonly cell: Cell
  readonly item: EvaluationItem
  readonly metrics: Readonly<Record<string, number>>
}

async function measure(cell: Cell, { pool, models }: EvaluationParts, context: Context): Promise<Row> {
  const found = await orFailure(() =>
    withLibrary([{ name: 'haystack.txt', text: cell.text }], pool, context, async (library) => ({
      rank: await rankOf(cell.needle, library, context.at('rank')),
      answer: await ask(cell.needle.question, library, undefined, models, context),
    })),
  )
  return 'failed' in found ? judge(cell, noAnswer, 0, found.failed) : judge(cell, found.answer, found.rank)
}

/** At which rank the passage with the needle stands, from 1; 0: not among the first hundred. */
async function rankOf({ question, sentence }: Needle, library: Library, context: Context): Promise<number> {
  const query = { text: question, language: languageOf(question), limit: 100, origin: 'asked' } as const
  const { hits } = await createRetriever('bm25', { library })(query, context)
  const passages = await library.passagesById(hits.map(({ passage }) => passage))
  return (
    hits.findIndex(({ passage }) => spaceless(passages.get(passage)!.text).includes(spaceless(sentence))) + 1
  )
}

function judge(cell: Cell, answer: Answer, rank: number, failed?: string): Row {
  const { sentence, value, question } = cell.needle
  const stating = answer.cited.filter(({ text }) => statesValue(text, value))
  // The quote is of the needle itself: its words, not a neighbour's that happen to hold the same number.
  const cited = stating.some(({ citations }) =>
    citations.some(({ quote }) => statesValue(quote, value) && shares(quote, sentence)),
  )
  const first = answer.published[0]
  return {
    cell,
    metrics: {
      found: Number(cited),
      stated: Number(stating.length > 0),
      'stated-first': Number(first !== undefined && statesValue(first, value)),
      'passage-mrr': rank === 0 ? 0 : 1 / rank,
      'passage-recall@1': Number(rank === 1),
      'passage-recall@5': Number(rank > 0 && rank <= 5),
    },
    item: itemOf({
      id: cell.id,
      group: `length ${cell.length}`,
      asked: question,
      expected: sentence,
      given: shortly(answer.published.join(' ')),
      score: Number(cited),
      failed,
    }),
  }
}

function shares(quote: string, sentence: string): boolean {
  const [words, whole] = [spaceless(quote), spaceless(sentence)]
  return whole.includes(words) || words.includes(whole)
}

function spaceless(text: string): string {
  return text.replace(/\s+/g, '')
}

/** Lengths and depths as the command line gives them. @throws KaojuError `option-invalid` */
export function readLengths(text: string): number[] {
  const lengths = text.split(',').map((one) => Number(one.trim()))
  if (lengths.every((one) => Number.isInteger(one) && one >= 50)) return lengths
  throw new KaojuError('option-invalid', { option: '--lengths', reason: `${text}: 1000,4000,16000` })
}

const notes: readonly Note[] = [
  {
    en: 'The idea is Greg Kamradt’s needle in a haystack (2023); here every needle is coined, the text is a document of a library, and research answers.',
    zh: '源自 Greg Kamradt 的“大海捞针”测试（2023）；这里每根针都是虚构的，文本是资料库中的一篇文档，由研究流程回答。',
  },
  {
    en: 'found: the value is published and the citation quotes the needle. Lengths are estimated tokens; a text that is shorter is used whole.',
    zh: 'found：公布了该值，而且引证的正是那句话。长度为估算的词元数；文本不够长时整篇使用。',
  },
  {
    en: 'passage-*: the rank of the needle’s passage by BM25.',
    zh: 'passage-*：针所在段落在 BM25 中的名次。',
  },
]
