import { z } from 'zod'
import type { Language } from '#vocabulary'
import type { Prompt } from '#models'
import { faultsInGraph, mendPlan, nodesFrom, type PlanNode, type PlanWork } from '#reasoning'
import { plainLine } from '../plain-sentence.ts'
import { planMaterial, tellGraphFault, type PlanGraphInput } from '../plan-graph.prompt.ts'

const operations = [
  'sum',
  'difference',
  'maximum',
  'minimum',
  'count',
  'mean',
  'order',
] as const satisfies PlanWork[]

const schema = z.object({
  steps: z
    .array(
      z.object({
        question: z
          .string()
          .describe('What this step finds or works out, as a question; {1} stands for the result of step 1'),
        do: z
          .enum(['find', ...operations])
          .describe('find: looked up in sources; all others: worked out from the results of the steps in of'),
        of: z.array(z.number().int()).describe('Numbers of the earlier steps whose results it takes'),
      }),
    )
    .describe('The program, in order'),
})

/** A program whose steps find values or work with them. */
export type ProgramAnswer = z.infer<typeof schema>

/** The program as nodes; an operation is what the program says, whatever its words are. */
export function programNodes({ steps }: ProgramAnswer, input: PlanGraphInput): PlanNode[] {
  const given = steps.map(({ question, of }) => ({ question: plainLine(question), needs: of }))
  const nodes = nodesFrom(given, 'program-of-thought').map(
    ({ id, text, dependsOn, origin }, index): PlanNode => {
      const { do: operation } = steps[index]!
      return { id, text, dependsOn, origin, ...(operation === 'find' ? {} : { work: operation }) }
    },
  )
  return mendPlan(nodes, input)
}

/** Asks for a program that finds values and computes with them (Chen et al., arXiv 2211.12588). */
export function programPrompt(input: PlanGraphInput): Prompt<ProgramAnswer> {
  const { question, language, most } = input
  const texts = textsOf[language]
  const material = planMaterial(input)
  return {
    name: 'plan-program-of-thought',
    language,
    system: texts.system,
    examples: texts.examples,
    ...(material === '' ? {} : { material }),
    question: texts.question(question, most),
    schema,
    lines: { instruction: texts.lines, parse: parseProgram },
    check: (answer) => {
      const fault = programFault(answer, language)
      if (fault !== undefined) return fault
      const [wrong] = faultsInGraph(programNodes(answer, input), input)
      return wrong && tellGraphFault(wrong, language)
    },
    answerTokens: 90 * most + 80,
  }
}

function programFault({ steps }: ProgramAnswer, language: Language): string | undefined {
  const at = steps.findIndex((step) => step.do === 'difference' && new Set(step.of).size !== 2)
  if (at < 0) return undefined
  return language === 'en'
    ? `Step ${at + 1}: a difference is of two steps.`
    : `第 ${at + 1} 步：求差需要恰好两个步骤的结果。`
}

/** `find | What did the Arden bridge cost?`, `sum 1, 2 | What did both cost together?` */
function parseProgram(text: string): ProgramAnswer | undefined {
  const steps = text.split('\n').flatMap((line) => {
    const [, named, of = '', question] =
      /^\s*(?:[-*•]\s*)?(?:\d{1,2}[.)、．）:：]\s*)?([a-z]+)\s*([\d,，、\s]*)[|｜]\s*(.+[?？])\s*$/iu.exec(
        line,
      ) ?? []
    const operation = (['find', ...operations] as const).find((one) => one === named?.toLowerCase())
    return operation && question
      ? [{ question, do: operation, of: (of.match(/\d+/g) ?? []).map(Number) }]
      : []
  })
  return steps.length > 0 ? { steps } : undefined
}

const textsOf = {
  en: {
    system: `You write a small program that answers a question. Its first steps find one value each in a collection of documents; its last steps work with the values: sum, difference (of two), maximum, minimum, count, mean, order. Nothing is computed in your head: whatever follows from values is a step of its own. Each step is worded as a question, names things in full, and writes {1} for the result of step 1 where it is a part of the question. Nothing is added that was not asked, and nothing is left out. A question that asks for one value is one step.`,
    examples: `Question: How much more did the Arden bridge cost than its northern ramp?
Program: 1. find: What did the Arden bridge cost? / 2. find: What did the northern ramp of the Arden bridge cost? / 3. difference of 1, 2: How much more did the Arden bridge cost than its northern ramp?`,
    question: (question: string, most: number) =>
      `Question: ${question}\nAt most ${most} steps, worded in the language of the question.`,
    lines:
      'One step a line: find | question, or the operation with the numbers of its steps, as in: sum 1, 2 | question. Nothing else.',
  },
  zh: {
    system: `你要写一段回答问题的小程序。前面的步骤各从文献中查找一个数值（find），最后的步骤对这些数值运算：sum（合计）、difference（两数之差）、maximum（最大）、minimum（最小）、count（计数）、mean（平均）、order（排序）。不要心算：凡由数值推出的都单独写成一步。每一步都写成问句，写全名称；问句中要用第 1 步结果的地方写 {1}。不添加没有问到的内容，也不遗漏。只问一个值的问题只写一步。`,
    examples: `问题：雅顿大桥比它的北匝道多花费多少？
程序：1. find：雅顿大桥花费多少？／2. find：雅顿大桥北匝道花费多少？／3. difference（1、2）：雅顿大桥比它的北匝道多花费多少？`,
    question: (question: string, most: number) => `问题：${question}\n至多 ${most} 步，用问题的语言书写。`,
    lines: '每行一步：find | 问句；或运算名加步骤编号，例如：sum 1, 2 | 问句。不写其他内容。',
  },
} as const
