import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, readCitations, stripCitations, type Prompt } from '#models'
import type { OfferedPassage } from './offer.ts'

const schema = z.object({
  answers: z.enum(['yes', 'partly', 'no']).describe('Whether the statements answer the question'),
  missing: z.string().describe('What they lack, in a few words; empty if nothing'),
  sentences: z.array(
    z.object({
      text: z.string().describe('One sentence, without ids'),
      evidence: z.array(z.string()).describe('Ids of the statements that bear it'),
    }),
  ),
})

/** A section: sentences with the ids of the statements that bear them, and how far they answer. */
export type SectionAnswer = z.infer<typeof schema>

/** Asks the writer for one section from the passages offered, whose statements are numbered `E1`, `E2` … */
export function writeSectionPrompt(input: {
  readonly question: string
  /** The question that the section is part of, where it is another. */
  readonly whole?: string
  /** A heading of the documents that the section follows up: from outside. */
  readonly heading?: string
  readonly language: Language
  readonly passages: readonly OfferedPassage[]
  /** Sentences at most. */
  readonly most: number
  /** What the user said while the run went on, in the user's own words. */
  readonly notes?: readonly string[]
  /** What good work in the domain of the question looks like: the engine's own words. */
  readonly guidance?: string
}): Prompt<SectionAnswer> {
  const { question, whole, heading, language, passages, most, notes = [], guidance } = input
  const texts = textsOf[language]
  const ids = passages.flatMap(({ statements }) => statements.map(({ id }) => id))
  return {
    name: 'write-section',
    language,
    system: guidance === undefined ? texts.system : `${texts.system}\n${guidance}`,
    material: quoteOutside(
      passages.map(({ about, statements }, index) => ({
        id: `P${index + 1}`,
        text: statements.map(({ id, text }) => `[${id}] ${text}`).join('\n'),
        about,
      })),
    ),
    question: [
      ...(heading === undefined ? [] : [texts.heading, quoteOutside([{ id: 'H1', text: heading }])]),
      ...(notes.length === 0 ? [] : [texts.notes, ...notes.map((note) => `- ${note}`)]),
      texts.question(question, whole, most),
    ].join('\n'),
    schema,
    lines: { instruction: texts.lines, parse: (text) => parseLines(text, ids) },
    check: ({ sentences }) =>
      sentences.length > 0 && !sentences.some(({ evidence }) => idsIn(evidence, ids).length > 0)
        ? texts.uncited(ids.at(-1) ?? 'E1')
        : undefined,
    answerTokens: 90 * most + 120,
  }
}

/** A number alone, after `E` or after `citation`; `P2` names a passage, which bears nothing. */
const idForm = /(?<![\p{L}\d])(?:E|citations?\s*[:：]?\s*)?(\d+)/giu

/** The offered ids among those that were cited, however they are spelt: `E3`, `e3`, `[E3]`, `citation:3`, `3`. */
export function idsIn(cited: readonly string[], offered: readonly string[]): string[] {
  const known = new Set(offered)
  const numbers = cited.flatMap((text) =>
    [...text.matchAll(idForm)].map(([, number]) => `E${Number(number)}`),
  )
  return [...new Set(numbers)].filter((id) => known.has(id))
}

/** The sentence without marks of citation in it, whichever way they are written. */
export function withoutMarks(text: string, offered: readonly string[]): string {
  return stripCitations(text, spellings(offered)).trim()
}

function spellings(ids: readonly string[]): string[] {
  return ids.flatMap((id) => [id, id.slice(1)])
}

/** Nothing but the word for nothing. */
const silence = /^[\s"'“”「」*`]*(?:none|无)[\s.。!！"'“”「」*`]*$/iu

/** "The lake is 12 m deep. [E3][E4]": a sentence a line with its marks; `[citation:3]` is DeepSeek-R1's way. */
function parseLines(text: string, ids: readonly string[]): SectionAnswer | undefined {
  const known = spellings(ids)
  const sentences = text.split('\n').flatMap((line) => {
    const cited = readCitations(line, known).flatMap((citation) => citation.ids)
    const said = stripCitations(line, known)
      .replace(/^\s*(?:[-*•]|\d{1,2}[.)、])\s+/u, '')
      .trim()
    return cited.length > 0 && said !== '' ? [{ text: said, evidence: idsIn(cited, ids) }] : []
  })
  if (sentences.length > 0) return { answers: 'yes', missing: '', sentences }
  return silence.test(text) ? { answers: 'no', missing: '', sentences: [] } : undefined
}

const textsOf = {
  en: {
    system: `You write one section of a report, in English, from statements of sources that are numbered [E1], [E2] and so on.
Every sentence says only what the statements it cites say, and cites the one or two that bear it by their ids. Numbers, units, dates and names stand exactly as in the statements; hedges and negations stay. Each sentence can be read alone: names in full, no ids, links or remarks in its text. The answer comes first; nothing is said twice; few sure sentences are better than many. Where sources differ, say what each says. Where the question asks for it, a sentence may state a sum, a count, a difference, an order or who has most; it names the things and cites every statement that goes into it.
answers: whether the statements answer the question: yes, partly or no. missing: what they lack, in a few words, else empty. When they do not answer, give no sentences.`,
    question: (question: string, whole: string | undefined, most: number) =>
      `${whole ? `The report answers: ${whole}\nThis section answers: ` : 'The section answers: '}${question}\nAt most ${most} sentences.`,
    notes:
      'The user adds, on how and on what to write (it is no evidence, and nothing is stated because of it alone):',
    heading: 'Of the question below, this section tells what belongs under this heading:',
    lines:
      'One sentence a line, each ending in the ids of its statements, as in: The lake is 12 m deep. [E3] Where nothing answers the question: NONE',
    uncited: (last: string) => `Every sentence must cite ids of the statements, from E1 to ${last}.`,
  },
  zh: {
    system: `你负责根据来源中的陈述，用中文写报告的一节。陈述的编号为 [E1]、[E2] 等。
每一句只说它所引陈述说到的内容，并引用支持它的一两条陈述的编号。数字、单位、日期和名称须与陈述完全一致；保留推测和否定的语气。每句可单独阅读：名称写全，句中不写编号、链接或说明。先写答案；不重复；宁少而确，不多而疑。各来源说法不同时，分别说明。问题需要时，可以写总和、个数、差额、先后或最多者；这样的句子写明所涉事物，并引用其依据的全部陈述。
answers：这些陈述是否回答了问题：yes、partly 或 no。missing：还缺什么，几个字，否则为空。没有回答时不写句子。`,
    question: (question: string, whole: string | undefined, most: number) =>
      `${whole ? `报告要回答：${whole}\n本节要回答：` : '本节要回答：'}${question}\n至多 ${most} 句。`,
    notes: '用户补充的要求（说明写什么、怎样写；它不是证据，不能单凭它作陈述）：',
    heading: '对下面的问题，本节只写属于这一标题的内容：',
    lines: '每行一句，句末写所据陈述的编号，例如：湖深12米。[E3] 若没有能回答问题的陈述，只写：无',
    uncited: (last: string) => `每句都须引用陈述的编号，从 E1 到 ${last}。`,
  },
} as const
