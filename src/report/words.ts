import type {
  ClaimKind,
  Conflict,
  Language,
  Origin,
  PlannedQuestion,
  Report,
  VerdictLabel,
} from '#vocabulary'

/** Everything a report says in its own voice. Both languages are complete by type; nothing here is markup. */
export interface Words {
  readonly brand: string
  readonly report: string
  readonly audit: string
  readonly question: string
  readonly checkedFile: string
  readonly method: string
  readonly extractive: string
  readonly byModel: (models: string) => string
  readonly extractiveAudit: string
  readonly writer: (name: string) => string
  readonly created: string
  readonly effort: string
  readonly sentences: (count: number) => string
  readonly empty: string
  readonly emptyAudit: string
  readonly verdict: string
  readonly verdicts: Readonly<Record<VerdictLabel, string>>
  readonly kinds: Readonly<Record<ClaimKind, string>>
  readonly origins: Readonly<Record<Exclude<Origin, 'native'>, string>>
  readonly why: string
  readonly working: string
  readonly premises: string
  readonly sourceSays: string
  readonly noCitation: string
  readonly evidence: string
  readonly conflicts: string
  readonly conflictsLead: string
  readonly seeConflict: (number: number) => string
  readonly conflictKinds: Readonly<Record<Conflict['kind'], string>>
  readonly resolutions: Readonly<Record<Conflict['resolution'], string>>
  readonly conflictColumns: readonly [value: string, statement: string, remark: string]
  readonly preferred: string
  readonly replaced: string
  readonly plan: string
  readonly planColumns: {
    readonly question: string
    readonly state: string
    readonly why: string
    readonly origin: string
  }
  readonly planStates: Readonly<Record<PlannedQuestion['state'], string>>
  readonly planOrigins: Readonly<Record<string, string>>
  readonly coverage: string
  readonly answeredOf: (answered: number, asked: number) => string
  readonly filesRead: (read: number, failed: number) => string
  readonly nothingMissing: string
  readonly failures: string
  readonly namedSources: string
  readonly held: string
  readonly notHeld: string
  readonly missingSources: string
  readonly sources: string
  readonly sourcesLead: string
  readonly untitled: string
  readonly page: (page: number) => string
  readonly cell: (table: number, row: number, column: number) => string
  readonly published: (date: string) => string
  readonly withdrawn: string
  readonly copies: (count: number) => string
  readonly openSource: string
  readonly inPlace: string
  readonly citedIn: string
  readonly provenance: string
  readonly fields: {
    readonly snapshot: string
    readonly document: string
    readonly reader: string
    readonly evidence: string
    readonly place: string
    readonly uri: string
    readonly run: string
    readonly engine: string
    readonly schema: string
    readonly file: string
  }
  readonly readerVersion: (name: string, version: number) => string
  readonly documents: string
  readonly documentsLead: string
  readonly leftOut: (characters: number) => string
  readonly windowed: (characters: number) => string
  readonly notEmbedded: string
  readonly altered: string
  readonly made: string
  readonly cost: string
  readonly costLine: (amount: string, calls: number, tokens: number) => string
  readonly noCost: string
  readonly timings: string
  readonly seconds: (milliseconds: number) => string
  readonly phases: Readonly<Record<string, string>>
  readonly expression: {
    readonly count: string
    readonly minimum: string
    readonly maximum: string
    readonly units: Readonly<Record<'days' | 'months' | 'years', string>>
    readonly between: (unit: string) => string
  }
  readonly reads: {
    readonly close: string
    readonly previous: string
    readonly next: string
    readonly problemsOnly: string
    readonly contents: string
    readonly keys: string
  }
  readonly quote: (text: string) => string
  readonly listed: (items: readonly string[]) => string
  readonly colon: string
  readonly comma: string
  readonly space: string
}

const en: Words = {
  brand: 'Kaoju 考据',
  report: 'Report',
  audit: 'Check of a text',
  question: 'Question',
  checkedFile: 'Checked text',
  method: 'Method',
  extractive:
    'Extractive: no model took part. Every sentence is taken from the sources or computed from them by code.',
  byModel: (models) =>
    `Written with ${models}; every sentence was checked against its sources by code before publication.`,
  extractiveAudit: 'Extractive: no model took part. Every sentence was compared with the library by code.',
  writer: (name) => `written by ${name}`,
  created: 'Made',
  effort: 'Effort',
  sentences: (count) => (count === 1 ? '1 sentence' : `${count} sentences`),
  empty: 'Nothing relevant to this question was found in the documents searched, so nothing is asserted.',
  emptyAudit: 'The text holds no sentence that states anything.',
  verdict: 'Verdict',
  verdicts: {
    supported: 'Supported',
    partly: 'Partly supported',
    conflicting: 'Sources conflict',
    unsupported: 'Unsupported',
  },
  kinds: { quoted: 'Quoted', computed: 'Computed', inferred: 'Inferred' },
  origins: { ocr: 'text recognised from an image (OCR)', described: 'a model’s description of a picture' },
  why: 'Why',
  working: 'Computed from the cited values',
  premises: 'Inferred from',
  sourceSays: 'The source says',
  noCitation: 'no evidence',
  evidence: 'Evidence',
  conflicts: 'Where the sources disagree',
  conflictsLead: 'These statements cannot all be right. They stand side by side, each with its source.',
  seeConflict: (number) => `see disagreement ${number}`,
  conflictKinds: {
    number: 'different numbers',
    date: 'different dates',
    polarity: 'yes against no',
    superseded: 'an older and a newer version',
  },
  resolutions: { 'newer-preferred': 'The newer version is preferred', open: 'Open: nothing here settles it' },
  conflictColumns: ['Value', 'Statement', 'Remark'],
  preferred: 'newer, preferred',
  replaced: 'older, superseded',
  plan: 'What was asked, and how far it got',
  planColumns: { question: 'Sub-question', state: 'State', why: 'Why', origin: 'Origin' },
  planStates: { answered: 'Answered', partly: 'Partly answered', unanswered: 'Unanswered' },
  planOrigins: {
    asked: 'as asked',
    clause: 'a clause of the question',
    comparison: 'one side of a comparison',
    list: 'an item of a list',
    facet: 'a facet of the topic',
    gap: 'a gap that was noticed',
  },
  coverage: 'Coverage: what this does not tell you',
  answeredOf: (answered, asked) =>
    `${answered} of ${asked} ${asked === 1 ? 'question' : 'questions'} fully answered.`,
  filesRead: (read, failed) =>
    `${read} ${read === 1 ? 'file' : 'files'} read${failed > 0 ? `, ${failed} could not be read` : ''}.`,
  nothingMissing: 'Nothing is known to be missing.',
  failures: 'What failed',
  namedSources: 'Sources it names',
  held: 'in the library',
  notHeld: 'not in the library',
  missingSources: 'Sources it cites that the library does not hold',
  sources: 'Sources',
  sourcesLead:
    'Each number opens the exact words in their place. A text held in several copies counts as one source.',
  untitled: 'Source no longer held',
  page: (page) => `p. ${page}`,
  cell: (table, row, column) => `table ${table}, row ${row}, column ${column}`,
  published: (date) => `published ${date}`,
  withdrawn:
    'Withdrawn: the bytes of this source were erased from the library after it was cited. The quote is as it was recorded.',
  copies: (count) =>
    count === 1
      ? 'The same text stands in 1 more document; together they count as one source:'
      : `The same text stands in ${count} more documents; together they count as one source:`,
  openSource: 'open the original',
  inPlace: 'see it in place',
  citedIn: 'cited in',
  provenance: 'Provenance',
  fields: {
    snapshot: 'Snapshot (SHA-256)',
    document: 'Document',
    reader: 'Read by',
    evidence: 'Evidence',
    place: 'Place in the text',
    uri: 'Found at',
    run: 'Run',
    engine: 'Engine',
    schema: 'Schema',
    file: 'File',
  },
  readerVersion: (name, version) => `${name}, version ${version}`,
  documents: 'The cited documents',
  documentsLead: 'The text of each cited document as Kaoju read it, with the cited words marked.',
  leftOut: (characters) => `${characters.toLocaleString('en')} characters left out here`,
  windowed: (characters) =>
    `This document is long (${characters.toLocaleString('en')} characters). Only the surroundings of the cited words are included; the library holds the rest.`,
  notEmbedded:
    'The text of this document was not available when this page was made. The quote is as it was recorded.',
  altered:
    'These words do not stand at the recorded place of this document. The quote is as it was recorded; treat it with care.',
  made: 'How this was made',
  cost: 'Cost',
  costLine: (amount, calls, tokens) =>
    `${amount} for ${calls} model ${calls === 1 ? 'call' : 'calls'}, ${tokens.toLocaleString('en')} tokens`,
  noCost: 'none: no model was called',
  timings: 'Time',
  seconds: (milliseconds) =>
    milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`,
  phases: {
    total: 'total',
    plan: 'planning',
    search: 'searching',
    gather: 'gathering',
    verify: 'verifying',
    write: 'writing',
    read: 'reading',
    add: 'adding documents',
    check: 'checking',
  },
  expression: {
    count: 'count of',
    minimum: 'smallest of',
    maximum: 'largest of',
    units: { days: 'days', months: 'months', years: 'years' },
    between: (unit) => `${unit} from`,
  },
  reads: {
    close: 'Close',
    previous: 'Previous quote',
    next: 'Next quote',
    problemsOnly: 'Show only what needs attention',
    contents: 'Contents',
    keys: 'Esc closes',
  },
  quote: (text) => `“${text}”`,
  listed: (items) => items.join(', '),
  colon: ': ',
  comma: ', ',
  space: ' ',
}

const zh: Words = {
  brand: '考据 Kaoju',
  report: '报告',
  audit: '文稿核查',
  question: '问题',
  checkedFile: '受核文稿',
  method: '方法',
  extractive: '摘录式：没有模型参与。每一句都摘自来源，或由程序据来源算出。',
  byModel: (models) => `由 ${models} 参与撰写；每一句在发表前都由程序与来源核对。`,
  extractiveAudit: '摘录式：没有模型参与。每一句都由程序与资料库逐一核对。',
  writer: (name) => `由 ${name} 撰写`,
  created: '生成时间',
  effort: '投入',
  sentences: (count) => `共 ${count} 句`,
  empty: '在所查文献中没有找到与该问题相关的内容，因此不作任何断言。',
  emptyAudit: '文稿中没有作出陈述的句子。',
  verdict: '判定',
  verdicts: { supported: '有据', partly: '部分有据', conflicting: '来源相左', unsupported: '无据' },
  kinds: { quoted: '引述', computed: '计算', inferred: '推断' },
  origins: { ocr: '由图像识别的文字（OCR）', described: '模型对图片的描述' },
  why: '理由',
  working: '由所引数值算出',
  premises: '推断所据',
  sourceSays: '来源原文',
  noCitation: '没有证据',
  evidence: '证据',
  conflicts: '各来源的分歧',
  conflictsLead: '以下说法不可能都对，并列于此，各附出处。',
  seeConflict: (number) => `见分歧 ${number}`,
  conflictKinds: { number: '数字不同', date: '日期不同', polarity: '一说是、一说否', superseded: '新旧版本' },
  resolutions: { 'newer-preferred': '以较新版本为准', open: '未决：所查文献不足以判定' },
  conflictColumns: ['数值', '原文', '备注'],
  preferred: '较新，以此为准',
  replaced: '较旧，已被取代',
  plan: '问了什么，答到哪里',
  planColumns: { question: '子问题', state: '状态', why: '原因', origin: '由来' },
  planStates: { answered: '已回答', partly: '部分回答', unanswered: '未回答' },
  planOrigins: {
    asked: '原问题',
    clause: '问题中的分句',
    comparison: '比较的一方',
    list: '列举的一项',
    facet: '主题的一个方面',
    gap: '发现的缺口',
  },
  coverage: '覆盖说明：本文没有告诉您的',
  answeredOf: (answered, asked) => `${asked} 个问题中，${answered} 个得到完整回答。`,
  filesRead: (read, failed) => `读取了 ${read} 个文件${failed > 0 ? `，另有 ${failed} 个无法读取` : ''}。`,
  nothingMissing: '未发现缺失。',
  failures: '失败之处',
  namedSources: '文中所列来源',
  held: '资料库中有',
  notHeld: '资料库中没有',
  missingSources: '文中引用而资料库没有的来源',
  sources: '来源',
  sourcesLead: '每个编号都可打开原文所在之处。同一文本的多份副本按一个来源计。',
  untitled: '已不再保存的来源',
  page: (page) => `第 ${page} 页`,
  cell: (table, row, column) => `表 ${table} 第 ${row} 行第 ${column} 列`,
  published: (date) => `发表于 ${date}`,
  withdrawn: '已撤回：该来源在被引用之后，其原始内容已从资料库清除。引文为当时所记录。',
  copies: (count) => `同一文本另见于 ${count} 份文献，合计为一个来源：`,
  openSource: '打开原件',
  inPlace: '查看原处',
  citedIn: '引用于',
  provenance: '出处详情',
  fields: {
    snapshot: '快照（SHA-256）',
    document: '文档',
    reader: '读取程序',
    evidence: '证据',
    place: '文中位置',
    uri: '所在',
    run: '运行',
    engine: '引擎',
    schema: '结构版本',
    file: '文件',
  },
  readerVersion: (name, version) => `${name}，第 ${version} 版`,
  documents: '所引文献',
  documentsLead: '以下是 Kaoju 读到的各篇所引文献的文字，所引之处已标出。',
  leftOut: (characters) => `此处略去 ${characters.toLocaleString('en')} 个字符`,
  windowed: (characters) =>
    `该文献较长（${characters.toLocaleString('en')} 个字符），这里只收入引文前后的部分；全文保存在资料库中。`,
  notEmbedded: '生成本页时无法取得该文献的文字。引文为当时所记录。',
  altered: '该文献的所记位置上并不是这些文字。引文为当时所记录，请谨慎对待。',
  made: '本文如何生成',
  cost: '费用',
  costLine: (amount, calls, tokens) =>
    `${amount}，调用模型 ${calls} 次，${tokens.toLocaleString('en')} 个词元`,
  noCost: '无：没有调用模型',
  timings: '用时',
  seconds: (milliseconds) =>
    milliseconds < 1000 ? `${Math.round(milliseconds)} 毫秒` : `${(milliseconds / 1000).toFixed(1)} 秒`,
  phases: {
    total: '总计',
    plan: '规划',
    search: '检索',
    gather: '收集',
    verify: '核验',
    write: '撰写',
    read: '读取',
    add: '加入文献',
    check: '核查',
  },
  expression: {
    count: '计数',
    minimum: '最小值',
    maximum: '最大值',
    units: { days: '天', months: '月', years: '年' },
    between: (unit) => `相隔（${unit}）`,
  },
  reads: {
    close: '关闭',
    previous: '上一处引文',
    next: '下一处引文',
    problemsOnly: '只看有问题的句子',
    contents: '目录',
    keys: '按 Esc 关闭',
  },
  quote: (text) => `“${text}”`,
  listed: (items) => items.join('、'),
  colon: '：',
  comma: '，',
  space: '',
}

const words: Readonly<Record<Language, Words>> = { en, zh }

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return words[language]
}

/** A mark that stands beside every verdict's name, so that colour is never the only sign. */
export const verdictSymbols: Readonly<Record<VerdictLabel, string>> = {
  supported: '✓',
  partly: '◐',
  conflicting: '⇄',
  unsupported: '✗',
}

/** A mark for each state of a planned question. */
export const planSymbols: Readonly<Record<PlannedQuestion['state'], string>> = {
  answered: '✓',
  partly: '◐',
  unanswered: '✗',
}

/** `Supported`, `有据` … */
export function verdictLabel(verdict: VerdictLabel, language: Language): string {
  return words[language].verdicts[verdict]
}

/** `Answered`, `已回答` … */
export function planStateLabel(state: PlannedQuestion['state'], language: Language): string {
  return words[language].planStates[state]
}

/** How a planned question came into the plan; origins of later methods show under their own name. */
export function planOriginLabel(origin: string, language: Language): string {
  const known = words[language].planOrigins
  return Object.hasOwn(known, origin) ? known[origin]! : origin
}

/** What made the text: says first of all when no model took part. */
export function methodLine(method: string, subject: 'report' | 'audit', language: Language): string {
  const own = words[language]
  if (method !== 'extractive') return own.byModel(method)
  return subject === 'report' ? own.extractive : own.extractiveAudit
}

/** What the models cost, or that none was called. */
export function costOf(report: Pick<Report, 'cost' | 'language'>): string {
  const { calls, tokens, amount, currency } = report.cost
  const own = words[report.language]
  return calls === 0 ? own.noCost : own.costLine(`${currency} ${amount.toFixed(4)}`, calls, tokens)
}
