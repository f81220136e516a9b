import { z } from 'zod'
import type { Language } from '#vocabulary'
import type { Prompt } from '#models'

const schema = z.object({
  keywords: z.string().describe('Up to 12 words, separated by spaces'),
  statement: z.string().describe('One sentence'),
})

/** A sub-question in both forms of retrieval: words to match, and a sentence to be near to. Empty = as asked. */
export type Rewriting = z.infer<typeof schema>

/** Longest forms, in code units. */
const longest = { keywords: 400, statement: 600 }

/**
 * Asks the worker for what documents that answer would say: their words for the lexical index (Query2doc, Wang et
 * al. 2023, reduced to keywords) and a sentence for the vectors (HyDE, Gao et al. 2022).
 */
export function rewritePrompt(input: {
  readonly question: string
  readonly language: Language
  /** Languages of the documents, as BCP 47 tags. */
  readonly documents: readonly string[]
}): Prompt<Rewriting> {
  const { question, language, documents } = input
  const texts = textsOf[language]
  const names = documents.map((tag) => languageName(tag, language))
  return {
    name: 'rewrite-query',
    language,
    system: texts.system,
    question: texts.question(question, names),
    schema,
    lines: {
      instruction: texts.lines,
      parse: (text) => {
        const keywords = /^\W*(?:keywords|关键词)\W*[:：]\s*(.+)$/imu.exec(text)?.[1]?.trim()
        const statement = /^\W*(?:statement|陈述)\W*[:：]\s*(.+)$/imu.exec(text)?.[1]?.trim()
        return keywords || statement ? { keywords: keywords ?? '', statement: statement ?? '' } : undefined
      },
    },
    check: ({ keywords, statement }) => {
      if (keywords.trim() === '' && statement.trim() === '') return texts.empty
      return keywords.length > longest.keywords || statement.length > longest.statement
        ? texts.tooLong
        : undefined
    },
    anyLanguage: true,
    answerTokens: 160,
  }
}

function languageName(tag: string, language: Language): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

const textsOf = {
  en: {
    system: `You write queries for searching a collection of documents.
keywords: up to 12 words or names that a passage answering the question would hold, synonyms included, asking words left out, in each language of the documents.
statement: one sentence as it might stand in such a passage, in the documents' main language; values that you do not know are left out, not guessed.`,
    question: (question: string, documents: readonly string[]) =>
      `Documents are in: ${documents.join(', ')}\nQuestion: ${question}`,
    lines: 'Two lines: "keywords: …" and "statement: …".',
    empty: 'Both forms are empty.',
    tooLong: 'A form is too long: at most 12 keywords and one sentence.',
  },
  zh: {
    system: `你负责为检索一批文献书写查询。
keywords：至多 12 个词或名称，是能回答问题的段落会用到的词，包括同义词，不含疑问词，文献的每种语言都要有。
statement：这种段落里可能出现的一句话，用文献的主要语言；不知道的数值留空，不要猜。`,
    question: (question: string, documents: readonly string[]) =>
      `文献语言：${documents.join('、')}\n问题：${question}`,
    lines: '两行：“keywords: …”和“statement: …”。',
    empty: '两种形式都是空的。',
    tooLong: '太长：至多 12 个关键词和一句话。',
  },
} as const
