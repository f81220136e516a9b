import { languageOf, type Evidence, type PlannedQuestion } from '#vocabulary'
import type { Context } from '#runtime'
import { ask, roomFor, type Chat } from '#models'
import { datesIn, namesIn, quantitiesIn } from '#reading'
import { speaksWorkedOut } from '#reasoning'
import { askedBy } from './bearing.ts'
import type { Measure } from './effort.ts'
import type { Inquiry } from './inquiry.ts'
import { deedOf, type Deed } from './ledger.ts'
import { offer, type OfferedPassage } from './offer.ts'
import { inventsAddress, plainLine, plainSentences } from './plain-sentence.ts'
import { extractSection, type Written } from './sections.ts'
import type { Finding, ResearchTask } from './strategy.ts'
import type { Weighed } from './weighed.ts'
import { wordsOf } from './words.ts'
import { idsIn, withoutMarks, writeSectionPrompt, type SectionAnswer } from './write-section.prompt.ts'

/** Statements that one sentence may cite: more are put together, not borne. */
const citedAtMost = 3
/** Statements that may go into what one sentence works out. */
const workedOutOf = 24

/** What every writer of a report is told beside its evidence. */
export interface Told {
  /** The user's own words, given while the run went on. */
  readonly notes?: readonly string[]
  /** What good work in the domain looks like. */
  readonly guidance?: string
}

/**
 * Writes one section: by the writer from the passages offered, citing their statements by id, which code resolves
 * to evidence; what cites nothing, or holds an address that its evidence does not, is dropped and counted. The twin says the
 * sources' own sentences; it also stands by, should verification strike all that the writer wrote.
 *
 * A sentence of the writer's is a `quoted` claim: it says what its quotes say, in their words or in others, and
 * the reasons of its verdict tell which (`verbatim`, `entailed`, `paraphrase`).
 */
export async function writeSection(
  inquiry: Inquiry,
  task: Pick<ResearchTask, 'question' | 'language'> & Told,
  measure: Measure,
  weighed: Weighed,
  writer: Chat | undefined,
  context: Context,
): Promise<Pick<Written, 'section' | 'planned'> & { readonly deed?: Deed; readonly dropped?: number }> {
  const candidates = weighed.preferred(inquiry.gathered.candidates)
  const twin = extractSection(inquiry, candidates, measure, weighed.leaderOf, weighed.sourceOf)
  if (!writer) return twin
  const { language, notes, guidance } = task
  // All that there are, each in a sentence.
  const most = measure.sentences * (askedBy(inquiry.aim).manner === 'one' ? 1 : 2)
  const room = Math.min(measure.evidenceTokens, roomFor(writer.spec, 90 * most + 120))
  const passages = offer(inquiry, candidates, weighed, { sentences: most, room, spec: writer.spec, language })
  if (passages.length === 0) return twin
  const prompt = writeSectionPrompt({
    ...askedOf(inquiry, task.question.trim()),
    language,
    passages,
    most,
    ...(notes && notes.length > 0 ? { notes } : {}),
    ...(guidance === undefined ? {} : { guidance }),
  })
  const nothing = (): SectionAnswer => ({ answers: 'no', missing: '', sentences: [] })
  const thought = await ask(prompt, writer, nothing, context)
  const deed = deedOf('write-section', 'writer', thought)
  if (thought.by === 'classical') return { ...twin, deed }
  const { said: all, dropped } = findingsOf(thought.value, passages, thought.by)
  const said = all.slice(0, most)
  // Nothing that could be verified was said where something was promised: that is no answer.
  if (said.length === 0 && (dropped > 0 || thought.value.answers === 'yes'))
    return {
      ...twin,
      dropped,
      deed: { ...deed, by: 'classical', because: 'model-malformed' },
    }
  const computed = twin.section.findings.filter(({ claim }) => claim.kind === 'computed')
  const findings = [...computed, ...said]
  const { state, why } = twin.planned
  const instead =
    said.length > 0 ? { instead: { findings: twin.section.findings, answer: { state, why } } } : {}
  return {
    section: { ...twin.section, findings, ...instead },
    dropped,
    planned: plannedAs(twin, thought.value, findings, language),
    deed,
  }
}

/** What the section is about: a sub-question, or a heading of the documents, which is text from outside. */
function askedOf(
  { text, origin }: Inquiry,
  whole: string,
): { readonly question: string; readonly whole?: string; readonly heading?: string } {
  if (origin === 'facet') return { question: whole, heading: text }
  return text === whole ? { question: whole } : { question: text, whole: beginningOf(whole) }
}

/** A request that names all it wants is long, and each section is told what it answers. */
const longestWhole = 240

function beginningOf(whole: string): string {
  if (whole.length <= longestWhole) return whole
  const cut = whole.slice(0, longestWhole)
  return `${cut.replace(/(?<=[\s,，、；;])[^\s,，、；;]*$/u, '').trim()} …`
}

/** The writer's sentences as findings; ids become evidence here and nowhere else. What cannot be one is counted. */
function findingsOf(
  { sentences }: SectionAnswer,
  passages: readonly OfferedPassage[],
  writer: string,
): { readonly said: readonly Finding[]; readonly dropped: number } {
  const statements = new Map(
    passages.flatMap((passage) => passage.statements.map((one) => [one.id, one] as const)),
  )
  const ids = [...statements.keys()]
  const found = sentences.map((sentence): Finding[] => {
    const most = speaksWorkedOut(sentence.text) ? workedOutOf : citedAtMost
    const cited = idsIn([...sentence.evidence, ...marksIn(sentence.text)], ids).slice(0, most)
    const evidenceOf = (some: readonly string[]): Evidence[] =>
      uniqueEvidence(some.flatMap((id) => statements.get(id)!.evidence))
    const evidence = evidenceOf(cited)
    const bearing = evidenceOf(cited.slice(0, citedAtMost)).length
    const known = [...evidence.map(({ quote }) => quote), ...cited.map((id) => statements.get(id)!.text)]
    if (evidence.length === 0) return []
    return plainSentences(withoutMarks(plainLine(sentence.text), ids))
      .filter((text) => !inventsAddress(text, known))
      .map((text) => ({
        claim: { text, kind: 'quoted' },
        evidence,
        writer,
        ...(bearing < evidence.length ? { bearing } : {}),
      }))
  })
  return { said: found.flat(), dropped: found.filter((one) => one.length === 0).length }
}

/** Ids that stand in the sentence itself: `… deep [E3].` */
function marksIn(text: string): string[] {
  return [...text.matchAll(/[[［【]\s*(?:citation\s*[:：]\s*)?(E?\d+)\s*[\]］】]/giu)].map(([, id]) => id!)
}

function uniqueEvidence(evidence: readonly Evidence[]): Evidence[] {
  return [...new Map(evidence.map((one) => [one.id, one])).values()]
}

/**
 * How far the question is answered is the writer's word, where anything was written; what was computed answers too.
 * Who is asked about and stands nowhere in the documents is not answered by what they say of others, unless they
 * speak another language.
 */
function plannedAs(
  { planned, answer: { without } }: Pick<Written, 'planned' | 'answer'>,
  { answers, missing }: SectionAnswer,
  findings: readonly Finding[],
  language: ResearchTask['language'],
): PlannedQuestion {
  const words = wordsOf(language)
  const quotes = findings.flatMap(({ evidence }) => evidence.map(({ quote }) => quote))
  const lacking = toldMissing(missing, [planned.text, ...quotes])
  if (findings.length === 0 || (answers === 'no' && planned.state === 'unanswered'))
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
  if (without !== undefined && quotes.every((quote) => languageOf(quote) === language))
    return { ...planned, state: 'partly', why: without }
  const sources = planned.state === 'answered' ? planned.why : words.answeredByWriter
  return { ...planned, state: 'answered', why: sources }
}

/** Longest telling of what is missing, in code units. */
const longestMissing = 160

/** What a model says is missing is no finding: it may hold no figure, name or address that it was not given. */
function toldMissing(missing: string, given: readonly string[]): string {
  const told = plainLine(missing)
  const dates = datesIn(told)
  const things = [...dates, ...quantitiesIn(told, dates), ...namesIn(told, dates)].map(({ text }) => text)
  const figures = told.match(/\d+(?:[.,]\d+)*/g) ?? []
  const invented = [...things, ...figures].some((thing) => !given.some((text) => text.includes(thing)))
  return invented || inventsAddress(told, given) ? '' : told.slice(0, longestMissing)
}
