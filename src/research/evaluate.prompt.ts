import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'

/** What an answer may be examined for. */
export const evaluatorNames = ['definitive', 'freshness', 'plurality', 'completeness'] as const
export type EvaluatorName = (typeof evaluatorNames)[number]

const schema = z.object({
  problems: z
    .array(
      z.object({
        id: z.string().describe('Id of the draft'),
        evaluator: z.enum(evaluatorNames).describe('The criterion that it does not meet'),
        why: z.string().describe('What the draft lacks, in a few words'),
      }),
    )
    .describe('Drafts that fail, each with the criterion; empty when all pass'),
})

/** Verdicts of the evaluators: what is not named passes. */
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

/** `q1 | definitive | no value is given`, one a line; `all pass` where none fails. */
export function parseEvaluation(text: string): Evaluation | undefined {
  const problems = text.split('\n').flatMap((line) => {
    const [id = '', name = '', why = ''] = line
      .replace(/^\s*[-*•]\s*/u, '')
      .split(/[|｜]/u)
      .map((part) => part.trim())
    const evaluator = evaluatorNames.find((one) => one === name.toLowerCase())
    return /^\w[\w.]{0,15}$/.test(id) && evaluator ? [{ id, evaluator, why }] : []
  })
  return problems.length > 0 || /^\W*(?:all pass|全部通过)\W*$/iu.test(text) ? { problems } : undefined
}

const textsOf = {
  en: {
    system: `You examine drafts of answers: for each question the statements of sources that would be told in answer to it. A draft passes an examination only when what stands in it, word for word, meets the criterion; what you know yourself does not count. Every draft is examined for what is named with it and for nothing else. Name those that fail.`,
    nothing: '(nothing was found)',
    criteria: {
      definitive: 'it states what is asked, without "unknown" or "unclear"',
      freshness: 'it tells the state of now: no newer state is to be expected of the sources',
      plurality: 'it gives as many things as are asked for, or all of them',
      completeness: 'it speaks of every thing that the question names',
    },
    question: (question: string, criteria: readonly string[], wanted: readonly string[]) =>
      `The drafts serve this question: ${question}\n\nCriteria:\n${criteria.join('\n')}\n\nExamine:\n${wanted.map((one) => `- ${one}`).join('\n')}`,
    lines:
      'Answer in lines, one for each draft that fails a criterion: `id | criterion | what it lacks`. Where none fails, answer `all pass`.',
  },
  zh: {
    system: `你检查答案草稿：每个问题之下，是将用来回答它的来源陈述。只有草稿中逐字写出的内容符合标准，才算通过；你自己知道的不算。每份草稿只按其所列的标准检查，不查其他。列出未通过的。`,
    nothing: '（没有找到）',
    criteria: {
      definitive: '它说出了所问的内容，没有“不详”“不明”',
      freshness: '它说的是目前的情况：来源中不会有更新的情况',
      plurality: '它给出了所要求的数量，或者全部',
      completeness: '问题提到的每一项，它都说到了',
    },
    question: (question: string, criteria: readonly string[], wanted: readonly string[]) =>
      `这些草稿服务于这个问题：${question}\n\n标准：\n${criteria.join('\n')}\n\n需要检查：\n${wanted.map((one) => `- ${one}`).join('\n')}`,
    lines: '按行回答，每项未通过的检查一行：`编号 | 标准（英文名） | 缺少什么`。都通过时，只写“全部通过”。',
  },
} as const
