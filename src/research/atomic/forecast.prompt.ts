import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'
import { methodNames } from './fit.ts'

const schema = z.object({
  method: z.enum(methodNames).describe('How the values are taken on'),
  why: z.string().describe('Why this method, in a few words'),
  assumptions: z
    .array(z.string())
    .describe('What the forecast assumes, one sentence each, without any figure; at most three'),
})

/** How a series is to be taken on, and on what assumptions. */
export type Outlook = z.infer<typeof schema>

/** A series as it is shown. */
export interface ShownSeries {
  readonly name: string
  /** `2019: 12,300 visitors`, one a line. */
  readonly rows: readonly string[]
}

/** Asks how series are to be taken on. The figures are worked out by code. */
export function forecastPrompt(input: {
  readonly question: string
  readonly language: Language
  readonly series: readonly ShownSeries[]
  readonly at: number
}): Prompt<Outlook> {
  const { question, language, series, at } = input
  const texts = textsOf[language]
  return {
    name: 'forecast',
    language,
    system: texts.system,
    material: `${texts.values}\n${quoteOutside(
      series.map(({ name, rows }, index) => ({
        id: `T${index + 1}`,
        text: rows.join('\n'),
        about: { of: name },
      })),
    )}`,
    question: texts.question(question, at),
    schema,
    answerTokens: 260,
  }
}

const textsOf = {
  en: {
    system: `You choose how a series of values is taken on to a later year. Code does the arithmetic; you give no figures.
linear: it changed by about the same amount each year and goes on so.
last-value: it went up and down without direction, or its last value is the best guess.
mean-growth: it grew or shrank by about the same share each year and goes on so.
State what the forecast assumes: what must stay as it was, and what would make it wrong. Each assumption is one sentence without figures, names or addresses that do not stand in the question or in the values.`,
    values: 'Values found:',
    question: (question: string, at: number) =>
      `Question: ${question}\n\nBy which method are the values taken on to ${at}, and on what assumptions?`,
  },
  zh: {
    system: `你选择把一组数值推算到以后年份的方法。计算由程序完成，你不给出数字。
linear（线性）：每年变化的量大致相同，并将继续如此。
last-value（末值）：忽上忽下没有方向，或者最后的数值就是最好的估计。
mean-growth（平均增长）：每年增减的比例大致相同，并将继续如此。
写明预测的假设：什么必须保持不变，什么会使预测落空。每条假设一句话，不含问题和数值中没有的数字、名称和网址。`,
    values: '找到的数值：',
    question: (question: string, at: number) =>
      `问题：${question}\n\n用哪种方法把这些数值推算到${at}年，依据什么假设？`,
  },
} as const
