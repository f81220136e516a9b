import type { Audit, Claim, DocumentId, Evidence, Hit, Language, Reason, Verdict } from '#vocabulary'
import type { Context } from '#runtime'
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
import { findSource, type CitedPages } from './cited-sources.ts'
import type { DraftSentence } from './draft.ts'
import { deedOf, type Deed } from './ledger.ts'
import { findRevision } from './revised.ts'
import type { Shelf } from './shelf.ts'
import { statementsIn } from './statements.ts'
import type { ResearchParts } from './strategy.ts'
import { findSupersessions } from './versions.ts'

/** Passages looked at for each sentence. */
const passagesRead = 12
/** Passages looked at for documents of a like title: a document's own come first. */
const namesakes = 200
/** Quotes offered for each sentence, at most. */
const quotesOffered = 3

/** A sentence as its step recorded it. */
export interface AuditedSentence {
  readonly sentence: Omit<Audit['sentences'][number], 'verdict' | 'reasons' | 'verifier'>
  readonly verdict: Verdict
  readonly evidence: readonly Evidence[]
}

interface Judged {
  readonly verdict: Verdict
  readonly evidence: readonly Evidence[]
}

/** Holds the sentences of a draft against the library, one at a time. */
export class Auditor {
  readonly language: Language
  readonly parts: Pick<ResearchParts, 'library'>
  readonly shelf: Shelf
  readonly context: Context
  readonly verify: Verifier = createVerifier('literal')
  readonly later = new Map<DocumentId, readonly DocumentId[]>()
  readonly catalogue: Catalogue

  private readonly pages: CitedPages['documents']

  constructor(
    language: Language,
    parts: Pick<ResearchParts, 'library'>,
    shelf: Shelf,
    pages: CitedPages['documents'],
    context: Context,
  ) {
    this.language = language
    this.pages = pages
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
      const held = findSource(source, this.shelf.holdings, this.pages)
      return {
        label: source.label,
        held: held !== undefined,
        ...(held?.document ? { document: held.document } : {}),
      }
    })
    const cited = cites.flatMap(({ document }) => document ?? [])
    const candidates = await this.candidates(sentence.text, cited, this.shelf.scope)
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
    const { verdicts, thought } = await judge(open, this.language, chat, context)
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
      language: this.language,
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
    const near = await this.retrieve(document.title, this.shelf.scope, namesakes)
    const others = await Promise.all(
      [...new Set(near.map((hit) => hit.document))].map((other) => this.shelf.document(other)),
    )
    const versions = findSupersessions(
      [document, ...others.filter((other) => other !== undefined && other.id !== id).map((other) => other!)],
      this.shelf.mayReplace,
    )
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
