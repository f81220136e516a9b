import { z } from 'zod'
import type { Prompt } from '#models'
import { faultsInGraph, mendPlan, nodesFrom, slotsIn, type PlanNode } from '#reasoning'
import { plainLine } from '../plain-sentence.ts'
import { planMaterial, tellGraphFault, type PlanGraphInput } from '../plan-graph.prompt.ts'

const schema = z.object({
  steps: z
    .array(z.string().describe('A sub-question; {1} stands where the answer of sub-question 1 belongs'))
    .describe('The sub-questions, the easiest first; the last one asks what was asked'),
})

/** Sub-questions from the least to the most, each to be asked with the answers of those before it. */
export type LeastToMostAnswer = z.infer<typeof schema>

/**
 * A chain: each sub-question waits for the one before it and for those it has slots for; the last one, which asks
 * what was asked, needs them all.
 */
export function leastToMostNodes({ steps }: LeastToMostAnswer, input: PlanGraphInput): PlanNode[] {
  const given = steps.map((step, index) => ({
    question: plainLine(step),
    needs:
      index === steps.length - 1 ? steps.slice(1).map((_, before) => before + 1) : index === 0 ? [] : [index],
  }))
  return mendPlan(nodesFrom(given, 'least-to-most'), input).map((node) =>
    // A slot says what is needed; the chain says when.
    ({ ...node, dependsOn: [...new Set([...node.dependsOn, ...slotsIn(node.text)])] }),
  )
}

/** Asks for the sub-questions that come before the question, the easiest first (Zhou et al., arXiv 2205.10625). */
export function leastToMostPrompt(input: PlanGraphInput): Prompt<LeastToMostAnswer> {
  const { question, language, most } = input
  const texts = textsOf[language]
  const material = planMaterial(input)
  return {
    name: 'plan-least-to-most',
    language,
    system: texts.system,
    examples: texts.examples,
    ...(material === '' ? {} : { material }),
    question: texts.question(question, most),
    schema,
    lines: {
      instruction: texts.lines,
      parse: (text) => {
        const steps = text
          .split('\n')
          .map((line) => line.replace(/^\s*(?:[-*•]\s*)?(?:\(?\d{1,2}[.)、．）:：])?\s*/u, '').trim())
          .filter((line) => /[?？]$/u.test(line))
        return steps.length > 0 ? { steps } : undefined
      },
    },
    check: (answer) => {
      const [fault] = faultsInGraph(leastToMostNodes(answer, input), input)
      return fault && tellGraphFault(fault, language)
    },
    answerTokens: 60 * most + 60,
  }
}

const textsOf = {
  en: {
    system: `To answer a question, simpler ones must be answered first. Give these sub-questions in order, the easiest first: each can be answered once those before it are, and the last one asks what was asked. Write {1} in the place of the answer of sub-question 1. Each asks one thing, names things in full, repeats no other and adds nothing that was not asked. A question that asks one thing stays one: give it back as it is.`,
    examples: `Question: In which country was the architect of the Arden bridge born?
To answer it, we first need to know: 1. Who is the architect of the Arden bridge? / 2. In which town was {1} born? / 3. In which country is {2}?`,
    question: (question: string, most: number) =>
      `Question: ${question}\nAt most ${most} sub-questions, in the language of the question.`,
    lines: 'One sub-question a line, the easiest first, each ending in a question mark; nothing else.',
  },
  zh: {
    system: `要回答一个问题，需要先回答更简单的问题。请由易到难依次给出这些子问题：前面的都答出之后，后一个才能回答，最后一个问的就是原来要问的内容。在第 1 个子问题答案的位置写 {1}。每个子问题只问一件事，写全名称，不重复，不添加没有问到的内容。只问一件事的问题不拆，原样给出。`,
    examples: `问题：雅顿大桥的设计者出生在哪个国家？
要回答它，先要知道：1. 雅顿大桥的设计者是谁？／2. {1}出生在哪个镇？／3. {2}位于哪个国家？`,
    question: (question: string, most: number) =>
      `问题：${question}\n至多 ${most} 个子问题，用问题的语言书写。`,
    lines: '每行一个子问题，由易到难，以问号结尾；不写其他内容。',
  },
} as const
