import { z } from 'zod'
import type { Language } from '#vocabulary'
import type { Prompt } from '#models'
import { faultsInGraph, type GivenQuestion, type PlanNode } from '#reasoning'
import {
  givenQuestion,
  parsePlanLines,
  plannedNodes,
  planMaterial,
  tellGraphFault,
  type PlanGraphInput,
} from '../plan-graph.prompt.ts'

/** A topic in an answer. */
export const givenTopic = z.object({
  topic: z.string().describe('What its sub-questions have in common, in a few words'),
  questions: z.array(givenQuestion).describe('The sub-questions of this topic, in order'),
})

const schema = z.object({ topics: z.array(givenTopic).describe('The topics, in order') })

/** Topics in order; the numbers of sub-questions count through all of them, from 1. */
export type TopicsAnswer = z.infer<typeof schema>
export type GivenTopic = z.infer<typeof givenTopic>

/** What whoever plans by topics is told. */
export interface TopicsInput extends PlanGraphInput {
  /** Topics at most. */
  readonly mostTopics: number
}

/** The sub-questions of all topics as one list. */
export function questionsOf({ topics }: TopicsAnswer): readonly GivenQuestion[] {
  return topics.flatMap(({ questions }) => questions)
}

/** The nodes that a plan by topics can only mean. */
export function topicNodes(answer: TopicsAnswer, input: PlanGraphInput): PlanNode[] {
  return plannedNodes(questionsOf(answer), input)
}

/** Asks the planner for topics, each with what is to be found out for it. */
export function topicsPrompt(input: TopicsInput): Prompt<TopicsAnswer> {
  const { question, language, most, mostTopics, guidance } = input
  const texts = textsOf[language]
  const material = planMaterial(input)
  return {
    name: 'plan-topics',
    language,
    system: guidance === undefined ? texts.system : `${texts.system}\n${guidance}`,
    examples: texts.examples,
    ...(material === '' ? {} : { material }),
    question: texts.question(question, mostTopics, most),
    schema,
    lines: { instruction: texts.lines, parse: parseTopics },
    check: (answer) => {
      if (answer.topics.length > mostTopics) return texts.tooMany(mostTopics)
      const [fault] = faultsInGraph(topicNodes(answer, input), input)
      return fault && tellGraphFault(fault, language)
    },
    answerTokens: 90 * most + 40 * mostTopics,
  }
}

/** `# The bridge`, then its sub-questions, one a line. */
export function parseTopics(text: string): TopicsAnswer | undefined {
  const parts = text.split(/^\s*#+\s*/mu)
  const topics = parts.flatMap((part, index) => {
    const [head = '', ...rest] = index === 0 ? ['', part] : part.split('\n')
    const questions = parsePlanLines(rest.join('\n'))?.questions
    return questions ? [{ topic: head.trim(), questions }] : []
  })
  return topics.length > 0 ? { topics } : undefined
}

const textsOf: Record<
  Language,
  {
    readonly system: string
    readonly examples: string
    readonly question: (question: string, topics: number, most: number) => string
    readonly tooMany: (most: number) => string
    readonly lines: string
  }
> = {
  en: {
    system: `You plan research. Take the question apart into topics, and each topic into the sub-questions that must be answered for it; several people will work on one topic each. Each sub-question asks one thing, stands alone (names in full, no "it" or "they"), repeats no other and adds nothing that was not asked. Nothing of the question is left out. Sub-questions are numbered through all topics. Where one needs the answer of an earlier one, write {1} in the place of the answer of sub-question 1, and list 1 under its needs. What is to be compared, added up, counted or put in order comes last and needs all its parts. A question that asks one thing is one topic with one sub-question: give it back as it is.`,
    examples: `Question: When was the architect of the Arden bridge born, and what did its northern ramp cost?
Topics: "The architect": 1. Who is the architect of the Arden bridge? (needs none) / 2. When was {1} born? (needs 1); "The ramp": 3. What did the northern ramp of the Arden bridge cost? (needs none)`,
    question: (question, topics, most) =>
      `Question: ${question}\nAt most ${topics} topics with at most ${most} sub-questions in all, in the language of the question.`,
    tooMany: (most) => `There may be at most ${most} topics.`,
    lines:
      'One line `# topic`, then its sub-questions, one a line, each ending in a question mark, then in brackets what it needs, as in: When was {1} born? [needs 1]. Nothing else.',
  },
  zh: {
    system: `你负责规划研究。把问题拆成若干主题，再把每个主题拆成必须回答的子问题；每个主题由一个人负责。每个子问题只问一件事，能独立成立（写全名称，不用“它”“其”），不重复，也不添加没有问到的内容。原问题的各部分都不能遗漏。子问题的编号贯穿所有主题。如果某个子问题要用到前面子问题的答案，就在答案的位置写 {1}（代表第 1 个子问题的答案），并在 needs 中列出 1。需要比较、合计、计数或排序的，放在最后，并列出它需要的各个子问题。只问一件事的问题只有一个主题、一个子问题，原样给出。`,
    examples: `问题：雅顿大桥的设计者出生于哪一年，它的北匝道花费多少？
主题：“设计者”：1. 雅顿大桥的设计者是谁？（不需要）／2. {1}出生于哪一年？（需要 1）；“匝道”：3. 雅顿大桥北匝道花费多少？（不需要）`,
    question: (question, topics, most) =>
      `问题：${question}\n至多 ${topics} 个主题，子问题合计至多 ${most} 个，用问题的语言书写。`,
    tooMany: (most) => `主题至多 ${most} 个。`,
    lines:
      '先写一行“# 主题”，再写它的子问题，每行一个，以问号结尾，后面用方括号写明需要哪些，例如：{1}出生于哪一年？[需要 1]。不写其他内容。',
  },
}
