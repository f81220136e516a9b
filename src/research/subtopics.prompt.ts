import { z } from 'zod'
import type { Language } from '#vocabulary'
import type { Prompt } from '#models'
import { planMaterial } from './plan-graph.prompt.ts'
import type { HeldDocument } from './plan.prompt.ts'

const schema = z.object({
  subtopics: z.array(z.string()).describe('Subtopics, each a phrase that can be searched by itself'),
})

/** Subtopics of a topic, in the order of a report. */
export type SubtopicsAnswer = z.infer<typeof schema>

/** Asks the planner for the subtopics of a topic. */
export function subtopicsPrompt(input: {
  readonly question: string
  readonly language: Language
  /** Subtopics at most. */
  readonly most: number
  readonly held?: readonly HeldDocument[]
  /** What is wrong with them, by code; undefined = nothing. */
  readonly fault: (subtopics: readonly string[]) => string | undefined
}): Prompt<SubtopicsAnswer> {
  const { question, language, most, fault } = input
  const texts = textsOf[language]
  const material = planMaterial(input)
  return {
    name: 'subtopics',
    language,
    system: texts.system,
    ...(material === '' ? {} : { material }),
    question: texts.question(question, most),
    schema,
    lines: {
      instruction: texts.lines,
      parse: (text) => {
        const subtopics = text
          .split('\n')
          .map((line) => line.replace(/^\s*(?:[-*•]|\(?\d{1,2}[.)、．）:：])\s*/u, '').trim())
          .filter((line) => line !== '')
        return subtopics.length > 0 ? { subtopics } : undefined
      },
    },
    check: ({ subtopics }) => fault(subtopics),
    answerTokens: 30 * most + 40,
  }
}

const textsOf = {
  en: {
    system: `You divide a topic into the subtopics of a report. Each subtopic is a phrase of a few words that can be searched by itself: it names in full what it is about, repeats no other and adds no name or figure that was not asked about. Together they cover what was asked, and nothing else.`,
    question: (question: string, most: number) => `Topic: ${question}\nAt most ${most} subtopics.`,
    lines: 'One subtopic a line; nothing else.',
  },
  zh: {
    system: `你把一个主题分成报告的若干子主题。每个子主题是能单独检索的短语：写全所涉对象的名称，互不重复，不添加没有问到的名称或数字。合起来覆盖所问内容，不超出范围。`,
    question: (question: string, most: number) => `主题：${question}\n至多 ${most} 个子主题。`,
    lines: '每行一个子主题；不写其他内容。',
  },
} as const
