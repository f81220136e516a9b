import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'

const schema = z.object({
  thinking: z.string().describe('What is known, and what is missing for the answer, in one or two sentences'),
  subQuestions: z
    .array(z.string())
    .describe(
      'Questions to ask next, the most needed first; empty when what was chosen answers the question',
    ),
})

/** What a planner would ask next. */
export type Proposed = z.infer<typeof schema>

/** What was chosen so far, with what answers it. */
export interface ShownChoice {
  readonly question: string
  readonly text: string
  readonly about: Readonly<Record<string, string>>
}

/** Asks for the questions to ask next, given what was chosen so far (PIKE-RAG, atom-based decomposition). */
export function proposePrompt(input: {
  readonly question: string
  readonly language: Language
  readonly chosen: readonly ShownChoice[]
  /** Proposals that found nothing; the prompt is then another one, asked once more. */
  readonly failed: readonly string[]
  readonly most: number
}): Prompt<Proposed> {
  const { question, language, chosen, failed, most } = input
  const texts = textsOf[language]
  return {
    name: failed.length === 0 ? 'propose' : 'propose-again',
    language,
    system: texts.system,
    ...(chosen.length > 0 ? { material: `${texts.chosen}\n${showChosen(chosen)}` } : {}),
    question: texts.question(question, failed, most),
    schema,
    lines: { instruction: texts.lines, parse: parseProposals },
    answerTokens: 50 * most + 120,
  }
}

/** Chosen questions with the passages that answer them; both come from outside. */
export function showChosen(chosen: readonly ShownChoice[]): string {
  return quoteOutside(
    chosen.map(({ question, text, about }, index) => ({
      id: `C${index + 1}`,
      text,
      about: { ...about, asked: question },
    })),
  )
}

const none = /^(?:none|nothing|no(?: further)? questions?|enough|无|没有|足够)[.。]?$/iu

/** One question a line, or `none`. */
export function parseProposals(text: string): Proposed | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*•]|\d{1,2}[.)、．])\s*/u, '').trim())
    .filter((line) => line !== '')
  const subQuestions = lines.filter((line) => /[?？]$/u.test(line) && /\p{L}/u.test(line))
  if (subQuestions.length > 0) return { thinking: '', subQuestions }
  return lines.length === 1 && none.test(lines[0]!) ? { thinking: '', subQuestions: [] } : undefined
}

const textsOf = {
  en: {
    system: `You take a question apart step by step, by what is known. You see the passages chosen so far and say which questions to ask next.
Each question asks one thing, is needed, and stands alone: names in full, spelled as in the passages. What is known already is not asked again. Ask first what everything else waits for. If nothing is missing, the list is empty.`,
    chosen: 'What was found so far, each passage with what was asked for it:',
    question: (question: string, failed: readonly string[], most: number) =>
      `Question: ${question}${
        failed.length === 0
          ? ''
          : `\n\nThese found nothing:\n${failed.map((one) => `- ${one}`).join('\n')}\nRephrase: the same in other words, something broader, or another way to the answer.`
      }\n\nWhat is to be asked next? At most ${most} questions.`,
    lines: 'One question a line, or `none`.',
  },
  zh: {
    system: `你根据已知内容，一步一步地拆解问题。你会看到目前选出的段落，请说明接下来该问什么。
每个问题只问一件事，单独可以看懂，名称写全，与问题或段落中的写法一致，并且是回答所必需的。段落已经回答的不再问。先问其他问题所依靠的。如果段落已经回答了整个问题，列表为空。`,
    chosen: '目前找到的内容，每个段落注明为它所问的问题：',
    question: (question: string, failed: readonly string[], most: number) =>
      `问题：${question}${
        failed.length === 0
          ? ''
          : `\n\n以下问题什么也没有找到：\n${failed.map((one) => `- ${one}`).join('\n')}\n请换一种问法：换用其他词语、问得更宽，或换一条途径。`
      }\n\n接下来该问什么？至多 ${most} 个问题。`,
    lines: '每行一个问题；没有则写“无”。',
  },
} as const
