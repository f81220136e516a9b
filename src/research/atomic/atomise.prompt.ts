import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'

const schema = z.object({
  questions: z
    .array(
      z.object({
        question: z.string().describe('A question that one passage answers, with names in full'),
        passage: z.string().describe('Id of the passage that answers it: P1, P2 …'),
      }),
    )
    .describe('As many different questions as the passages answer, passage by passage'),
})

/** Questions that passages answer. */
export type Atomised = z.infer<typeof schema>

/** A passage to be atomised. */
export interface ShownPassage {
  readonly text: string
  /** Its document's title and the headings above it. */
  readonly about: Readonly<Record<string, string>>
}

/** Questions of one passage, at most. */
export const questionsOfOne = 8

/** Asks the worker for the questions that passages answer. */
export function atomisePrompt(input: {
  readonly question: string
  readonly language: Language
  readonly passages: readonly ShownPassage[]
}): Prompt<Atomised> {
  const { question, language, passages } = input
  const texts = textsOf[language]
  return {
    name: 'atomise',
    language,
    system: texts.system(questionsOfOne),
    material: quoteOutside(passages.map(({ text, about }, index) => ({ id: `P${index + 1}`, text, about }))),
    question: texts.question(question),
    schema,
    lines: { instruction: texts.lines, parse: parseAtoms },
    anyLanguage: true,
    answerTokens: 40 * questionsOfOne * passages.length + 40,
  }
}

const lined = /^\s*(?:[-*•]\s*)?[[(（【]?(P\d{1,3})[\])）】]?\s*[:：.、|｜]?\s*(.+[?？])\s*$/iu

/** `P1: How long is the Arden bridge?`, one a line. */
export function parseAtoms(text: string): Atomised | undefined {
  const questions = text.split('\n').flatMap((line) => {
    const [, passage, question] = lined.exec(line) ?? []
    return passage && question ? [{ question, passage: passage.toUpperCase() }] : []
  })
  return questions.length > 0 ? { questions } : undefined
}

const textsOf = {
  en: {
    system: (
      most: number,
    ) => `You take passages apart into the questions that they answer, so that what they say can be found.
Each question asks for one thing and is answered by the passage it is written for, and by nothing else than what stands there. Names of people, places and things are written in full, exactly as in the passage or its headings, with the year where the passage gives one; no pronouns, no "this text", no "the above". What serves the research question comes first. Write each question in the language of its passage, at most ${most} for one passage.`,
    question: (question: string) =>
      `Research question: ${question}\n\nWhich questions do the passages answer?`,
    lines: 'One question a line, after the id of its passage: `P1: How long is the Arden bridge?`',
  },
  zh: {
    system: (most: number) => `你把段落拆成它们所能回答的问题，以便日后找到其中的内容。
每个问题只问一件事，由所在段落回答，不涉及段落以外的内容。人名、地名和事物的名称写全，与段落或其标题中的写法一致；段落给出年份的，写上年份；不用代词，不写“本文”“上述”。与研究问题有关的写在前面。每个问题用其段落的语言书写，每个段落至多 ${most} 个。`,
    question: (question: string) => `研究问题：${question}\n\n这些段落能回答哪些问题？`,
    lines: '每行一个问题，前面写段落的编号：`P1：阿登桥有多长？`',
  },
} as const
