import { z } from 'zod'
import type { Language } from '#vocabulary'
import type { Prompt } from '#models'
import { faultsInGraph, type PlanNode } from '#reasoning'
import {
  givenQuestion,
  planMaterial,
  plannedNodes,
  tellGraphFault,
  type PlanGraphInput,
} from '../plan-graph.prompt.ts'

const proposals = z.object({
  plans: z
    .array(z.object({ questions: z.array(givenQuestion).describe('The sub-questions, in order') }))
    .describe('Plans that differ in how the question is taken apart'),
})

/** Several ways to take a question apart. */
export type ProposedPlans = z.infer<typeof proposals>

/** The proposals as nodes, each with what is wrong with it left in place. */
export function proposedNodes({ plans }: ProposedPlans, input: PlanGraphInput): PlanNode[][] {
  return plans.map(({ questions }) => plannedNodes(questions, input, 'tree-of-thought'))
}

/** Asks for several plans at once, so that they differ (the propose prompt of Yao et al., arXiv 2305.10601). */
export function proposePlansPrompt(
  input: PlanGraphInput & { readonly plans: number },
): Prompt<ProposedPlans> {
  const { question, language, most, plans } = input
  const texts = textsOf[language]
  const material = planMaterial(input)
  return {
    name: 'plan-proposals',
    language,
    system: texts.propose,
    examples: texts.examples,
    ...(material === '' ? {} : { material }),
    question: texts.question(question, most, plans),
    schema: proposals,
    check: (answer) => {
      const faults = proposedNodes(answer, input).map((nodes) => faultsInGraph(nodes, input)[0])
      // One plan that can be worked on is enough; the others are weeded out.
      if (faults.some((fault) => fault === undefined)) return undefined
      return tellGraphFault(faults[0] ?? { fault: 'empty' }, language)
    },
    answerTokens: (70 * most + 60) * plans,
  }
}

const valuation = z.object({
  best: z
    .number()
    .int()
    .describe('The number of the plan that leads to the whole answer with the least searching'),
})

/** Which plan is best, from 1. */
export type PlanValuation = z.infer<typeof valuation>

/** Asks which of several plans is best (the vote of Yao et al.). */
export function valuePlansPrompt(input: {
  readonly question: string
  readonly language: Language
  readonly plans: readonly (readonly PlanNode[])[]
}): Prompt<PlanValuation> {
  const { question, language, plans } = input
  const texts = textsOf[language]
  const told = plans.map((nodes, index) => `${texts.plan(index + 1)}\n${nodes.map(tellNode).join('\n')}`)
  return {
    name: 'value-plans',
    language,
    system: texts.value,
    question: `${told.join('\n\n')}\n\n${texts.choose(question, plans.length)}`,
    schema: valuation,
    check: ({ best }) => (best >= 1 && best <= plans.length ? undefined : texts.range(plans.length)),
    answerTokens: 30,
  }
}

function tellNode({ id, text, dependsOn }: PlanNode): string {
  return `${id}: ${text}${dependsOn.length > 0 ? ` [${dependsOn.join(', ')}]` : ''}`
}

const textsOf = {
  en: {
    propose: `You take a question apart for research in a collection of documents, in several different ways: by what must be known first, by the things it speaks of, by what is asked of them. Each plan is complete by itself: its sub-questions together answer the question. Each sub-question asks one thing, stands alone (names in full), repeats no other and adds nothing that was not asked. Where one needs the answer of an earlier one of its plan, write {1} in the place of the answer of sub-question 1, and list 1 under its needs.`,
    examples: `Question: When was the architect of the Arden bridge born?
A plan: 1. Who is the architect of the Arden bridge? (needs none) / 2. When was {1} born? (needs 1)`,
    question: (question: string, most: number, plans: number) =>
      `Question: ${question}\n${plans} plans; in each at most ${most} sub-questions, in the language of the question.`,
    value: `You choose between plans for answering a question by research. The best one leads to the whole answer with the fewest searches: each sub-question can be answered from a source, what is needed first comes first, nothing is missing and nothing is idle.`,
    plan: (number: number) => `Plan ${number}`,
    choose: (question: string, plans: number) => `Question: ${question}\nWhich plan, 1 to ${plans}, is best?`,
    range: (plans: number) => `It must be a number from 1 to ${plans}.`,
  },
  zh: {
    propose: `你负责为在一批文献中做研究而拆解问题，要给出几种不同的拆法：按先要知道什么、按涉及的事物、按所问的方面。每个方案自身完整：其子问题合起来能回答原问题。每个子问题只问一件事，能独立成立（写全名称），不重复，也不添加没有问到的内容。如果要用到本方案中前面子问题的答案，就在答案的位置写 {1}（代表第 1 个子问题的答案），并在 needs 中列出 1。`,
    examples: `问题：雅顿大桥的设计者出生于哪一年？
一个方案：1. 雅顿大桥的设计者是谁？（不需要）／2. {1}出生于哪一年？（需要 1）`,
    question: (question: string, most: number, plans: number) =>
      `问题：${question}\n给出 ${plans} 个方案；每个方案至多 ${most} 个子问题，用问题的语言书写。`,
    value: `你负责在几个研究方案中选出最好的一个。最好的方案用最少的检索得到完整的答案：每个子问题都能从资料中找到答案，先需要的在前，没有遗漏，也没有多余。`,
    plan: (number: number) => `方案 ${number}`,
    choose: (question: string, plans: number) => `问题：${question}\n1 到 ${plans} 号方案中哪一个最好？`,
    range: (plans: number) => `必须是 1 到 ${plans} 的数字。`,
  },
} as const
