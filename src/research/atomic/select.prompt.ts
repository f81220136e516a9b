import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'
import { showChosen, type ShownChoice } from './propose.prompt.ts'

const schema = z.object({
  thinking: z.string().describe('Which of the questions helps most, and why, in one sentence'),
  questionIndex: z
    .number()
    .int()
    .nullable()
    .describe('Number of the question in the list whose answer is needed next, from 1; null: none helps'),
})

/** Which of the listed questions to take. */
export type Selected = z.infer<typeof schema>

/** Asks which of the questions that can be answered is taken next. */
export function selectPrompt(input: {
  readonly question: string
  readonly language: Language
  readonly chosen: readonly ShownChoice[]
  /** Questions that passages held can answer. */
  readonly listed: readonly string[]
}): Prompt<Selected> {
  const { question, language, chosen, listed } = input
  const texts = textsOf[language]
  const candidates = quoteOutside(
    listed.map((text, index) => ({ id: `Q${index + 1}`, text: `${index + 1}. ${text}`, about: {} })),
  )
  return {
    name: 'select',
    language,
    system: texts.system,
    material: [
      ...(chosen.length > 0 ? [`${texts.chosen}\n${showChosen(chosen)}`] : []),
      `${texts.listed}\n${candidates}`,
    ].join('\n\n'),
    question: texts.question(question, listed.length),
    schema,
    lines: { instruction: texts.lines, parse: parseSelected },
    check: ({ questionIndex }) =>
      questionIndex !== null && (questionIndex < 1 || questionIndex > listed.length)
        ? texts.range(listed.length)
        : undefined,
    answerTokens: 160,
  }
}

/** `2`, `Q2` or `none`, alone on a line. */
export function parseSelected(text: string): Selected | undefined {
  const line = text.trim()
  const number = /^(?:Q|问题)?\s*(\d{1,3})[.。]?$/iu.exec(line)?.[1]
  if (number !== undefined) return { thinking: '', questionIndex: Number(number) }
  return /^(?:none|null|无|都不)[.。]?$/iu.test(line) ? { thinking: '', questionIndex: null } : undefined
}

const textsOf = {
  en: {
    system: `You choose, out of a numbered list of questions that can be answered, the one whose answer is needed next on the way to the answer of the whole question.
Choose by what is asked and of whom: the names and the matter must be those that are needed. What the passages found so far answer already is not chosen again. If none helps, or nothing is missing, choose none.`,
    chosen: 'What was found so far, each passage with what was asked for it:',
    listed: 'Questions that can be answered:',
    question: (question: string, most: number) =>
      `Question: ${question}\n\nWhich of the questions from 1 to ${most} is needed next? None, if none helps.`,
    lines: 'Answer with the number alone, or `none`.',
    range: (most: number) => `The number must be from 1 to ${most}, or null.`,
  },
  zh: {
    system: `你从一份带编号的、可以回答的问题中，选出回答整个问题接下来最需要的一个。
依据所问的事和对象来选：名称和内容必须正是所需要的。目前的段落已经回答的不再选。如果都没有帮助，或什么也不缺，就不选。`,
    chosen: '目前找到的内容，每个段落注明为它所问的问题：',
    listed: '可以回答的问题：',
    question: (question: string, most: number) =>
      `问题：${question}\n\n从 1 到 ${most} 的问题中，接下来需要哪一个？都没有帮助则不选。`,
    lines: '只写编号；都不选则写“无”。',
    range: (most: number) => `编号须在 1 到 ${most} 之间，或为 null。`,
  },
} as const
