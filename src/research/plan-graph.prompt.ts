import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'
import {
  faultsInGraph,
  mendPlan,
  nodesFrom,
  type GivenQuestion,
  type GraphFault,
  type PlanNode,
} from '#reasoning'
import { plainLine } from './plain-sentence.ts'
import type { HeldDocument } from './plan.prompt.ts'
import type { Note } from './strategy.ts'

/** A sub-question in an answer. */
export const givenQuestion = z.object({
  question: z.string().describe('The sub-question; {1} stands where the answer of sub-question 1 belongs'),
  needs: z
    .array(z.number().int())
    .describe('Numbers of the earlier sub-questions whose answers it needs; empty when it needs none'),
})

const schema = z.object({ questions: z.array(givenQuestion).describe('The sub-questions, in order') })

/** Sub-questions in order, each with the numbers (from 1) of those whose answers it needs. */
export type PlanGraphAnswer = z.infer<typeof schema>

/** What a planner is told. */
export interface PlanGraphInput {
  readonly question: string
  readonly language: Language
  /** Sub-questions at most. */
  readonly most: number
  /** What the library holds on the matter, so that the plan asks for what can be found. */
  readonly held?: readonly HeldDocument[]
  /** Sentences that are known already, from outside: what they answer need not be asked again. */
  readonly known?: readonly string[]
  /** What the asker was asked before, and answered. */
  readonly notes?: readonly Note[]
  /** What good work in the domain of the question looks like: the engine's own words. */
  readonly guidance?: string
}

/** What a planner gave, as the nodes that it can only mean. */
export function plannedNodes(
  given: readonly GivenQuestion[],
  asked: Pick<PlanGraphInput, 'question' | 'language' | 'most'>,
  origin = 'planned',
): PlanNode[] {
  return mendPlan(
    nodesFrom(
      given.map(({ question, needs }) => ({ question: plainLine(question), needs })),
      origin,
    ),
    asked,
  )
}

/** Asks the planner to take a question apart into sub-questions of which some need the answers of others. */
export function planGraphPrompt(input: PlanGraphInput): Prompt<PlanGraphAnswer> {
  const { question, language, most, guidance } = input
  const texts = textsOf[language]
  const material = planMaterial(input)
  return {
    name: 'plan-graph',
    language,
    system: guidance === undefined ? texts.system : `${texts.system}\n${guidance}`,
    examples: texts.examples,
    ...(material === '' ? {} : { material }),
    question: texts.question(question, most),
    schema,
    lines: { instruction: texts.lines, parse: parsePlanLines },
    check: ({ questions }) => {
      const [fault] = faultsInGraph(plannedNodes(questions, input), input)
      return fault && tellGraphFault(fault, language)
    },
    answerTokens: 80 * most + 80,
  }
}

/** What a planner is shown of what is held and known: text from outside, between its marks. */
export function planMaterial({
  language,
  held = [],
  known = [],
  notes = [],
}: Pick<PlanGraphInput, 'language' | 'held' | 'known' | 'notes'>): string {
  const heads = headsOf[language]
  const documents = held.map(({ title, published, headings }, index) => ({
    id: `D${index + 1}`,
    about: { title, ...(published ? { published } : {}) },
    text: headings.join('\n'),
  }))
  const facts = known.map((text, index) => ({ id: `K${index + 1}`, about: {}, text }))
  // The questions may hold words of titles, which strangers wrote.
  const answers = notes.map(({ question, answer }, index) => ({
    id: `N${index + 1}`,
    about: { question },
    text: answer,
  }))
  return [
    ...(answers.length > 0 ? [`${heads.notes}\n${quoteOutside(answers)}`] : []),
    ...(documents.length > 0 ? [`${heads.held}\n${quoteOutside(documents)}`] : []),
    ...(facts.length > 0 ? [`${heads.known}\n${quoteOutside(facts)}`] : []),
  ].join('\n\n')
}

/** `3. When was {1} born? [needs 1]`, one a line. */
export function parsePlanLines(text: string): PlanGraphAnswer | undefined {
  const questions = text.split('\n').flatMap((line) => {
    const bare = line.replace(/^\s*(?:[-*•]\s*)?(?:\(?\d{1,2}[.)、．）:：]|Q\d{1,2}[.:：])?\s*/iu, '').trim()
    const [, question, needs = ''] =
      /^(.+?[?？])\s*(?:[[(（【](?:needs?|需要|依赖)[:：]?\s*([\d,，、\s]*|none|无)[\])）】])?$/iu.exec(
        bare,
      ) ?? []
    return question ? [{ question, needs: (needs.match(/\d+/g) ?? []).map(Number) }] : []
  })
  return questions.length > 0 ? { questions } : undefined
}

const headsOf = {
  en: {
    held: 'The collection holds these documents, among others; their headings are given. Other sources may be searched too.',
    notes: 'The asker was asked what is meant, and answered; the question is to be understood so:',
    known: 'This is known already and need not be found again:',
  },
  zh: {
    held: '文献库中有以下文献（并非全部），附其标题结构；也可能检索其他来源。',
    notes: '已向提问者问清所指，其回答如下，问题应照此理解：',
    known: '以下内容已经知道，不必再查：',
  },
} as const

const textsOf = {
  en: {
    system: `You take a question apart for research in a collection of documents. Give the sub-questions that together answer it. Each asks one thing, stands alone (names in full, no "it" or "they"), repeats no other and adds nothing that was not asked. Nothing of the question is left out. Where a sub-question needs the answer of an earlier one, write {1} in the place of the answer of sub-question 1, and list 1 under its needs. What is to be compared, added up, counted or put in order comes last and needs all its parts. A question that asks one thing stays one: give it back as it is.`,
    examples: `Question: When was the architect of the Arden bridge born?
Sub-questions: 1. Who is the architect of the Arden bridge? (needs none) / 2. When was {1} born? (needs 1)

Question: Which cost more, the Arden bridge or its northern ramp?
Sub-questions: 1. What did the Arden bridge cost? (needs none) / 2. What did the northern ramp of the Arden bridge cost? (needs none) / 3. Which cost more, the Arden bridge or its northern ramp? (needs 1, 2)`,
    question: (question: string, most: number) =>
      `Question: ${question}\nAt most ${most} sub-questions, in the language of the question.`,
    lines:
      'One sub-question a line, each ending in a question mark, then in brackets what it needs, as in: When was {1} born? [needs 1]. Nothing else.',
  },
  zh: {
    system: `你负责为在一批文献中做研究而拆解问题。给出合起来能回答原问题的子问题。每个子问题只问一件事，能独立成立（写全名称，不用“它”“其”），不重复，也不添加没有问到的内容。原问题的各部分都不能遗漏。如果某个子问题要用到前面子问题的答案，就在答案的位置写 {1}（代表第 1 个子问题的答案），并在 needs 中列出 1。需要比较、合计、计数或排序的，放在最后，并列出它需要的各个子问题。只问一件事的问题不拆，原样给出。`,
    examples: `问题：雅顿大桥的设计者出生于哪一年？
子问题：1. 雅顿大桥的设计者是谁？（不需要）／2. {1}出生于哪一年？（需要 1）

问题：雅顿大桥和它的北匝道哪一个花费更多？
子问题：1. 雅顿大桥花费多少？（不需要）／2. 雅顿大桥北匝道花费多少？（不需要）／3. 雅顿大桥和它的北匝道哪一个花费更多？（需要 1、2）`,
    question: (question: string, most: number) =>
      `问题：${question}\n至多 ${most} 个子问题，用问题的语言书写。`,
    lines:
      '每行一个子问题，以问号结尾，后面用方括号写明需要哪些，例如：{1}出生于哪一年？[需要 1]。不写其他内容。',
  },
} as const

/** What was wrong, told to whoever is asked again. */
export function tellGraphFault(fault: GraphFault, language: Language): string {
  const en = language === 'en'
  switch (fault.fault) {
    case 'empty':
      return en
        ? 'There must be at least one sub-question, and none may be empty.'
        : '至少要有一个子问题，且都不能为空。'
    case 'too-many':
      return en ? `There may be at most ${fault.most} sub-questions.` : `子问题至多 ${fault.most} 个。`
    case 'same-id':
      return en
        ? `Sub-question ${fault.at} has the number of another.`
        : `第 ${fault.at} 个子问题的编号与其他的相同。`
    case 'too-long':
      return en ? `Sub-question ${fault.at} is too long.` : `第 ${fault.at} 个子问题太长。`
    case 'no-question':
      return en
        ? `Sub-question ${fault.at} must be one question, ending in a question mark.`
        : `第 ${fault.at} 个子问题必须是一个问句，以问号结尾。`
    case 'several':
      return en
        ? `Sub-question ${fault.at} asks several things; make a sub-question of each.`
        : `第 ${fault.at} 个子问题问了几件事；请拆成几个。`
    case 'other-language':
      return en
        ? `Sub-question ${fault.at} must be written in the language of the question.`
        : `第 ${fault.at} 个子问题须用问题的语言书写。`
    case 'instructs':
      return en
        ? `Sub-question ${fault.at} is no question about the matter.`
        : `第 ${fault.at} 个子问题不是关于所问内容的问题。`
    case 'repeated':
      return en
        ? `Sub-question ${fault.at} asks what sub-question ${fault.of} asks.`
        : `第 ${fault.at} 个子问题与第 ${fault.of} 个重复。`
    case 'added':
      return en
        ? `Sub-question ${fault.at} adds a name, a figure or a matter that was not asked about; use {1} where the answer of sub-question 1 belongs.`
        : `第 ${fault.at} 个子问题添加了原问题没有的名称、数字或内容；要用第 1 个子问题的答案时写 {1}。`
    case 'uncovered':
      return en
        ? 'The sub-questions leave out a part of what the question speaks of; use its own words.'
        : '子问题遗漏了原问题的一部分；请用原问题的词语。'
    case 'unknown-dependency':
      return en
        ? `Sub-question ${fault.at} needs one that does not exist.`
        : `第 ${fault.at} 个子问题需要的子问题不存在。`
    case 'self-dependency':
      return en ? `Sub-question ${fault.at} needs itself.` : `第 ${fault.at} 个子问题需要它自己的答案。`
    case 'cyclic':
      return en
        ? `Sub-question ${fault.at} needs one that needs it; only earlier ones may be needed.`
        : `第 ${fault.at} 个子问题与它需要的子问题互相等待；只能需要前面的。`
    case 'works-on-nothing':
      return en
        ? `Sub-question ${fault.at} works something out; list the sub-questions that give its values under its needs.`
        : `第 ${fault.at} 个子问题要算出结果；请在 needs 中列出提供数值的子问题。`
    case 'unfinished':
      return en
        ? 'No sub-question asks what was asked in the end; add it, with what it needs.'
        : '没有子问题问到最终要问的内容；请补上，并写明它需要什么。'
  }
}
