import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'

const experts = z.object({
  experts: z
    .array(
      z.object({
        name: z.string().describe('The profession, in a word or two'),
        view: z.string().describe('What this expert looks at, in one sentence'),
      }),
    )
    .describe('Two to four experts of different fields'),
})

const proposals = z.object({
  proposals: z
    .array(
      z.object({
        text: z.string().describe('One proposal, one sentence'),
        evidence: z.array(z.string()).describe('Ids of the statements that it rests on'),
      }),
    )
    .describe('Proposals, the best first'),
})

const critique = z.object({
  objections: z
    .array(
      z.object({
        proposal: z.string().describe('Id of a proposal that a statement contradicts: R1, R2 …'),
        evidence: z.string().describe('Id of the statement that contradicts it'),
      }),
    )
    .describe('Only what a statement contradicts; empty when nothing is contradicted'),
})

export type Experts = z.infer<typeof experts>
export type Expert = Experts['experts'][number]
export type Proposed = z.infer<typeof proposals>
export type Critique = z.infer<typeof critique>

/** A statement that proposals may rest on. */
export interface ShownStatement {
  /** `E1`, `E2` … */
  readonly id: string
  readonly text: string
}

export const expertsAtMost = 4
export const proposalsOfOne = 3

interface Asked {
  readonly question: string
  readonly language: Language
}

/** Asks who should look at the question. It sees nothing but the question. */
export function expertsPrompt({ question, language }: Asked): Prompt<Experts> {
  const texts = textsOf[language]
  return {
    name: 'experts',
    language,
    system: texts.experts,
    question: texts.whose(question),
    schema: experts,
    check: (value) => (value.experts.length < 2 ? texts.two : undefined),
    answerTokens: 260,
  }
}

/** Asks one expert for proposals; all see the same statements. */
export function proposalsPrompt(
  input: Asked & { readonly expert: Expert; readonly statements: readonly ShownStatement[] },
): Prompt<Proposed> {
  const { question, language, expert, statements } = input
  const texts = textsOf[language]
  return {
    name: 'proposals',
    language,
    system: texts.proposals,
    material: shown(statements, texts.found),
    question: texts.propose(question, expert, proposalsOfOne),
    schema: proposals,
    answerTokens: 120 * proposalsOfOne + 40,
  }
}

/** Asks which proposals the statements contradict. */
export function critiquePrompt(
  input: Asked & { readonly statements: readonly ShownStatement[]; readonly proposals: readonly string[] },
): Prompt<Critique> {
  const { question, language, statements, proposals: made } = input
  const texts = textsOf[language]
  const listed = quoteOutside(made.map((text, index) => ({ id: `R${index + 1}`, text, about: {} })))
  return {
    name: 'critique',
    language,
    system: texts.critique,
    material: `${shown(statements, texts.found)}\n\n${texts.made}\n${listed}`,
    question: texts.object(question),
    schema: critique,
    answerTokens: 300,
  }
}

function shown(statements: readonly ShownStatement[], title: string): string {
  const text = statements.map((one) => `[${one.id}] ${one.text}`).join('\n')
  return `${title}\n${quoteOutside([{ id: 'F1', text, about: {} }])}`
}

const textsOf = {
  en: {
    experts: `You choose the experts who should make proposals on a question: two to four of different fields, so that together they see what one alone would miss. Name the profession, not a person.`,
    whose: (question: string) => `Question: ${question}\n\nWhich experts should look at it?`,
    two: 'There must be at least two experts.',
    proposals: `You are an expert and make proposals that rest on evidence.
Each proposal is one sentence that says what to do and why, and names the statements ([E1], [E2] …) that it rests on. A wish that no statement gives a reason for is left out. Figures, names and addresses stand in a proposal only as they stand in its statements or in the question. Do not put the ids into the sentence.`,
    found: 'Statements found:',
    propose: (question: string, { name, view }: Expert, most: number) =>
      `You are: ${name}. You look at: ${view}\nQuestion: ${question}\n\nMake at most ${most} proposals.`,
    critique: `You examine proposals against the statements that were found. An objection names a proposal ([R1], [R2] …) and the one statement ([E1], [E2] …) that contradicts it: what it presupposes or intends cannot be, if the statement is true. What is only missing, costly or a matter of taste is no objection.`,
    made: 'Proposals:',
    object: (question: string) => `Question: ${question}\n\nWhich proposals does a statement contradict?`,
  },
  zh: {
    experts: `你选择应当就一个问题提出建议的专家：两到四位，领域各不相同，合起来能看到一个人会漏掉的东西。写职业，不写人名。`,
    whose: (question: string) => `问题：${question}\n\n应当请哪些专家来看？`,
    two: '至少要有两位专家。',
    proposals: `你是专家，提出以证据为依据的建议。
每条建议一句话，说明做什么、为什么，并注明所依据的陈述（[E1]、[E2] 等）。没有陈述支持的愿望不写。数字、名称和网址只按所依据的陈述或问题中的写法出现。句子里不写编号。`,
    found: '找到的陈述：',
    propose: (question: string, { name, view }: Expert, most: number) =>
      `你是：${name}。你关注：${view}\n问题：${question}\n\n请提出至多 ${most} 条建议。`,
    critique: `你把建议与找到的陈述对照检查。每条异议注明一条建议（[R1]、[R2] 等）和与它矛盾的一条陈述（[E1]、[E2] 等）：如果陈述属实，建议的前提或目的就不成立。仅仅不够完整、花费高或见仁见智，不算异议。`,
    made: '建议：',
    object: (question: string) => `问题：${question}\n\n哪些建议与陈述矛盾？`,
  },
} as const
