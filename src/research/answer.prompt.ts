import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'
import type { OfferedPassage } from './offer.ts'
import { idsIn } from './write-section.prompt.ts'

const schema = z.object({
  found: z.boolean().describe('Whether the statements answer the question'),
  answers: z.array(
    z.object({
      text: z.string().describe('The name, date or value alone, exactly as it stands in the statement'),
      evidence: z.array(z.string()).describe('Ids of the statements in which it stands'),
    }),
  ),
})

/** What further questions need of an answer: names, dates and values, word for word. */
export type AnswerFound = z.infer<typeof schema>

/** Asks the worker for the bare answer to one sub-question, so that the questions that depend on it can be asked. */
export function answerPrompt(input: {
  readonly question: string
  readonly language: Language
  readonly passages: readonly OfferedPassage[]
  /** Answers at most. */
  readonly most: number
}): Prompt<AnswerFound> {
  const { question, language, passages, most } = input
  const texts = textsOf[language]
  const ids = passages.flatMap(({ statements }) => statements.map(({ id }) => id))
  return {
    name: 'find-answer',
    language,
    system: texts.system,
    material: quoteOutside(
      passages.map(({ about, statements }, index) => ({
        id: `P${index + 1}`,
        text: statements.map(({ id, text }) => `[${id}] ${text}`).join('\n'),
        about,
      })),
    ),
    question: texts.question(question, most),
    schema,
    check: ({ found, answers }) =>
      found && !answers.some(({ evidence }) => idsIn(evidence, ids).length > 0)
        ? texts.uncited(ids.at(-1) ?? 'E1')
        : undefined,
    anyLanguage: true,
    answerTokens: 40 * most + 40,
  }
}

const textsOf = {
  en: {
    system: `You read numbered statements of sources ([E1], [E2] …) and give the bare answer to a question, because other questions depend on it.
Each answer is a name, a date or a value, exactly as it stands in a statement, without a sentence around it, with the ids of the statements in which it stands. Several answers only where the question asks for several or the sources differ; the surest first. What the statements do not say is not found: found is false then, and the list is empty.`,
    question: (question: string, most: number) => `Question: ${question}\nAt most ${most} answers.`,
    uncited: (last: string) => `Every answer must name ids of the statements, from E1 to ${last}.`,
  },
  zh: {
    system: `你阅读来源中带编号的陈述（[E1]、[E2] 等），给出一个问题的答案本身，因为其他问题要依靠它。
每个答案是一个名称、日期或数值，与陈述中的写法完全一致，不加句子，并注明所在陈述的编号。只有问题要求多项、或来源说法不同时，才给多个答案；最可靠的在前。陈述没有说到的就是没有找到：这时 found 为 false，列表为空。`,
    question: (question: string, most: number) => `问题：${question}\n至多 ${most} 个答案。`,
    uncited: (last: string) => `每个答案都须注明陈述的编号，从 E1 到 ${last}。`,
  },
} as const
