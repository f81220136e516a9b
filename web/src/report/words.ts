import type { Language } from '../../../src/vocabulary/index.ts'

/** What the report view says beyond what a report says of itself (`src/report/words.ts`). */
export interface ReportWords {
  readonly contents: string
  readonly toSentences: string
  readonly toSources: string
  readonly live: string
  readonly asked: string
  readonly citation: (number: number, title: string, place: string) => string
  readonly openInSource: string
  readonly sentence: (number: number) => string
  readonly sentenceTools: (number: number) => string
  readonly sourceTools: (title: string) => string
  readonly judgements: Readonly<Record<'right' | 'wrong' | 'useful', string>>
  readonly notKept: (why: string) => string
  readonly copy: string
  readonly copied: string
  readonly notCopied: string
  readonly verifiedBy: string
  readonly literally: string
  readonly codeAndModel: (model: string) => string
  readonly recomputed: string
  readonly source: {
    readonly panel: string
    readonly close: string
    readonly loading: string
    readonly previous: string
    readonly next: string
    readonly begins: string
    readonly ends: string
    readonly download: string
    readonly others: string
    readonly otherCopies: string
    readonly failed: (why: string) => string
    readonly again: string
  }
  /** Ends a sentence. */
  readonly stop: string
  readonly supersededTitle: string
  readonly supersededLead: string
  readonly sent: string
  readonly nothingSent: string
  readonly take: string
  readonly formats: Readonly<Record<'md' | 'html' | 'json', string>>
  readonly rewrite: string
  readonly rewriteLead: string
  readonly rewriteFields: { readonly language: string; readonly length: string; readonly type: string }
  readonly asItIs: string
  readonly languages: Readonly<Record<Language, string>>
  readonly lengths: Readonly<Record<'short' | 'standard' | 'long', string>>
  readonly types: Readonly<Record<'summary' | 'full' | 'detailed' | 'outline' | 'sources', string>>
  readonly rewriteStart: string
  readonly rewriteFailed: (why: string) => string
  readonly follow: string
  readonly followHint: string
  readonly followAsk: string
  readonly nobodyAnswered: string
  readonly workColumns: {
    readonly role: string
    readonly model: string
    readonly calls: string
    readonly tokens: string
    readonly price: string
    readonly step: string
    readonly by: string
    readonly times: string
    readonly because: string
  }
}

const english: ReportWords = {
  contents: 'In this report',
  toSentences: 'Skip to the sentences',
  toSources: 'Skip to the sources',
  live: 'Verified so far',
  asked: 'Asked',
  citation: (number, title, place) => `citation ${number}, ${title}${place ? `, ${place}` : ''}`,
  openInSource: 'Open in the source',
  sentence: (number) => `Sentence ${number}`,
  sentenceTools: (number) => `What you say of sentence ${number}`,
  sourceTools: (title) => `What you say of the source “${title}”`,
  judgements: { right: 'Right', wrong: 'Wrong', useful: 'Useful' },
  notKept: (why) => `This was not kept: ${why}`,
  copy: 'Copy with citation',
  copied: 'Copied',
  notCopied: 'The browser did not allow copying.',
  verifiedBy: 'Verified',
  literally: 'literally, by code',
  codeAndModel: (model) => `judged by ${model}, quote checked by code`,
  recomputed: 'Executed again by code before publication.',
  source: {
    panel: 'Source',
    close: 'Close the source',
    loading: 'Opening the source…',
    previous: 'Show what comes before',
    next: 'Show what comes after',
    begins: 'The document begins here.',
    ends: 'The document ends here.',
    download: 'Download the original',
    others: 'Quotes from this document',
    otherCopies: 'Copies',
    failed: (why) => `The document cannot be shown: ${why}`,
    again: 'Try again',
  },
  stop: '.',
  supersededTitle: 'What is no longer in force',
  supersededLead: 'An older statement and the newer one that replaced it.',
  sent: 'What left this machine',
  nothingSent: 'Nothing was looked for outside the library.',
  take: 'Take it with you',
  formats: { md: 'Markdown', html: 'Web page', json: 'Data (JSON)' },
  rewrite: 'Write it anew',
  rewriteLead: 'From the same evidence; nothing is searched again.',
  rewriteFields: { language: 'Language', length: 'Length', type: 'Structure' },
  asItIs: 'as it is',
  languages: { en: 'English', zh: '中文' },
  lengths: { short: 'short', standard: 'standard', long: 'long' },
  types: {
    summary: 'summary',
    full: 'full report',
    detailed: 'detailed',
    outline: 'outline',
    sources: 'by source',
  },
  rewriteStart: 'Write',
  rewriteFailed: (why) => `It was not begun: ${why}`,
  follow: 'Ask on',
  followHint: 'What this report answers already is not searched again.',
  followAsk: 'Ask',
  nobodyAnswered: 'the server did not answer',
  workColumns: {
    role: 'Role',
    model: 'Model',
    calls: 'Calls',
    tokens: 'Tokens',
    price: 'Cost',
    step: 'Step',
    by: 'Done by',
    times: 'Times',
    because: 'Because',
  },
}

const chinese: ReportWords = {
  contents: '本报告',
  toSentences: '跳到正文',
  toSources: '跳到来源',
  live: '已核验的部分',
  asked: '问题',
  citation: (number, title, place) => `引文 ${number}，《${title}》${place ? `，${place}` : ''}`,
  openInSource: '在来源中打开',
  sentence: (number) => `第 ${number} 句`,
  sentenceTools: (number) => `你对第 ${number} 句的评价`,
  sourceTools: (title) => `你对来源《${title}》的评价`,
  judgements: { right: '正确', wrong: '有误', useful: '有用' },
  notKept: (why) => `评价没有保存：${why}`,
  copy: '连同出处复制',
  copied: '已复制',
  notCopied: '浏览器不允许复制。',
  verifiedBy: '核验',
  literally: '由程序逐字核对',
  codeAndModel: (model) => `由 ${model} 判定，引文由程序核对`,
  recomputed: '发表前已由程序重新计算。',
  source: {
    panel: '来源',
    close: '关闭来源',
    loading: '正在打开来源……',
    previous: '显示前文',
    next: '显示后文',
    begins: '文献由此开始。',
    ends: '文献到此结束。',
    download: '下载原件',
    others: '引自本文献的文字',
    otherCopies: '副本',
    failed: (why) => `无法显示该文献：${why}`,
    again: '重试',
  },
  stop: '。',
  supersededTitle: '已被取代的说法',
  supersededLead: '旧说与取代它的新说，并列于此。',
  sent: '发往外部的内容',
  nothingSent: '没有在资料库之外查找。',
  take: '导出',
  formats: { md: 'Markdown', html: '网页', json: '数据（JSON）' },
  rewrite: '重新撰写',
  rewriteLead: '依据同样的证据，不再检索。',
  rewriteFields: { language: '语言', length: '篇幅', type: '结构' },
  asItIs: '不变',
  languages: { en: 'English', zh: '中文' },
  lengths: { short: '简短', standard: '适中', long: '详尽' },
  types: { summary: '摘要', full: '完整报告', detailed: '详细报告', outline: '提纲', sources: '按来源编排' },
  rewriteStart: '开始撰写',
  rewriteFailed: (why) => `没有开始：${why}`,
  follow: '继续追问',
  followHint: '本报告已经回答的，不再重新检索。',
  followAsk: '提问',
  nobodyAnswered: '服务器没有应答',
  workColumns: {
    role: '角色',
    model: '模型',
    calls: '次数',
    tokens: 'token',
    price: '费用',
    step: '步骤',
    by: '由谁完成',
    times: '次数',
    because: '原因',
  },
}

export const reportWords: Readonly<Record<Language, ReportWords>> = { en: english, zh: chinese }
