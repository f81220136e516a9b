import type {
  Audit,
  Citation,
  Document,
  DocumentId,
  Evidence,
  Language,
  Report,
  ReportSentence,
} from '#vocabulary'
import { pageAt } from '#vocabulary'
import { createDocumentBuilder, evidenceAt } from '#reading'
import type { ReportAssets } from '#report'
import type { SampleText } from './sample-text.ts'
import { englishText } from './sample-text.en.ts'
import { chineseText } from './sample-text.zh.ts'

export interface Sample {
  readonly report: Report
  readonly audit: Audit
  readonly assets: ReportAssets
  readonly documents: Readonly<
    Record<'annual' | 'completion' | 'letter' | 'planOld' | 'planNew' | 'news' | 'scan', Document>
  >
}

const base = 'file:///home/lin/lake'

/** A report and an audit as research makes them, over documents as readers make them, in one language. */
export function sample(language: Language): Sample {
  const text = language === 'zh' ? chineseText : englishText
  const documents = documentsOf(text)
  const assets: ReportAssets = {
    documents: new Map(Object.values(documents).map((document) => [document.id, document])),
  }
  const cited = citations(text, documents)
  return { report: reportOf(language, text, cited), audit: auditOf(language, text, cited), assets, documents }
}

function documentsOf(text: SampleText): Sample['documents'] {
  const { annual, completion, letter, planOld, planNew, news, scan } = text
  const report = createDocumentBuilder()
  report.block('title', annual.title)
  report.block('paragraph', annual.lead)
  report.endPage(1, 'i')
  report.block('heading', annual.heading, { level: 1 })
  report.block('paragraph', annual.phosphorus)
  report.table([annual.header, ...annual.rows], { headerRows: 1, caption: annual.caption })
  report.endPage(2)
  report.block('heading', annual.birdsHeading, { level: 1 })
  report.block('paragraph', annual.birds)
  for (const item of annual.list) report.block('list-item', item)
  report.endPage(3)
  const done = createDocumentBuilder()
  done.block('title', completion.title)
  done.endPage(1)
  done.block('heading', completion.heading, { level: 1 })
  done.block('paragraph', completion.finished)
  done.block('paragraph', completion.volume)
  done.endPage(2)
  const mail = createDocumentBuilder()
  mail.block('paragraph', letter.finished)
  mail.block('paragraph', letter.close)
  const older = createDocumentBuilder()
  older.block('title', planOld.title)
  older.block('paragraph', planOld.target)
  const newer = createDocumentBuilder()
  newer.block('title', planNew.title)
  newer.block('paragraph', planNew.target)
  newer.block('paragraph', planNew.why)
  const paper = createDocumentBuilder()
  paper.block('title', news.title)
  paper.block('paragraph', news.visitors)
  const image = createDocumentBuilder()
  image.block('paragraph', scan.level)
  return {
    annual: finish(report, 'reports/annual-2024.pdf', 'pdf', { title: annual.title, publishedAt: '2025-03' }),
    completion: finish(done, 'reports/completion-2020.pdf', 'pdf', {
      title: completion.title,
      publishedAt: '2020-02-18',
    }),
    letter: finish(mail, 'letters/handover.txt', 'plain-text', {
      title: letter.title,
      publishedAt: '2019-12-20',
    }),
    planOld: finish(older, 'plans/plan-v1.docx', 'docx', { title: planOld.title, publishedAt: '2016' }),
    planNew: finish(newer, 'plans/plan-v2.docx', 'docx', { title: planNew.title, publishedAt: '2021' }),
    news: finish(paper, 'news/heyan.html', 'html', { title: news.title, publishedAt: '2024-06-05' }),
    scan: finish(image, 'scans/1998-gauge-book.png', 'ocr', {
      title: scan.title,
      publishedAt: '1998',
      origin: 'ocr',
    }),
  }
}

const mediaTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  ocr: 'image/png',
  'plain-text': 'text/plain',
}

function finish(
  builder: ReturnType<typeof createDocumentBuilder>,
  path: string,
  reader: string,
  about: { readonly title: string; readonly publishedAt: string; readonly origin?: 'ocr' },
): Document {
  const uri = `${base}/${path}`
  const bytes = new TextEncoder().encode(`${uri}\n${about.title}`)
  const resource = { uri, name: path, bytes, mediaType: mediaTypes[reader]! }
  const document = builder.finish({ resource, reader: { name: reader, version: 2, options: {} }, ...about })
  return { ...document, metadata: { uri } }
}

/** A citation of the words `quote` (default: all the text) in a document. */
export function citationOf(document: Document, quote: string, extra: Partial<Citation> = {}): Citation {
  const start = document.text.indexOf(quote)
  if (start < 0) throw new Error(`"${quote}" does not stand in ${document.title}`)
  return fromEvidence(document, evidenceAt(document, start, start + quote.length), extra)
}

/** A citation of one cell of the document's first table. */
export function cellCitation(document: Document, row: number, column: number): Citation {
  const cell = document.tables[0]!.cells.find(
    (candidate) => candidate.row === row && candidate.column === column,
  )!
  return fromEvidence(document, evidenceAt(document, cell.start, cell.end, { table: 0, row, column }), {})
}

function fromEvidence(document: Document, evidence: Evidence, extra: Partial<Citation>): Citation {
  const page = pageAt(document, evidence.start)
  return {
    evidence: evidence.id,
    document: document.id,
    reader: document.reader,
    uri: document.metadata.uri ?? `${base}/unknown`,
    title: document.title,
    ...(page ? { page: page.number } : {}),
    start: evidence.start,
    end: evidence.end,
    quote: evidence.quote,
    snapshot: evidence.snapshot,
    origin: evidence.origin,
    ...(document.publishedAt ? { publishedAt: document.publishedAt } : {}),
    ...(evidence.cell ? { cell: evidence.cell } : {}),
    ...extra,
  }
}

interface Cited {
  readonly phosphorus: Citation
  readonly first: Citation
  readonly last: Citation
  readonly birds: Citation
  readonly finished: Citation
  readonly volume: Citation
  readonly letter: Citation
  readonly planOld: Citation
  readonly planNew: Citation
  readonly news: Citation
  readonly scan: Citation
  readonly gone: Citation
}

function citations(text: SampleText, documents: Sample['documents']): Cited {
  const { annual, completion, letter, planOld, planNew, news, scan } = documents
  const copy: DocumentId = `d_${'c'.repeat(32)}`
  const last = text.annual.rows.length
  return {
    phosphorus: citationOf(annual, text.annual.phosphorus),
    first: cellCitation(annual, 1, 1),
    last: cellCitation(annual, last, 1),
    birds: citationOf(annual, text.annual.birds),
    finished: citationOf(completion, text.completion.finished),
    volume: citationOf(completion, text.completion.volume),
    letter: citationOf(letter, text.letter.finished),
    planOld: citationOf(planOld, text.planOld.target),
    planNew: citationOf(planNew, text.planNew.target),
    news: citationOf(news, text.news.visitors, {
      copies: [{ document: copy, uri: `${base}/news/courier.md`, title: text.news.copyTitle }],
    }),
    scan: citationOf(scan, text.scan.level),
    gone: {
      evidence: `e_${'9'.repeat(24)}`,
      document: `d_${'9'.repeat(32)}`,
      reader: { name: '', version: 0, options: '{}' },
      uri: '',
      title: text.gone.title,
      start: 10,
      end: 10 + text.gone.quote.length,
      quote: text.gone.quote,
      snapshot: '9'.repeat(64),
      origin: 'native',
      withdrawn: true,
    },
  }
}

function quoted(citation: Citation, more: Partial<ReportSentence> = {}): ReportSentence {
  return {
    text: citation.quote,
    kind: 'quoted',
    verdict: 'supported',
    reasons: [{ code: 'verbatim', evidence: citation.evidence }],
    writer: 'extractive',
    citations: [citation],
    ...more,
  }
}

function reportOf(language: Language, text: SampleText, cited: Cited): Report {
  const words = text.report
  const [phosphorus, dredging, nature] = words.headings
  const [q1, q2, q3] = words.questions
  const [why1, why2, why3] = words.why
  return {
    schema: 'kaoju-report/1',
    run: 'r_2026-11-21_sample',
    question: text.question,
    language,
    createdAt: '2026-11-21T14:05:09.123Z',
    title: text.question,
    method: 'extractive',
    effort: 'standard',
    plan: [
      { id: 'q1', text: q1, origin: 'clause', dependsOn: [], state: 'answered', why: why1 },
      { id: 'q2', text: q2, origin: 'clause', dependsOn: [], state: 'partly', why: why2 },
      { id: 'q3', text: q3, origin: 'facet', dependsOn: ['q1'], state: 'unanswered', why: why3 },
    ],
    sections: [
      {
        heading: phosphorus,
        subQuestion: 'q1',
        sentences: [
          quoted(cited.phosphorus),
          {
            text: words.computed,
            kind: 'computed',
            verdict: 'supported',
            reasons: [{ code: 'recomputed', text: '-50%' }],
            writer: 'extractive',
            citations: [cited.first, cited.last],
            expression: {
              op: 'percent-change',
              of: [
                { op: 'value', evidence: cited.first.evidence, text: cited.first.quote },
                { op: 'value', evidence: cited.last.evidence, text: cited.last.quote },
              ],
            },
          },
          quoted(cited.planNew),
        ],
      },
      {
        heading: dredging,
        subQuestion: 'q2',
        sentences: [
          quoted(cited.finished, {
            verdict: 'conflicting',
            reasons: [{ code: 'contradicted', instead: cited.letter.quote }],
          }),
          quoted(cited.volume),
          {
            text: words.partly,
            kind: 'quoted',
            verdict: 'partly',
            reasons: [{ code: 'number-differs', text: words.partlyWrong, instead: '412,000' }],
            writer: 'extractive',
            citations: [cited.volume],
          },
          {
            text: words.unsupported,
            kind: 'quoted',
            verdict: 'unsupported',
            reasons: [{ code: 'content-missing' }, { code: 'nothing-relevant' }],
            writer: 'extractive',
            citations: [],
          },
        ],
      },
      {
        heading: nature,
        sentences: [
          quoted(cited.birds),
          quoted(cited.news),
          quoted(cited.scan, { reasons: [{ code: 'verbatim' }] }),
          {
            text: words.inferred,
            kind: 'inferred',
            verdict: 'partly',
            reasons: [{ code: 'premises-named' }],
            writer: 'extractive',
            citations: [cited.phosphorus, cited.birds],
            premises: [cited.phosphorus.quote, cited.birds.quote],
          },
          {
            text: words.gone,
            kind: 'quoted',
            verdict: 'unsupported',
            reasons: [{ code: 'evidence-withdrawn' }],
            writer: 'extractive',
            citations: [cited.gone],
          },
        ],
      },
    ],
    conflicts: [
      {
        about: words.conflictDate[0],
        kind: 'date',
        resolution: 'open',
        note: words.conflictDate[3],
        sides: [
          { value: words.conflictDate[1], sentence: cited.finished.quote, citations: [cited.finished] },
          { value: words.conflictDate[2], sentence: cited.letter.quote, citations: [cited.letter] },
        ],
      },
      {
        about: words.conflictTarget[0],
        kind: 'superseded',
        resolution: 'newer-preferred',
        note: words.conflictTarget[3],
        sides: [
          { value: words.conflictTarget[1], sentence: cited.planNew.quote, citations: [cited.planNew] },
          { value: words.conflictTarget[2], sentence: cited.planOld.quote, citations: [cited.planOld] },
        ],
      },
    ],
    coverage: {
      asked: 3,
      answered: 1,
      failed: [{ what: `${base}/scans/map.tiff`, why: words.failed[1] }],
      filesRead: 21,
      filesFailed: 1,
      notes: words.notes,
    },
    cost: { currency: 'USD', amount: 0, calls: 0, tokens: 0 },
    timings: { total: 812.4, plan: 3.2, search: 540, verify: 96 },
    engine: { name: 'kaoju', version: '0.1.0' },
  }
}

function auditOf(language: Language, text: SampleText, cited: Cited): Audit {
  const words = text.audit
  let at = 0
  const place = (said: string): { text: string; start: number; end: number } => {
    const start = at
    at += said.length + 1
    return { text: said, start, end: start + said.length }
  }
  return {
    schema: 'kaoju-audit/1',
    run: 'r_2026-11-21_audit',
    file: '/home/lin/lake/draft.md',
    language,
    createdAt: '2026-11-21T14:06:10.000Z',
    title: words.title,
    method: 'extractive',
    sentences: [
      {
        ...place(cited.phosphorus.quote),
        verdict: 'supported',
        reasons: [{ code: 'verbatim' }],
        citations: [cited.phosphorus],
        cites: [{ label: 'annual-2024.pdf', held: true, document: cited.phosphorus.document }],
      },
      {
        ...place(words.changed),
        verdict: 'unsupported',
        reasons: [{ code: 'number-differs', text: '421,000', instead: '412,000' }],
        citations: [cited.volume],
        cites: [],
      },
      {
        ...place(words.negated),
        verdict: 'unsupported',
        reasons: [{ code: 'negation-differs', instead: cited.birds.quote }],
        citations: [cited.birds],
        cites: [],
      },
      {
        ...place(words.old),
        verdict: 'conflicting',
        reasons: [{ code: 'superseded', text: '0.05 mg/L', instead: '0.04 mg/L' }],
        citations: [cited.planOld, cited.planNew],
        cites: [],
      },
      {
        ...place(words.invented),
        verdict: 'unsupported',
        reasons: [{ code: 'source-missing', text: words.inventedSource }, { code: 'nothing-relevant' }],
        citations: [],
        cites: [{ label: words.inventedSource, held: false }],
      },
    ],
    missingSources: [words.inventedSource],
    totals: { supported: 1, partly: 0, conflicting: 1, unsupported: 3 },
    coverage: { asked: 0, answered: 0, failed: [], filesRead: 21, filesFailed: 0, notes: words.notes },
    timings: { total: 140 },
    engine: { name: 'kaoju', version: '0.1.0' },
  }
}

/** Strings that say which kind of thing something is, and ids by which parts find each other. */
const structural: ReadonlySet<string> = new Set([
  'schema',
  'language',
  'kind',
  'verdict',
  'code',
  'origin',
  'state',
  'resolution',
  'op',
  'unit',
  'currency',
  'document',
  'evidence',
  'id',
  'createdAt',
  'subQuestion',
])

/** The same value with every free text replaced by what `next` gives (undefined keeps it). */
export function hostileCopy<Value>(value: Value, next: () => string | undefined, key = ''): Value {
  if (typeof value === 'string')
    return (structural.has(key) && key !== 'origin' ? value : (next() ?? value)) as Value
  if (Array.isArray(value)) return value.map((item: unknown) => hostileCopy(item, next, key)) as Value
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, part]) => [
    name,
    name === 'origin' && ['native', 'ocr', 'described'].includes(String(part))
      ? part
      : hostileCopy<unknown>(part, next, name),
  ])
  return Object.fromEntries(entries) as Value
}
