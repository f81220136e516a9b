import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'

const schema = z.object({
  enough: z.boolean().describe('Whether what was found answers the whole question'),
  missing: z
    .array(
      z.object({
        question: z
          .string()
          .describe('A question for what is still missing; it stands alone and was not asked yet'),
        why: z.string().describe('What of the question it serves, in a few words'),
      }),
    )
    .describe('Further questions, the most needed first; empty when enough is true'),
})

/** What a model says is missing. */
export type Reflection = z.infer<typeof schema>

/** What was found for a sub-question. */
export interface FoundSoFar {
  /** Of the sub-question: `q1`, `g2`. */
  readonly id: string
  readonly question: string
  /** Best first; ids count through all sub-questions. */
  readonly statements: readonly { readonly id: string; readonly text: string }[]
}

/** What a model reflects on. */
export interface ReflectionInput {
  readonly question: string
  readonly language: Language
  readonly found: readonly FoundSoFar[]
  /** All that was searched, as it was put. */
  readonly asked: readonly string[]
  /** What a draft of the answer lacked, in the words of who examined it. */
  readonly lacking: readonly string[]
  /** Further questions at most. */
  readonly most: number
}

/** Asks whether what was found answers the question, and if not, what to ask next. */
export function reflectPrompt(input: ReflectionInput): Prompt<Reflection> {
  const { question, language, found, asked, lacking, most } = input
  const texts = textsOf[language]
  const blocks = found.map(({ id, question: text, statements }) => ({
    id,
    about: { question: text },
    text:
      statements.length === 0 ? texts.nothing : statements.map((one) => `[${one.id}] ${one.text}`).join('\n'),
  }))
  const critics = lacking.map((text, index) => ({ id: `L${index + 1}`, about: {}, text }))
  return {
    name: 'reflect',
    language,
    system: texts.system,
    material: [
      `${texts.found}\n${quoteOutside(blocks)}`,
      ...(critics.length > 0 ? [`${texts.lacking}\n${quoteOutside(critics)}`] : []),
    ].join('\n\n'),
    question: texts.question(question, asked, most),
    schema,
    lines: { instruction: texts.lines, parse: parseReflection },
    answerTokens: 80 * most + 60,
  }
}

const yes = /^(?:enough\s*[:：]\s*)?(?:yes|true|enough|足够|是)\b|^(?:足够|是)/iu
const no = /^(?:enough\s*[:：]\s*)?(?:no|false|not enough)\b|^(?:不够|否)/iu

/** `no`, then `In which year was the Arden bridge opened? | its age is asked for`, one a line. */
export function parseReflection(text: string): Reflection | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*•]|\d{1,2}[.)、．])\s*/u, '').trim())
    .filter((line) => line !== '')
  const missing = lines.flatMap((line) => {
    const [, question, why = ''] = /^([^|｜]+?[?？])\s*(?:[|｜]\s*(.+))?$/u.exec(line) ?? []
    return question === undefined ? [] : [{ question, why }]
  })
  const [first = ''] = lines
  if (missing.length === 0) return yes.test(first) && !no.test(first) ? { enough: true, missing } : undefined
  return no.test(first) || first.includes(missing[0]!.question) ? { enough: false, missing } : undefined
}

const textsOf = {
  en: {
    system: `You examine what research has found so far and say what is still missing for the answer.
Compare the question, part by part, with the statements found ([E1], [E2] …). Enough means: every part is answered by a statement, and nothing that the question needs on the way (who, which, the value of each thing compared) is unknown. If something is missing, ask for it: each further question asks one thing, stands alone with names in full as they stand in the question or in the statements, serves the question that was asked and nothing else, and repeats nothing that was asked already. What was searched twice without success is not asked a third time in other words. If it is enough, or nothing more can be asked, the list is empty.`,
    found: 'What was found so far, by sub-question:',
    nothing: '(nothing was found)',
    lacking: 'A draft of the answer was examined; this is what it lacked:',
    question: (question: string, asked: readonly string[], most: number) =>
      `Question: ${question}\n\nAlready asked:\n${asked.map((one) => `- ${one}`).join('\n')}\n\nWhat is still missing? At most ${most} further questions.`,
    lines:
      'Answer in lines: first `yes` (enough) or `no`, then one further question a line, with why behind a bar: `question? | why`.',
  },
  zh: {
    system: `你检查研究到目前为止找到的内容，指出回答问题还缺什么。
把问题的每一部分与找到的陈述（[E1]、[E2] 等）对照。足够，是指每一部分都有陈述回答，而且问题所需的中间环节（是谁、是哪一个、所比较的每一项的数值）都已知道。如果还缺，就提出来：每个后续问题只问一件事，单独可以看懂，名称写全，并与问题或陈述中的写法一致，只为所问的问题服务，不重复已经问过的。查过两次都没有结果的，不要换个说法再问。如果已经足够，或没有可以再问的，列表为空。`,
    found: '目前找到的内容，按子问题列出：',
    nothing: '（没有找到）',
    lacking: '答案草稿已经检查过，缺少的是：',
    question: (question: string, asked: readonly string[], most: number) =>
      `问题：${question}\n\n已经问过：\n${asked.map((one) => `- ${one}`).join('\n')}\n\n还缺什么？至多 ${most} 个后续问题。`,
    lines: '按行回答：第一行写“足够”或“不够”，之后每行一个后续问题，用竖线隔开原因：`问题？ | 原因`。',
  },
} as const
