import type {
  Audit,
  Claim,
  DocumentId,
  Evidence,
  Hit,
  Language,
  Reason,
  Verdict,
  VerdictLabel,
} from '#vocabulary'
import { engineVersion, KaojuError, type Context } from '#runtime'
import { termsOf, type Holding } from '#library'
import type { Chat } from '#models'
import { evidenceAt } from '#reading'
import { createRetriever } from '#retrieval'
import {
  chooseQuotes,
  createVerifier,
  isOpen,
  judge,
  type OfferedEvidence,
  type QuoteCandidate,
  type Verifier,
} from '#reasoning'
import { cite, type Catalogue } from './cite.ts'
import { readDraft, type CitedSource, type DraftSentence } from './draft.ts'
import { deedOf, type Deed } from './ledger.ts'
import { recordLibrary } from './recorded-library.ts'
import { closeBooks, keepEvidence, methodOf, notesOn, unreadIn, workOf } from './research.ts'
import { openShelf, type Shelf } from './shelf.ts'
import { statementsIn } from './statements.ts'
import type { ResearchParts } from './strategy.ts'
import { findRevision } from './revised.ts'
import { findSupersessions } from './versions.ts'
import { wordsOf } from './words.ts'

/** A text to audit, and the documents to hold it against (all listed ones when absent). */
export interface CheckTask {
  /** How the audited text is called in messages: its path. */
  readonly file: string
  readonly text: string
  readonly language: Language
  readonly documents?: readonly DocumentId[]
  readonly unread?: readonly { readonly uri: string; readonly why: string }[]
}

/** Passages looked at for each sentence. */
const passagesRead = 12
/** Passages looked at for documents of a like title: a document's own come first. */
const namesakes = 200
/** Quotes offered for each sentence, at most. */
const quotesOffered = 3

/** Sentences whose open ones are put to the judge in one question. */
const judgedTogether = 8

/**
 * Audits a text that someone else wrote: each statement is held against the library and gets a verdict, the
 * quotes that come nearest and the reason; sources it names that the library lacks are listed. With a judge,
 * sentences that the literal check leaves open for their wording get a second opinion.
 *
 * @throws KaojuError `draft-empty` when the text states nothing, `library-empty`
 */
export async function checkText(task: CheckTask, parts: ResearchParts, context: Context): Promise<Audit> {
  const library = recordLibrary(parts.library, context)
  const shelf = await openShelf(library, task.documents)
  if (!shelf.holdings.some((held) => held.document))
    throw new KaojuError('library-empty', { home: library.home })
  const draft = readDraft(task.text)
  if (draft.sentences.length === 0) throw new KaojuError('draft-empty', { path: task.file })
  const started = context.clock.elapsed()
  context.emit({ type: 'run-start', kind: 'check', subject: task.file, method: 'extractive' })

  // A sentence's step records all that it looked up: what it searches need not be recorded a second time.
  const auditor = new Auditor(task, parts, shelf, context)
  const { audited, deeds } = await auditAll(draft.sentences, auditor, parts.models?.judge)
  await keepEvidence(library, uniqueEvidence(audited), context)

  const sentences = audited.map(({ sentence, verdict }) => ({
    ...sentence,
    verdict: verdict.label,
    reasons: verdict.reasons,
    ...(verdict.verifier.startsWith('judge:') ? { verifier: verdict.verifier } : {}),
  }))
  const totals: Record<VerdictLabel, number> = { supported: 0, partly: 0, conflicting: 0, unsupported: 0 }
  for (const { verdict } of sentences) totals[verdict]++
  const named = [...draft.references, ...draft.sentences.flatMap(({ cites }) => cites)]
  const missing = new Set(
    named.filter((source) => !findSource(source, shelf.holdings)).map((source) => source.label),
  )
  const failed = task.unread ?? unreadIn(shelf)
  const books = await closeBooks(context, () => ({ total: Math.round(context.clock.elapsed() - started) }))
  const complete = sentences.length === draft.sentences.length && failed.length === 0
  context.emit({
    type: 'run-end',
    outcome: complete ? 'done' : 'incomplete',
    milliseconds: books.timings['total']!,
  })
  return {
    schema: 'kaoju-audit/1',
    run: context.run,
    file: task.file,
    language: task.language,
    createdAt: books.createdAt,
    title: draft.title || task.file,
    method: methodOf(deeds, books.models),
    sentences,
    missingSources: [...missing],
    totals,
    coverage: {
      asked: draft.sentences.length,
      answered: totals.supported,
      failed: failed.map(({ uri, why }) => ({ what: uri, why })),
      filesRead: shelf.holdings.filter((held) => held.document).length,
      filesFailed: failed.length,
      notes: [
        ...(sentences.length < draft.sentences.length
          ? [wordsOf(task.language).auditStopped(sentences.length, draft.sentences.length)]
          : []),
        ...notesOn(deeds, { deeds, ownJudges: [] }, task.language),
      ],
    },
    ...(parts.models?.judge || books.cost.calls > 0 ? { cost: books.cost } : {}),
    ...workOf(deeds, books.models),
    timings: books.timings,
    engine: { name: 'kaoju', version: engineVersion },
  }
}

/** A sentence as its step recorded it. */
interface AuditedSentence {
  readonly sentence: Omit<Audit['sentences'][number], 'verdict' | 'reasons' | 'verifier'>
  readonly verdict: Verdict
  readonly evidence: readonly Evidence[]
}

/** Sentence by sentence until the end or a stop, which is recorded in place of a sentence. */
async function auditAll(
  sentences: readonly DraftSentence[],
  auditor: Auditor,
  chat: Chat | undefined,
): Promise<{ readonly audited: readonly AuditedSentence[]; readonly deeds: readonly Deed[] }> {
  const { context } = auditor
  const audited: AuditedSentence[] = []
  const deeds: Deed[] = []
  for (let first = 0; first < sentences.length; first += judgedTogether) {
    const batch: AuditedSentence[] = []
    let stopped = false
    for (const [offset, sentence] of sentences.slice(first, first + judgedTogether).entries()) {
      const number = first + offset + 1
      const inputs = { text: sentence.text, cites: sentence.cites }
      const done = await context.step(`sentence-${number}`, inputs, async () =>
        context.stop.aborted ? null : await auditor.audit(sentence),
      )
      stopped = done === null
      if (done === null) break
      batch.push(done)
      context.emit({ type: 'progress', phase: 'check', done: number, total: sentences.length })
    }
    const opinion = await auditor.judgeOpen(batch, chat, context.at(`judge-${first / judgedTogether + 1}`))
    audited.push(...opinion.audited)
    deeds.push(...opinion.deeds)
    if (stopped) break
  }
  return { audited, deeds }
}

function uniqueEvidence(audited: readonly AuditedSentence[]): Evidence[] {
  return [
    ...new Map(audited.flatMap(({ evidence }) => evidence.map((one) => [one.id, one] as const))).values(),
  ]
}

interface Judged {
  readonly verdict: Verdict
  readonly evidence: readonly Evidence[]
}

class Auditor {
  readonly task: CheckTask
  readonly parts: ResearchParts
  readonly shelf: Shelf
  readonly context: Context
  readonly verify: Verifier = createVerifier('literal')
  readonly later = new Map<DocumentId, readonly DocumentId[]>()
  readonly catalogue: Catalogue

  constructor(task: CheckTask, parts: ResearchParts, shelf: Shelf, context: Context) {
    this.task = task
    this.parts = parts
    this.shelf = shelf
    this.context = context
    this.catalogue = {
      document: (id) => shelf.taken.get(id),
      holding: (id) => shelf.holding(id),
      copiesOf: () => [],
    }
  }

  async audit(sentence: DraftSentence): Promise<AuditedSentence> {
    const cites = sentence.cites.map((source) => {
      const held = findSource(source, this.shelf.holdings)
      return {
        label: source.label,
        held: held !== undefined,
        ...(held?.document ? { document: held.document } : {}),
      }
    })
    const cited = cites.flatMap(({ document }) => document ?? [])
    const candidates = await this.candidates(sentence.text, cited, this.task.documents)
    const judged = await this.withVersions(
      await this.judge({ text: sentence.text, kind: 'quoted' }, candidates),
      sentence.text,
    )
    const verdict = this.withSources(judged.verdict, cites)
    this.tell(sentence.text, verdict)
    return {
      sentence: {
        text: sentence.text,
        start: sentence.start,
        end: sentence.end,
        citations: judged.evidence.map((evidence) => cite(evidence, this.catalogue)),
        cites,
      },
      verdict,
      evidence: judged.evidence,
    }
  }

  private tell(text: string, { label, reasons }: Verdict): void {
    this.context.emit({ type: 'sentence-verified', text, verdict: label, reasons })
  }

  /** Puts what is open for its wording to the judge; the literal reasons stay beside the judge's. */
  async judgeOpen(
    batch: readonly AuditedSentence[],
    chat: Chat | undefined,
    context: Context,
  ): Promise<{ readonly audited: readonly AuditedSentence[]; readonly deeds: readonly Deed[] }> {
    if (!chat) return { audited: batch, deeds: [] }
    const held = await Promise.all(
      batch.map(async ({ sentence, verdict, evidence }) => ({
        claim: { text: sentence.text, kind: 'quoted' } as const,
        verdict,
        offered: await Promise.all(
          evidence.map(async (one) => ({ evidence: one, document: await this.shelf.document(one.document) })),
        ),
      })),
    )
    const open = held.filter(({ claim, offered, verdict }) => isOpen(claim, offered, verdict))
    if (open.length === 0) return { audited: batch, deeds: [] }
    const { verdicts, thought } = await judge(open, this.task.language, chat, context)
    const audited = batch.map((one, index) => {
      const place = open.indexOf(held[index]!)
      const opinion = verdicts[place]
      if (opinion?.label !== 'supported') return one
      const verdict = { ...opinion, reasons: [...opinion.reasons, ...one.verdict.reasons] }
      this.tell(one.sentence.text, verdict)
      return { ...one, verdict }
    })
    return { audited, deeds: [deedOf('judge', 'judge', thought)] }
  }

  /** Sentences and table rows nearest to the claim, those of the documents it cites first. */
  private async candidates(
    text: string,
    cited: readonly DocumentId[],
    scope?: readonly DocumentId[],
  ): Promise<QuoteCandidate[]> {
    const hits = [
      ...(cited.length > 0 ? await this.retrieve(text, cited) : []),
      ...(await this.retrieve(text, scope)),
    ]
    const found: QuoteCandidate[] = []
    for (const passage of await this.shelf.passages([...new Set(hits.map((hit) => hit.passage))])) {
      const document = await this.shelf.document(passage.document)
      if (document) for (const span of statementsIn(document, passage)) found.push({ document, span })
    }
    return found
  }

  private async retrieve(
    text: string,
    documents?: readonly DocumentId[],
    limit = passagesRead,
  ): Promise<readonly Hit[]> {
    const query = {
      text,
      language: this.task.language,
      origin: 'asked',
      limit,
      ...(documents ? { filter: { documents } } : {}),
    }
    return (await createRetriever('bm25', this.parts)(query, this.context)).hits
  }

  private async judge(claim: Claim, candidates: readonly QuoteCandidate[]): Promise<Judged> {
    const chosen = chooseQuotes(claim.text, candidates, quotesOffered)
    if (chosen.length === 0) {
      const verdict: Verdict = {
        label: 'unsupported',
        support: 0,
        reasons: [{ code: 'nothing-relevant' }],
        verifier: 'literal',
      }
      return { verdict, evidence: [] }
    }
    const offered = chosen.map(({ document, span }) => ({
      evidence: evidenceAt(document, span.start, span.end),
      document,
    }))
    const verdict = await this.verify(claim, offered, this.context)
    return { verdict, evidence: (await this.needed(claim, offered, verdict)).map(({ evidence }) => evidence) }
  }

  /** Of what was offered, the quotes that the verdict rests on: a reader is shown nothing beside the point. */
  private async needed(
    claim: Claim,
    offered: readonly OfferedEvidence[],
    verdict: Verdict,
  ): Promise<readonly OfferedEvidence[]> {
    if (verdict.label !== 'supported') {
      const named = offered.filter(({ evidence }) =>
        verdict.reasons.some((reason) => reason.evidence === evidence.id),
      )
      return verdict.label === 'unsupported' && named.length > 0 ? named : offered
    }
    let kept = offered
    for (const last of offered.slice(1).toReversed()) {
      const fewer = kept.filter((one) => one !== last)
      if ((await this.verify(claim, fewer, this.context)).label === 'supported') kept = fewer
    }
    return kept
  }

  /** What an earlier version says is no support where a later version says otherwise. */
  private async withVersions(judged: Judged, text: string): Promise<Judged> {
    const { verdict, evidence } = judged
    const main = evidence[0]
    if (!main || (verdict.label !== 'supported' && verdict.label !== 'partly')) return judged
    for (const newer of await this.laterVersions(main.document)) {
      const revision = await findRevision(
        text,
        await this.candidates(text, [newer], [newer]),
        this.verify,
        this.context,
      )
      if (!revision) continue
      const { document, span } = revision.candidate
      const later = evidenceAt(document, span.start, span.end)
      const reason: Reason = {
        code: 'superseded',
        text: revision.was,
        instead: revision.now,
        evidence: later.id,
      }
      return {
        verdict: { ...verdict, label: 'conflicting', reasons: [reason] },
        evidence: [...evidence, later],
      }
    }
    return judged
  }

  /** Later versions of a document, looked for among the documents that speak of its title. */
  private async laterVersions(id: DocumentId): Promise<readonly DocumentId[]> {
    const known = this.later.get(id)
    if (known) return known
    const document = (await this.shelf.document(id))!
    const near = await this.retrieve(document.title, this.task.documents, namesakes)
    const others = await Promise.all(
      [...new Set(near.map((hit) => hit.document))].map((other) => this.shelf.document(other)),
    )
    const versions = findSupersessions([
      document,
      ...others.filter((other) => other !== undefined && other.id !== id).map((other) => other!),
    ])
    const found = versions.filter(({ older }) => older === id).map(({ newer }) => newer)
    this.later.set(id, found)
    return found
  }

  /** A sentence whose named sources are all unknown here cannot count as supported by them. */
  private withSources(
    verdict: Verdict,
    cites: readonly { readonly label: string; readonly held: boolean }[],
  ): Verdict {
    const unknown = cites.filter(({ held }) => !held)
    if (unknown.length === 0) return verdict
    const reasons: Reason[] = unknown.map(({ label }) => ({ code: 'source-missing', text: label }))
    const alone = unknown.length === cites.length
    const label = alone && verdict.label === 'supported' ? 'partly' : verdict.label
    return { ...verdict, label, reasons: [...reasons, ...verdict.reasons] }
  }
}

/** The holding that a draft's citation means: by its file name, its address, or a title that says the same words. */
export function findSource(source: CitedSource, holdings: readonly Holding[]): Holding | undefined {
  const target = source.target && decode(source.target).replace(/[?#].*$/, '')
  const base = target?.split(/[\\/]/).pop()?.toLowerCase()
  const byPlace = holdings.find((held) => {
    const uri = decode(held.uri)
    return target !== undefined && (uri === target || (base !== '' && uri.toLowerCase().endsWith(`/${base}`)))
  })
  if (byPlace) return byPlace
  // A target that names a file we do not hold is that file, whatever its label says.
  if (base && /\.\w{2,5}$/.test(base)) return undefined
  return bestTitle(source.label, holdings)
}

function bestTitle(label: string, holdings: readonly Holding[]): Holding | undefined {
  const wanted = termsOf(label.replace(/\.\w{2,5}$/, ''))
  if (wanted.size === 0) return undefined
  let best: { held: Holding; share: number } | undefined
  for (const held of holdings) {
    const name = decode(held.uri)
      .split('/')
      .pop()!
      .replace(/\.\w{2,5}$/, '')
      .replace(/[-_.]+/g, ' ')
    for (const title of [held.title, name]) {
      const terms = termsOf(title)
      const shared = [...wanted.keys()].filter((term) => terms.has(term)).length
      const share = (2 * shared) / (wanted.size + terms.size)
      if (share >= 0.6 && share > (best?.share ?? 0)) best = { held, share }
    }
  }
  return best?.held
}

function decode(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}
