import { z } from 'zod'
import type { Language } from '#vocabulary'
import type { Prompt } from '#models'

/** What a question takes, the easiest first (PIKE-RAG's L1 to L4). */
export const levelNames = ['factual', 'linkable', 'predictive', 'creative'] as const
export type LevelName = (typeof levelNames)[number]

const schema = z.object({
  level: z.enum(levelNames).describe('The level of the question'),
  reason: z.string().describe('Why, in a few words'),
  needsTable: z.boolean().describe('Whether values of several things or times must be set side by side'),
  needsForecast: z.boolean().describe('Whether a value is asked for that no source can state yet'),
  needsPerspectives: z
    .boolean()
    .describe('Whether proposals are asked for, which experts of several fields would make'),
})

/** A question as it was classified. */
export type Level = z.infer<typeof schema>

/** Asks what a question takes. It sees nothing but the question. */
export function levelPrompt({
  question,
  language,
}: {
  readonly question: string
  readonly language: Language
}): Prompt<Level> {
  const texts = textsOf[language]
  return {
    name: 'level',
    language,
    system: texts.system,
    question: texts.question(question),
    schema,
    lines: { instruction: texts.lines, parse: parseLevel },
    answerTokens: 160,
  }
}

const lined =
  /^\s*(?:level|层级|级别)?\s*[:：]?\s*(factual|linkable|predictive|creative)\s*(?:[|｜]\s*(.+?))?\s*$/iu

/** `linkable | its designer must be found first`: what else it needs follows from the level. */
export function parseLevel(text: string): Level | undefined {
  for (const line of text.split('\n')) {
    const [, name, reason = ''] = lined.exec(line) ?? []
    const level = levelNames.find((one) => one === name?.toLowerCase())
    if (level) return needing(level, reason)
  }
  return undefined
}

/** A level with what it always needs. */
export function needing(level: LevelName, reason: string): Level {
  return {
    level,
    reason,
    needsTable: level === 'predictive',
    needsForecast: level === 'predictive',
    needsPerspectives: level === 'creative',
  }
}

const textsOf = {
  en: {
    system: `You tell what level a research question is of, so that no more is done for it than it takes.
factual: the answer is stated once, in one place.
linkable: several statements must be linked, compared, summed or counted.
predictive: a future or unknown value is asked for, which must be worked out from values that are known.
creative: proposals, designs or advice are asked for, which no source can state.
When in doubt between two, take the higher one only if the lower could not answer.`,
    question: (question: string) => `Question: ${question}\n\nWhich level is it of?`,
    lines: 'Answer in one line: the level, a bar, why. `linkable | two values are compared`',
  },
  zh: {
    system: `你判断一个研究问题属于哪一层级，以免做多余的工作。
factual（事实）：答案在一处直接写明。
linkable（关联）：需要把几处陈述联系起来，比较、合计或计数。
predictive（预测）：问的是将来的或未知的数值，要由已知的数值推算。
creative（创造）：要求提出方案、设计或建议，任何来源都不会直接写明。
在两级之间犹豫时，只有较低一级确实无法回答，才选较高一级。`,
    question: (question: string) => `问题：${question}\n\n它属于哪一层级？`,
    lines: '用一行回答：层级、竖线、原因。`linkable | 要比较两个数值`',
  },
} as const
