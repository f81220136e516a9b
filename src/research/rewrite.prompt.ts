import { z } from 'zod'
import type { Language } from '#vocabulary'
import type { Prompt } from '#models'

const inOwn = z.object({
  keywords: z.string().describe('Up to 12 words, separated by spaces'),
  statement: z.string().describe('One sentence'),
})
/** With a query for pages in the other language. */
const inBoth = {
  en: inOwn.extend({
    abroad: z.string().describe('The keywords in English, names as English texts write them'),
  }),
  zh: inOwn.extend({
    abroad: z.string().describe('The keywords in Chinese, names as Chinese texts write them'),
  }),
} as const

/**
 * A sub-question in both forms of retrieval: words to match, and a sentence to be near to. Empty = as asked. `abroad`:
 * words to match in the other language of the web.
 */
export type Rewriting = z.infer<typeof inOwn> & { readonly abroad?: string }

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
  /** The web is within reach: a query in this language is wanted too. */
  readonly other?: Language
}): Prompt<Rewriting> {
  const { question, language, documents, other } = input
  const texts = textsOf[language]
  const names = documents.map((tag) => languageName(tag, language))
  return {
    name: 'rewrite-query',
    language,
    system: other === undefined ? texts.system : `${texts.system}\n${texts.abroad[other]}`,
    question: texts.question(question, names),
    schema: other === undefined ? inOwn : inBoth[other],
    lines: {
      instruction: other === undefined ? texts.lines : texts.linesAbroad,
      parse: (text) => {
        const keywords = /^\W*(?:keywords|关键词)\W*[:：]\s*(.+)$/imu.exec(text)?.[1]?.trim()
        const statement = /^\W*(?:statement|陈述)\W*[:：]\s*(.+)$/imu.exec(text)?.[1]?.trim()
        const abroad = /^\W*(?:abroad|外文)\W*[:：]\s*(.+)$/imu.exec(text)?.[1]?.trim()
        return keywords || statement
          ? {
              keywords: keywords ?? '',
              statement: statement ?? '',
              ...(other === undefined ? {} : { abroad: abroad ?? '' }),
            }
          : undefined
      },
    },
    check: ({ keywords, statement, abroad = '' }) => {
      if (keywords.trim() === '' && statement.trim() === '') return texts.empty
      return [keywords, abroad].some(({ length }) => length > longest.keywords) ||
        statement.length > longest.statement
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
    abroad: {
      en: 'abroad: the keywords in English, for pages in English; names as English texts write them.',
      zh: 'abroad: the keywords in Chinese, for pages in Chinese; names as Chinese texts write them.',
    },
    lines: 'Two lines: "keywords: …" and "statement: …".',
    linesAbroad: 'Three lines: "keywords: …", "statement: …" and "abroad: …".',
    empty: 'Both forms are empty.',
    tooLong: 'A form is too long: at most 12 keywords and one sentence.',
  },
  zh: {
    system: `你负责为检索一批文献书写查询。
keywords：至多 12 个词或名称，是能回答问题的段落会用到的词，包括同义词，不含疑问词，文献的每种语言都要有。
statement：这种段落里可能出现的一句话，用文献的主要语言；不知道的数值留空，不要猜。`,
    question: (question: string, documents: readonly string[]) =>
      `文献语言：${documents.join('、')}\n问题：${question}`,
    abroad: {
      en: 'abroad：英文的关键词，用于检索英文网页；名称按英文文献的写法。',
      zh: 'abroad：中文的关键词，用于检索中文网页；名称按中文文献的写法。',
    },
    lines: '两行：“keywords: …”和“statement: …”。',
    linesAbroad: '三行：“keywords: …”、“statement: …”和“abroad: …”。',
    empty: '两种形式都是空的。',
    tooLong: '太长：至多 12 个关键词和一句话。',
  },
} as const
