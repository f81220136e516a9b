import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'

/** What an answer may be examined for. */
export const evaluatorNames = ['definitive', 'freshness', 'plurality', 'completeness'] as const
export type EvaluatorName = (typeof evaluatorNames)[number]

const schema = z.object({
  verdicts: z.array(
    z.object({
      id: z.string().describe('Id of the draft'),
      evaluator: z.enum(evaluatorNames).describe('What it was examined for'),
      pass: z.boolean().describe('Whether the draft passes'),
      why: z.string().describe('What is lacking, in a few words; empty when it passes'),
    }),
  ),
})

/** Verdicts of the evaluators; a draft that is not named was not examined. */
export type Evaluation = z.infer<typeof schema>

/** What would be answered to a question if nothing more were found. */
export interface ExaminedDraft {
  /** Of the question: `q1`, `g2`. */
  readonly id: string
  readonly question: string
  readonly evaluators: readonly EvaluatorName[]
  /** Statements of sources, each with the day of its source where that is known. */
  readonly statements: readonly { readonly text: string; readonly published?: string }[]
}

/** Asks whether drafts answer their questions, each for what its kind of question needs. */
export function evaluatePrompt(input: {
  readonly question: string
  readonly language: Language
  readonly drafts: readonly ExaminedDraft[]
}): Prompt<Evaluation> {
  const { question, language, drafts } = input
  const texts = textsOf[language]
  const wanted = drafts.flatMap(({ id, evaluators }) => evaluators.map((evaluator) => `${id} ${evaluator}`))
  const used = evaluatorNames.filter((name) => drafts.some(({ evaluators }) => evaluators.includes(name)))
  return {
    name: 'evaluate',
    language,
    system: texts.system,
    material: quoteOutside(
      drafts.map(({ id, question: text, statements }) => ({
        id,
        about: { question: text },
        text:
          statements
            .map((one) => (one.published === undefined ? one.text : `${one.text} (${one.published})`))
            .join('\n') || texts.nothing,
      })),
    ),
    question: texts.question(
      question,
      used.map((name) => `- ${name}: ${texts.criteria[name]}`),
      wanted,
    ),
    schema,
    lines: { instruction: texts.lines, parse: parseEvaluation },
    answerTokens: 45 * wanted.length + 40,
  }
}

/** `q1 | definitive | no | two values are given`, one a line. */
export function parseEvaluation(text: string): Evaluation | undefined {
  const verdicts = text.split('\n').flatMap((line) => {
    const [id = '', name = '', pass = '', why = ''] = line
      .replace(/^\s*[-*•]\s*/u, '')
      .split(/[|｜]/u)
      .map((part) => part.trim())
    const evaluator = evaluatorNames.find((one) => one === name.toLowerCase())
    if (!/^\w[\w.]{0,15}$/.test(id) || !evaluator || !/^(?:yes|no|是|否)$/iu.test(pass)) return []
    return [{ id, evaluator, pass: /^(?:yes|是)$/iu.test(pass), why }]
  })
  return verdicts.length > 0 ? { verdicts } : undefined
}

const textsOf = {
  en: {
    system: `You examine drafts of answers: for each question the statements of sources that would be told in answer to it. A draft passes an examination only when what stands in it, word for word, meets the criterion; what you know yourself does not count. Every draft is examined for what is named with it and for nothing else.`,
    nothing: '(nothing was found)',
    criteria: {
      definitive: 'it states what is asked, without "unknown" or "unclear"',
      freshness: 'it tells the state of now: no newer state is to be expected of the sources',
      plurality: 'it gives as many things as are asked for, or all of them',
      completeness: 'it speaks of every thing that the question names',
    },
    question: (question: string, criteria: readonly string[], wanted: readonly string[]) =>
      `The drafts serve this question: ${question}\n\nCriteria:\n${criteria.join('\n')}\n\nExamine:\n${wanted.map((one) => `- ${one}`).join('\n')}`,
    lines: 'Answer in lines, one for each examination: `id | criterion | yes or no | what is lacking`.',
  },
  zh: {
    system: `你检查答案草稿：每个问题之下，是将用来回答它的来源陈述。只有草稿中逐字写出的内容符合标准，才算通过；你自己知道的不算。每份草稿只按其所列的标准检查，不查其他。`,
    nothing: '（没有找到）',
    criteria: {
      definitive: '它说出了所问的内容，没有“不详”“不明”',
      freshness: '它说的是目前的情况：来源中不会有更新的情况',
      plurality: '它给出了所要求的数量，或者全部',
      completeness: '问题提到的每一项，它都说到了',
    },
    question: (question: string, criteria: readonly string[], wanted: readonly string[]) =>
      `这些草稿服务于这个问题：${question}\n\n标准：\n${criteria.join('\n')}\n\n需要检查：\n${wanted.map((one) => `- ${one}`).join('\n')}`,
    lines: '按行回答，每项检查一行：`编号 | 标准（英文名） | 是或否 | 缺少什么`。',
  },
} as const
