import type { Audit, DocumentId, Evidence, Language, VerdictLabel } from '#vocabulary'
import { engineVersion, explainRecorded, KaojuError, type Context } from '#runtime'
import type { Chat } from '#models'
import { Auditor, type AuditedSentence } from './auditor.ts'
import { bringCited, findSource } from './cited-sources.ts'
import { readDraft, type DraftSentence } from './draft.ts'
import type { Deed } from './ledger.ts'
import { recordLibrary } from './recorded-library.ts'
import { closeBooks, keepEvidence, methodOf, notesOn, workOf } from './books.ts'
import { openShelf, unreadIn } from './shelf.ts'
import type { ResearchParts } from './strategy.ts'
import { openVisitor } from './web/visitor.ts'
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
  const draft = readDraft(task.text)
  if (!parts.web && !shelf.holdings.some((held) => held.document))
    throw new KaojuError('library-empty', { home: library.home })
  if (draft.sentences.length === 0) throw new KaojuError('draft-empty', { path: task.file })
  const started = context.clock.elapsed()
  context.emit({ type: 'run-start', kind: 'check', subject: task.file, method: 'extractive' })
  const open = (below: Context) => openVisitor(parts.library, parts.web ?? {}, below)
  const cited = parts.web
    ? await bringCited(draft, shelf, open, context)
    : { documents: new Map<string, DocumentId>(), missed: [] }

  // A sentence's step records all that it looked up: what it searches need not be recorded a second time.
  const auditor = new Auditor(task.language, parts, shelf, cited.documents, context)
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
    named
      .filter((source) => !findSource(source, shelf.holdings, cited.documents))
      .map((source) => source.label),
  )
  const failed = [
    ...(task.unread ?? unreadIn(shelf)),
    ...cited.missed.map(({ url, code, why }) => ({
      uri: url,
      why: explainRecorded(code, why, task.language),
    })),
  ]
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
