import type { Evidence, PlannedQuestion } from '#vocabulary'
import type { Context } from '#runtime'
import { ask, roomFor, type Chat } from '#models'
import type { Measure } from './effort.ts'
import type { Inquiry } from './inquiry.ts'
import { deedOf, type Deed } from './ledger.ts'
import { offer, type OfferedPassage } from './offer.ts'
import { extractSection, type Written } from './sections.ts'
import type { Finding, ResearchTask } from './strategy.ts'
import type { Weighed } from './weighed.ts'
import { wordsOf } from './words.ts'
import { idsIn, withoutMarks, writeSectionPrompt, type SectionAnswer } from './write-section.prompt.ts'

/** Statements that one sentence may cite: more are put together, not borne. */
const citedAtMost = 3

/**
 * Writes one section: by the writer from the passages offered, citing their statements by id, which code resolves
 * to evidence; what cites nothing, or holds an address that its evidence does not, is dropped. The twin says the
 * sources' own sentences; it also stands by, should verification strike all that the writer wrote.
 *
 * A sentence of the writer's is a `quoted` claim: it says what its quotes say, in their words or in others, and
 * the reasons of its verdict tell which (`verbatim`, `entailed`, `paraphrase`).
 */
export async function writeSection(
  inquiry: Inquiry,
  task: Pick<ResearchTask, 'question' | 'language'>,
  measure: Measure,
  weighed: Weighed,
  writer: Chat | undefined,
  context: Context,
): Promise<Pick<Written, 'section' | 'planned'> & { readonly deed?: Deed }> {
  const candidates = weighed.preferred(inquiry.gathered.candidates)
  const twin = extractSection(inquiry, candidates, measure, weighed.leaderOf)
  if (!writer) return twin
  const { language } = task
  const most = measure.sentences
  const room = Math.min(measure.evidenceTokens, roomFor(writer.spec, 90 * most + 120))
  const passages = offer(inquiry, candidates, weighed, { sentences: most, room, spec: writer.spec, language })
  if (passages.length === 0) return twin
  const prompt = writeSectionPrompt({ ...askedOf(inquiry, task.question.trim()), language, passages, most })
  const nothing = (): SectionAnswer => ({ answers: 'no', missing: '', sentences: [] })
  const thought = await ask(prompt, writer, nothing, context)
  const deed = deedOf('write-section', 'writer', thought)
  if (thought.by === 'classical') return { ...twin, deed }
  const said = findingsOf(thought.value, passages, thought.by).slice(0, most)
  const computed = twin.section.findings.filter(({ claim }) => claim.kind === 'computed')
  const findings = [...computed, ...said]
  const { state, why } = twin.planned
  const instead =
    said.length > 0 ? { instead: { findings: twin.section.findings, answer: { state, why } } } : {}
  return {
    section: { ...twin.section, findings, ...instead },
    planned: plannedAs(twin.planned, thought.value, findings.length, language),
    deed,
  }
}

/** What the section is about: a sub-question, or a heading of the documents, which is text from outside. */
function askedOf(
  { text, origin }: Inquiry,
  whole: string,
): { readonly question: string; readonly whole?: string; readonly heading?: string } {
  if (origin === 'facet') return { question: whole, heading: text }
  return text === whole ? { question: whole } : { question: text, whole }
}

/** The writer's sentences as findings; ids become evidence here and nowhere else. */
function findingsOf(
  { sentences }: SectionAnswer,
  passages: readonly OfferedPassage[],
  writer: string,
): Finding[] {
  const statements = new Map(
    passages.flatMap((passage) => passage.statements.map((one) => [one.id, one] as const)),
  )
  const ids = [...statements.keys()]
  return sentences.flatMap((sentence) => {
    const text = withoutMarks(sentence.text, ids)
    const cited = idsIn([...sentence.evidence, ...marksIn(sentence.text)], ids).slice(0, citedAtMost)
    const evidence = uniqueEvidence(cited.flatMap((id) => statements.get(id)!.evidence))
    if (text === '' || evidence.length === 0 || inventsAddress(text, evidence)) return []
    return [{ claim: { text, kind: 'quoted' as const }, evidence, writer }]
  })
}

/** Ids that stand in the sentence itself: `… deep [E3].` */
function marksIn(text: string): string[] {
  return [...text.matchAll(/[[［【]\s*(?:citation\s*[:：]\s*)?(E?\d+)\s*[\]］】]/giu)].map(([, id]) => id!)
}

function uniqueEvidence(evidence: readonly Evidence[]): Evidence[] {
  return [...new Map(evidence.map((one) => [one.id, one])).values()]
}

/** A model never writes an address into a report: one that no quote holds is made up. */
function inventsAddress(text: string, evidence: readonly Evidence[]): boolean {
  const addresses = text.match(/(?:https?:\/\/|www\.)[^\s)）\]】]+/giu) ?? []
  return addresses.some((address) => !evidence.some(({ quote }) => quote.includes(address)))
}

/** How far the question is answered is the writer's word, where anything was written; what was computed answers too. */
function plannedAs(
  planned: PlannedQuestion,
  { answers, missing }: SectionAnswer,
  findings: number,
  language: ResearchTask['language'],
): PlannedQuestion {
  const words = wordsOf(language)
  const lacking = toldMissing(missing, planned.text)
  if (findings === 0 || (answers === 'no' && planned.state === 'unanswered'))
    return {
      ...planned,
      state: 'unanswered',
      why: lacking ? words.unwrittenFor(lacking) : words.unwritten,
    }
  if (answers !== 'yes')
    return {
      ...planned,
      state: 'partly',
      why: lacking ? words.partlyWrittenFor(lacking) : words.partlyWritten,
    }
  const sources = planned.state === 'answered' ? planned.why : words.answeredByWriter
  return { ...planned, state: 'answered', why: sources }
}

/** Longest telling of what is missing, in code units. */
const longestMissing = 160

/** What a model says is missing is no finding: it may state no figure that was not asked for, and no address. */
function toldMissing(missing: string, question: string): string {
  const told = missing.replace(/\s+/g, ' ').trim()
  const figures = told.match(/\d+(?:[.,]\d+)*/g) ?? []
  const states = /https?:|www\./iu.test(told) || figures.some((figure) => !question.includes(figure))
  return states ? '' : told.slice(0, longestMissing)
}
