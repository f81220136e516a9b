import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'
import { faultInPlan, type PlanFault } from './plan.ts'

const schema = z.object({ questions: z.array(z.string()).describe('The sub-questions') })

/** Sub-questions that together answer the question. */
export type PlanAnswer = z.infer<typeof schema>

/** Asks the planner to take a question apart. */
export function planPrompt(input: {
  readonly question: string
  readonly language: Language
  /** Sub-questions at most. */
  readonly most: number
  /** What the library holds on the matter, so that the plan asks for what can be found. */
  readonly held?: readonly HeldDocument[]
}): Prompt<PlanAnswer> {
  const { question, language, most, held = [] } = input
  const texts = textsOf[language]
  return {
    name: 'plan',
    language,
    system: texts.system,
    examples: texts.examples,
    ...(held.length > 0 ? { material: materialOf(held, texts.held) } : {}),
    question: texts.question(question, most),
    schema,
    lines: {
      instruction: texts.lines,
      parse: (text) => {
        const questions = text
          .split('\n')
          .map((line) => line.replace(/^\s*(?:[-*•]|\(?\d{1,2}[.)、．）:：]|Q\d{1,2}[.:：])\s*/iu, '').trim())
          .filter((line) => /[?？]$/.test(line))
        return questions.length > 0 ? { questions } : undefined
      },
    },
    check: ({ questions }) => {
      const fault = faultInPlan(questions, input)
      return fault && texts.faults(fault)
    },
    answerTokens: 60 * most + 60,
  }
}

/** A document as a planner is shown it. */
export interface HeldDocument {
  readonly title: string
  readonly published?: string
  /** Its headings, outermost first; from outside, like the title. */
  readonly headings: readonly string[]
}

function materialOf(held: readonly HeldDocument[], head: string): string {
  const texts = held.map(({ title, published, headings }, index) => ({
    id: `D${index + 1}`,
    about: { title, ...(published ? { published } : {}) },
    text: headings.join('\n'),
  }))
  return `${head}\n${quoteOutside(texts)}`
}

const textsOf = {
  en: {
    held: 'The collection holds these documents, among others; their headings are given. Other sources may be searched too.',
    system: `You take a question apart for research in a collection of documents. Give the sub-questions that together answer it. Each asks one thing, stands alone (names in full, no "it" or "they"), repeats no other and adds nothing that was not asked. Nothing of the question is left out. A question that asks one thing stays one: give it back as it is.`,
    examples: `Question: What did the Arden bridge and its northern ramp cost, and who built them?
Sub-questions: What did the Arden bridge cost? / What did the northern ramp of the Arden bridge cost? / Who built the Arden bridge? / Who built the northern ramp of the Arden bridge?`,
    question: (question: string, most: number) =>
      `Question: ${question}\nAt most ${most} sub-questions, in the language of the question.`,
    lines: 'One sub-question a line, each ending in a question mark; nothing else.',
    faults: (fault: PlanFault): string => {
      switch (fault.fault) {
        case 'empty':
          return 'There must be at least one sub-question, and none may be empty.'
        case 'too-many':
          return `There may be at most ${fault.at} sub-questions.`
        case 'too-long':
          return `Sub-question ${fault.at} is too long.`
        case 'repeated':
          return `Sub-question ${fault.at} asks what an earlier one asks.`
        case 'no-question':
          return `Sub-question ${fault.at} must be one question, ending in a question mark.`
        case 'added':
          return `Sub-question ${fault.at} adds a name, a figure or a matter that was not asked about.`
        case 'uncovered':
          return 'The sub-questions leave out most of what the question speaks of; use its own words.'
      }
    },
  },
  zh: {
    held: '文献库中有以下文献（并非全部），附其标题结构；也可能检索其他来源。',
    system: `你负责为在一批文献中做研究而拆解问题。给出合起来能回答原问题的子问题。每个子问题只问一件事，能独立成立（写全名称，不用“它”“其”），不重复，也不添加没有问到的内容。原问题的各部分都不能遗漏。只问一件事的问题不拆，原样给出。`,
    examples: `问题：雅顿大桥及其北匝道各花费多少，由谁建造？
子问题：雅顿大桥花费多少？／雅顿大桥北匝道花费多少？／雅顿大桥由谁建造？／雅顿大桥北匝道由谁建造？`,
    question: (question: string, most: number) =>
      `问题：${question}\n至多 ${most} 个子问题，用问题的语言书写。`,
    lines: '每行一个子问题，以问号结尾；不写其他内容。',
    faults: (fault: PlanFault): string => {
      switch (fault.fault) {
        case 'empty':
          return '至少要有一个子问题，且都不能为空。'
        case 'too-many':
          return `子问题至多 ${fault.at} 个。`
        case 'too-long':
          return `第 ${fault.at} 个子问题太长。`
        case 'repeated':
          return `第 ${fault.at} 个子问题与前面的重复。`
        case 'no-question':
          return `第 ${fault.at} 个子问题必须是一个问句，以问号结尾。`
        case 'added':
          return `第 ${fault.at} 个子问题添加了原问题没有的名称、数字或内容。`
        case 'uncovered':
          return '子问题遗漏了原问题的大部分内容；请用原问题的词语。'
      }
    },
  },
} as const
