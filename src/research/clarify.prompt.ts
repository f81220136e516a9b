import { z } from 'zod'
import { languageOf, type Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'
import { foldWidth, instructsMachines, namesIn } from '#reading'
import { inventsAddress, plainLine } from './plain-sentence.ts'

/** What a question leaves open, in the order in which it matters. */
export const openPoints = ['reference', 'topic', 'several', 'period', 'scope'] as const
/** One of them: what `it` is, the subject itself, which of several of a name, of when, how far it goes. */
export type OpenPoint = (typeof openPoints)[number]

/** Questions put to a person at most, and answers offered for each. */
export const mostAsked = 3
export const mostOptions = 4
/** Longest question and option, in code units. */
const longest = { question: 200, option: 80 }

const schema = z.object({
  questions: z
    .array(
      z.object({
        why: z.enum(openPoints).describe('What is left open'),
        question: z.string().describe('What the person is asked'),
        options: z.array(z.string()).describe('Likely answers, a few words each; may be empty'),
      }),
    )
    .describe('Empty when the question is clear'),
})

/** What should be asked of the person before any work is done. */
export type ClarifyAnswer = z.infer<typeof schema>

/** What a planner is told. */
export interface ClarifyInput {
  readonly question: string
  readonly language: Language
  /** Titles of the user's own documents that the question may be about: from outside. */
  readonly titles: readonly string[]
  /** Code knows that something is open, whatever the planner thinks. */
  readonly open: boolean
}

/** Asks the planner what of a question only the person who asks it can tell. */
export function clarifyPrompt(input: ClarifyInput): Prompt<ClarifyAnswer> {
  const { question, language, titles } = input
  const texts = textsOf[language]
  return {
    name: 'clarify',
    language,
    system: texts.system,
    ...(titles.length === 0
      ? {}
      : {
          material: `${texts.held}\n${quoteOutside(titles.map((text, index) => ({ id: `D${index + 1}`, about: {}, text })))}`,
        }),
    question: texts.question(question),
    schema,
    lines: { instruction: texts.lines, parse: parseLines },
    check: (answer) => faultIn(answer, input),
    answerTokens: 300,
  }
}

function faultIn({ questions }: ClarifyAnswer, { question, language, titles, open }: ClarifyInput) {
  const { faults } = textsOf[language]
  if (questions.length === 0) return open ? faults.open : undefined
  if (questions.length > mostAsked) return faults.many
  const known = [question, ...titles]
  for (const asked of questions) {
    const line = plainLine(asked.question)
    const options = asked.options.map(plainLine)
    if (!/^[^?？]+[?？]$/u.test(line) || line.length > longest.question) return faults.noQuestion
    if (!isIn(language, line)) return faults.language
    if (options.length > mostOptions || options.some((one) => one === '' || one.length > longest.option))
      return faults.options
    if ([line, ...options].some((one) => isAdded(one, known))) return faults.added
  }
  return undefined
}

function isIn(language: Language, line: string): boolean {
  const found = languageOf(line)
  return found === language || (found === 'other' && language === 'en' && /\p{Script=Latin}/u.test(line))
}

/** The word that opens a question is a name to nobody. */
const opening = /^\p{Lu}\p{Ll}*\s/u

/** An address, an order to machines, or a name that nobody mentioned. */
function isAdded(line: string, known: readonly string[]): boolean {
  const given = known.map((text) => foldWidth(text).toLowerCase())
  const isKnown = (name: string): boolean => given.some((text) => text.includes(name.toLowerCase()))
  if (inventsAddress(line, known) || instructsMachines(line)) return true
  const names = namesIn(foldWidth(/[?？]$/u.test(line) ? line.replace(opening, '') : line))
  // Where a Chinese name begins is guessed: what asks may stand before it.
  return names.some(
    ({ kind, text }) =>
      !(/\p{Script=Han}/u.test(text) && kind === 'person') &&
      !isKnown(text) &&
      !(
        /^\p{Script=Han}{3,}$/u.test(text) &&
        [1, 2, 3].some((at) => text.length - at >= 2 && isKnown(text.slice(at)))
      ),
  )
}

/** `period | Of which year? | the latest; all years`, one a line; `clear` when nothing is open. */
function parseLines(text: string): ClarifyAnswer | undefined {
  if (/^\W*(?:clear|清楚|明确)\W*$/iu.test(text.trim())) return { questions: [] }
  const questions = text.split('\n').flatMap((line) => {
    const [why = '', question = '', options = ''] = line
      .replace(/^\s*(?:[-*•]|\d{1,2}[.)、．])\s*/u, '')
      .split(/[|｜]/u)
      .map((part) => part.trim())
    const point = openPoints.find((one) => one === why.toLowerCase())
    return point && question !== ''
      ? [
          {
            why: point,
            question,
            options: options
              .split(/[;；]/u)
              .map((one) => one.trim())
              .filter((one) => one !== ''),
          },
        ]
      : []
  })
  return questions.length > 0 ? { questions } : undefined
}

const textsOf = {
  en: {
    system: `Somebody is about to start a long piece of research. Say what must be asked of this person first, because the question can mean different things and no source could tell which is meant. At most ${mostAsked} questions, the most important first; none when the question is clear, which most are. Do not ask what research can find out, nor for taste, format or length.
why: reference (what "it" or "they" stands for), topic (nothing says what it is about), several (several things of this name), period (a value that changes, without a time), scope (how far it goes).
question: one short question in English. options: at most ${mostOptions} likely answers of a few words, if there are any. Use no names but those of the question and of the titles.`,
    held: 'Titles of documents that are held:',
    question: (question: string) => `Question: ${question}`,
    lines:
      'One question a line: why | question | options with semicolons between, as in: period | Of which year? | the latest; all years. If the question is clear, only the word: clear',
    faults: {
      open: 'The question leaves open what it is about; ask that.',
      many: `At most ${mostAsked} questions.`,
      noQuestion: 'Each must be one short question that ends in a question mark.',
      language: 'The questions must be in English.',
      options: `At most ${mostOptions} options for a question, a few words each.`,
      added: 'Names and addresses that stand neither in the question nor in the titles may not be used.',
    },
  },
  zh: {
    system: `有人即将开始一项较长的研究。请指出必须先向这个人问清的事：问题可以有不同的理解，而任何来源都无法说明他指的是哪一种。至多 ${mostAsked} 个问题，最重要的在前；问题清楚就一个也不问，多数问题是清楚的。不要问研究本身能查到的事，也不要问偏好、格式和篇幅。
why：reference（“它”“其”指什么）、topic（没有说明对象）、several（同名的有几个）、period（会变化的数值，没有时间）、scope（范围到哪里）。
question：一个简短的中文问句。options：如有可能的答案，至多 ${mostOptions} 个，每个几个字。只用问题和标题中出现的名称。`,
    held: '已有文献的标题：',
    question: (question: string) => `问题：${question}`,
    lines:
      '每行一个问题：why | 问题 | 选项（用分号隔开），例如：period | 指哪一年？ | 最新；历年。问题清楚时只写一个词：清楚',
    faults: {
      open: '问题没有说明所指的是什么，请就此发问。',
      many: `至多 ${mostAsked} 个问题。`,
      noQuestion: '每个都必须是一个简短的问句，以问号结尾。',
      language: '问题须用中文书写。',
      options: `每个问题至多 ${mostOptions} 个选项，每个几个字。`,
      added: '不得使用问题和标题中都没有的名称和网址。',
    },
  },
} as const
