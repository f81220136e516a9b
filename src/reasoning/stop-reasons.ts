import type { Resource } from '#runtime'
import type { Language } from '#vocabulary'

/** Why a search was not taken further. */
export type StopReason =
  /** So much of what was asked is answered. */
  | { readonly reason: 'covered'; readonly coverage: number }
  /** So many rounds in a row brought no claim that evidence supports. */
  | { readonly reason: 'no-new-claims'; readonly rounds: number }
  /** The last rounds brought less than was asked of their cost; gain per search. */
  | { readonly reason: 'gain-below'; readonly perCost: number; readonly gained: number }
  /** So many independent sources say the same, and too few another. */
  | { readonly reason: 'sources-agree'; readonly sources: number }
  /** Of this resource less is left than a round takes. */
  | { readonly reason: 'budget-spent'; readonly resource: Resource }
  /** It was searched as often as was allowed. */
  | { readonly reason: 'rounds-at-most'; readonly rounds: number }
  /** All that the model would search next was searched already: it loops. */
  | { readonly reason: 'repeats-itself'; readonly queries: readonly string[] }

type Sentences = {
  readonly [K in StopReason['reason']]: (reason: Extract<StopReason, { reason: K }>) => string
}

const resourceWords: Readonly<Record<Language, Readonly<Record<Resource, string>>>> = {
  en: {
    searches: 'searches of the library',
    'passages-read': 'passages read',
    tokens: 'tokens',
    'micro-usd': 'money',
    calls: 'calls',
    queries: 'queries to search engines',
    pages: 'pages',
    bytes: 'bytes fetched',
  },
  zh: {
    searches: '资料库检索',
    'passages-read': '阅读段落',
    tokens: 'token',
    'micro-usd': '费用',
    calls: '调用',
    queries: '搜索引擎查询',
    pages: '网页',
    bytes: '下载量',
  },
}
const percent = (share: number): number => Math.floor(100 * share)

/** The reasons as clauses for a report, to stand after “searching ended because” and 检索到此为止：. */
export const stopSentences: Readonly<Record<Language, Sentences>> = {
  en: {
    covered: ({ coverage }) => `what was found covers ${percent(coverage)} % of what was asked`,
    'no-new-claims': ({ rounds }) =>
      `the last ${rounds === 1 ? 'round' : `${rounds} rounds`} of searching brought nothing new that evidence supports`,
    'gain-below': () => 'what the last rounds of searching brought was no longer worth their cost',
    'sources-agree': ({ sources }) =>
      sources === 1 ? 'a source states it' : `${sources} independent sources state the same`,
    'budget-spent': ({ resource }) => `the budget for ${resourceWords.en[resource]} was spent`,
    'rounds-at-most': ({ rounds }) =>
      rounds === 1
        ? 'one round of searching was allowed'
        : `${rounds} rounds of searching were made, as many as were allowed`,
    'repeats-itself': () => 'the model went round in a circle: it proposed only searches that had been made',
  },
  zh: {
    covered: ({ coverage }) => `已找到的内容覆盖了所问的 ${percent(coverage)}%`,
    'no-new-claims': ({ rounds }) =>
      `最近${rounds === 1 ? '一轮' : ` ${rounds} 轮`}检索没有带来新的、有证据支持的内容`,
    'gain-below': () => '最近几轮检索的收获已抵不上其花费',
    'sources-agree': ({ sources }) =>
      sources === 1 ? '已有来源给出说法' : `${sources} 个相互独立的来源说法一致`,
    'budget-spent': ({ resource }) => `${resourceWords.zh[resource]}的预算已用完`,
    'rounds-at-most': ({ rounds }) => `已检索 ${rounds} 轮，达到允许的上限`,
    'repeats-itself': () => '模型在原地打转：它提出的检索都已经做过',
  },
}

/** A reason as a clause of a report. */
export function tellStopReason(reason: StopReason, language: Language): string {
  // The table has for each kind of reason the sentence that takes it, which the compiler cannot follow by key.
  const tell = stopSentences[language][reason.reason] as (reason: StopReason) => string
  return tell(reason)
}
