import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'
import { namesIn } from '#reading'
import { inventsAddress, plainLine } from './plain-sentence.ts'

const schema = z.object({
  sections: z.array(
    z.object({
      heading: z
        .string()
        .describe('What the part is about, in a few words; empty for what belongs to no part'),
      questions: z.array(z.number().int()).describe('Numbers of the questions it tells of, in reading order'),
    }),
  ),
})

/** Parts of a report in reading order, each with the numbers (from 1) of the questions that it tells of. */
export type OutlineAnswer = z.infer<typeof schema>

/** Longest heading of a part, in code units. */
const longest = 80

/** Asks the writer for the order and the parts of a report, given its questions and a line of what was found for each. */
export function outlinePrompt(input: {
  readonly question: string
  readonly language: Language
  /** The questions that get a section, each with the best sentence that was found: from outside. */
  readonly sections: readonly { readonly text: string; readonly found: string }[]
}): Prompt<OutlineAnswer> {
  const { question, language, sections } = input
  const texts = textsOf[language]
  const given = [question, ...sections.map(({ text }) => text)]
  return {
    name: 'outline',
    language,
    system: texts.system,
    material: quoteOutside(
      sections.map(({ found }, index) => ({ id: `F${index + 1}`, about: {}, text: found })),
    ),
    question: [texts.question(question), ...sections.map(({ text }, index) => `${index + 1}. ${text}`)].join(
      '\n',
    ),
    schema,
    lines: { instruction: texts.lines, parse: parseLines },
    check: (answer) => {
      if (!partsOf(answer, sections.length)) return texts.once(sections.length)
      return answer.sections.some(({ heading }) => isAdded(heading, given)) ? texts.added : undefined
    },
    answerTokens: 20 * sections.length + 80,
  }
}

/** Whether a heading says what nobody asked: a figure, a name or an address of its own, or more than a heading. */
function isAdded(heading: string, given: readonly string[]): boolean {
  const line = plainLine(heading)
  const figures = line.match(/\d+(?:[.,]\d+)*/g) ?? []
  const told = [...figures, ...namesIn(line).map(({ text }) => text)]
  const known = given.map((text) => text.toLowerCase())
  return (
    line.length > longest ||
    inventsAddress(line, given) ||
    told.some((one) => !known.some((text) => text.includes(one.toLowerCase())))
  )
}

/** The parts as they are meant, questions counted from 0; undefined unless each question has one place. */
export function partsOf(
  { sections }: OutlineAnswer,
  count: number,
): readonly { readonly heading: string; readonly questions: readonly number[] }[] | undefined {
  const parts = sections
    .map(({ heading, questions }) => ({
      heading: plainLine(heading),
      questions: questions.map((number) => number - 1),
    }))
    .filter(({ questions }) => questions.length > 0)
  const placed = parts.flatMap(({ questions }) => questions)
  const whole = new Set(placed).size === count && placed.length === count
  return whole && placed.every((index) => index >= 0 && index < count) ? parts : undefined
}

/** `The lake: 1, 3`, a part a line. In time linear in the text, whatever it is. */
function parseLines(text: string): OutlineAnswer | undefined {
  const sections = text.split('\n').flatMap((line) => {
    const colon = Math.max(line.lastIndexOf(':'), line.lastIndexOf('：'))
    const numbers = line.slice(colon + 1).trim()
    if (colon < 0 || !/^\d[\d\s,，、.。]*$/u.test(numbers)) return []
    const heading = line.slice(0, colon).replace(/^[\s*#•–-]+|[\s*]+$/gu, '')
    return [{ heading, questions: (numbers.match(/\d+/g) ?? []).map(Number) }]
  })
  return sections.length > 0 ? { sections } : undefined
}

const textsOf = {
  en: {
    system: `You arrange a report. Its questions are numbered, and of each one sentence that was found is shown (F1 for question 1 and so on). Put the questions into parts that each tell of one subject, and parts and questions into the order in which a reader understands them best: what others build on comes first, what compares or sums up comes last. Every question stands in exactly one part. Headings are in English, a few words, of the names and words of the questions; they state nothing. What belongs to no part gets an empty heading.`,
    question: (question: string) => `The report answers: ${question}\nIts questions:`,
    lines: 'One part a line: its heading, a colon, the numbers of its questions, as in: Lake Arden: 1, 3',
    once: (count: number) => `Every question from 1 to ${count} must stand in exactly one part.`,
    added: 'Headings may hold no figure, name or address that the questions do not have.',
  },
  zh: {
    system: `你负责编排一份报告。报告的各个问题已经编号，每个问题附有一句查到的内容（F1 对应问题 1，依此类推）。把问题归入若干部分，每个部分讲一个对象；部分和问题按读者最易理解的顺序排列：作为基础的在前，比较和总结的在后。每个问题恰好出现在一个部分中。标题用中文，几个字，只用问题中的名称和词语，不作陈述。不属于任何部分的，标题留空。`,
    question: (question: string) => `报告要回答：${question}\n各个问题：`,
    lines: '每行一个部分：标题、冒号、问题编号，例如：阿登湖：1、3',
    once: (count: number) => `从 1 到 ${count} 的每个问题都须恰好出现在一个部分中。`,
    added: '标题中不得有问题里没有的数字、名称或网址。',
  },
} as const
