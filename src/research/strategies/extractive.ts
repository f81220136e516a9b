import { z } from 'zod'
import type { Document, DocumentId, PlannedQuestion } from '#vocabulary'
import type { Context } from '#runtime'
import { decompose, withoutAskingWords } from '#reasoning'
import { aimAt, type Aim } from '../aim.ts'
import type { Candidate } from '../candidates.ts'
import { computeAnswer } from '../compute.ts'
import { asFinding, findConflicts, findSuperseded } from '../conflicts.ts'
import { findCopies } from '../copies.ts'
import { measureOf, type Measure } from '../effort.ts'
import { facetsOf } from '../facets.ts'
import { gather, saysTheSame, selectDiverse, type Gathered } from '../gather.ts'
import { goesOn } from '../go-on.ts'
import { openShelf, type Shelf } from '../shelf.ts'
import type {
  Findings,
  Finding,
  FoundSection,
  ResearchParts,
  ResearchTask,
  StrategyPlug,
} from '../strategy.ts'
import { findSupersessions, type Supersession } from '../versions.ts'
import { judgeAnswer, type Answer } from '../answered.ts'
import { quoteWords, wordsOf } from '../words.ts'

/** One sub-question on its way: what it looks for, what came, and what will be said. */
interface Inquiry {
  readonly id: string
  readonly text: string
  readonly origin: string
  readonly dependsOn: readonly string[]
  readonly aim: Aim
  readonly gathered: Gathered
}

/**
 * Research without a model, the classical twin of every strategy: decompose the question by its grammar,
 * retrieve for all sub-questions at once, extract sentences as claims with exact quotes, search again for
 * what is uncovered, open a broad question by the library's own headings, compute what tables can answer,
 * count copies once, prefer newer versions, set disagreement side by side.
 */
export const plug: StrategyPlug<Record<string, never>> = {
  name: 'extractive',
  options: z.object({}) as z.ZodType<Record<string, never>>,
  create: (_, parts) => (task, context) => runExtractive(task, parts, context),
}

async function runExtractive(task: ResearchTask, parts: ResearchParts, context: Context): Promise<Findings> {
  const measure = measureOf(task.effort)
  const shelf = await openShelf(parts.library, task.documents)
  const inquiries = await inquire(task, measure, shelf, parts, context)

  const taken = shelf.inOrder()
  const copies = findCopies(taken)
  const leaders = new Map(
    [...copies].flatMap(([leader, others]) => others.map((other) => [other, leader] as const)),
  )
  const leaderOf = (id: DocumentId): DocumentId => leaders.get(id) ?? id
  const supersessions = findSupersessions(taken)
  const preferred = (candidates: readonly Candidate[]): Candidate[] =>
    preferLeadersAndNewer(candidates, leaderOf, supersessions)

  const pool = inquiries
    .flatMap(({ gathered }) => gathered.candidates.slice(0, 30))
    .sort((a, b) => b.score - a.score)
  const distinct = unique(pool)
  const askedBy = (candidate: Candidate): string =>
    inquiries.find(({ gathered }) => gathered.candidates.includes(candidate))?.text ?? task.question
  const superseded = await findSuperseded(distinct, askedBy, supersessions, shelf.taken, context)
  const conflicts = [...superseded, ...findConflicts(distinct, { leaderOf, supersessions })]
  const outdated = new Set(
    superseded.flatMap(({ sides }) => sides.slice(1).map(({ finding }) => finding.evidence[0]!.id)),
  )
  const written = inquiries.map((inquiry) =>
    write(
      inquiry,
      preferred(inquiry.gathered.candidates).filter(({ evidence }) => !outdated.has(evidence[0]!.id)),
      measure,
      leaderOf,
    ),
  )
  const sections = withoutRepeats(written.map(({ section }) => section))

  return {
    plan: written.map(({ planned }) => planned),
    sections,
    conflicts,
    copies,
    notes: notesOf(task, inquiries, written, { taken, copies, supersessions, shelf }, sections),
  }
}

/** Asks the grammar's sub-questions at once; opens the question by facets where it is broad. */
async function inquire(
  task: ResearchTask,
  measure: Measure,
  shelf: Shelf,
  parts: ResearchParts,
  context: Context,
): Promise<Inquiry[]> {
  const drafts = decompose(task.question, task.language).slice(0, measure.questions)
  const planned = drafts.map((draft, index) => ({
    id: `q${index + 1}`,
    text: draft.text,
    origin: draft.origin,
    dependsOn: draft.dependsOn.filter((on) => on < drafts.length).map((on) => `q${on + 1}`),
  }))
  context.emit({
    type: 'plan-made',
    plan: planned.map((question) => ({ ...question, state: 'unanswered', why: '' })),
  })
  const ask = async (question: Omit<Inquiry, 'aim' | 'gathered'>): Promise<Inquiry> => {
    // A heading says what it is about only together with the question it was found for.
    const matter =
      question.origin === 'facet'
        ? `${question.text} ${withoutAskingWords(task.question, task.language)}`
        : question.text
    const aim = await aimAt(matter, task.language, parts.library, task.documents)
    const where = { library: parts.library, shelf, ...(task.documents ? { documents: task.documents } : {}) }
    return { ...question, aim, gathered: await gather(question.id, aim, measure, where, context) }
  }
  const asked = await Promise.all(planned.map(ask))
  if (!measure.facets || asked.length > 1 || !(await goesOn('facets/go-on', context))) return asked
  const [whole] = asked as [Inquiry]
  // What the documents do not speak of has no facets in them.
  if (
    judgeAnswer(whole.aim, selectDiverse(whole.gathered.candidates, whole.aim, 1), false, 1).state ===
    'unanswered'
  )
    return asked
  const facets = facetsOf(whole.aim, whole.gathered.candidates, measure.questions - 1)
  const opened = facets.map((text, index) => ({
    id: `q${index + 2}`,
    text,
    origin: 'facet',
    dependsOn: ['q1'],
  }))
  if (opened.length > 0)
    context.emit({
      type: 'plan-made',
      plan: [...planned, ...opened].map((question) => ({ ...question, state: 'unanswered', why: '' })),
    })
  return [...asked, ...(await Promise.all(opened.map(ask)))]
}

/** Sentences shown in place of a value that was not found. */
const nearest = 2

interface Written {
  readonly section: FoundSection
  readonly planned: PlannedQuestion
  readonly answer: Answer
}

function write(
  inquiry: Inquiry,
  candidates: readonly Candidate[],
  measure: Measure,
  leaderOf: (id: DocumentId) => DocumentId,
): Written {
  const { id, text, origin, dependsOn, aim } = inquiry
  const chosen = selectDiverse(candidates, aim, measure.sentences)
  const computed = origin === 'facet' ? undefined : computeAnswer(aim, tablesOf(candidates))
  const sources = new Set(chosen.map((candidate) => leaderOf(candidate.document.id))).size
  const answer = judgeAnswer(aim, chosen, computed !== undefined, sources)
  // Where a value was asked for and none was found, the nearest words are shown, not a page of them.
  const shown = answer.valueless ? chosen.slice(0, nearest) : chosen
  const findings: Finding[] =
    answer.state === 'unanswered' ? [] : [...(computed ? [computed] : []), ...shown.map(asFinding)]
  return {
    section: { heading: text, subQuestion: id, findings },
    planned: { id, text, origin, dependsOn, state: answer.state, why: answer.why },
    answer,
  }
}

/** The tables that the best candidates' rows come from, each once. */
function tablesOf(candidates: readonly Candidate[]): { document: Document; index: number }[] {
  const found = new Map<string, { document: Document; index: number }>()
  for (const { document, evidence, fromTable } of candidates.slice(0, 200)) {
    if (!fromTable) continue
    const index = document.tables.findIndex(
      (table) => evidence[0]!.start >= table.start && evidence[0]!.end <= table.end,
    )
    if (index >= 0) found.set(`${document.id} ${index}`, { document, index })
  }
  return [...found.values()]
}

/** A copy speaks through the document that leads its group; an older version speaks last. */
function preferLeadersAndNewer(
  candidates: readonly Candidate[],
  leaderOf: (id: DocumentId) => DocumentId,
  supersessions: readonly Supersession[],
): Candidate[] {
  const older = new Set(supersessions.map((version) => version.older))
  const rank = (candidate: Candidate): number =>
    candidate.score * (older.has(candidate.document.id) ? 0.5 : 1) +
    (leaderOf(candidate.document.id) === candidate.document.id ? 1e-6 : 0)
  return [...candidates]
    .map((candidate) => ({ ...candidate, score: rank(candidate) }))
    .sort((a, b) => b.score - a.score)
}

/** A sentence is published once, in the first section that wants it. */
function withoutRepeats(sections: readonly FoundSection[]): FoundSection[] {
  const said = new Set<string>()
  return sections
    .map((section) => ({
      ...section,
      findings: section.findings.filter(({ claim }) => {
        const key = claim.text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
        if (said.has(key)) return false
        said.add(key)
        return true
      }),
    }))
    .filter((section) => section.findings.length > 0)
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = []
  for (const candidate of candidates)
    if (!kept.some((other) => other.document.id === candidate.document.id && saysTheSame(other, candidate)))
      kept.push(candidate)
  return kept
}

function notesOf(
  task: ResearchTask,
  inquiries: readonly Inquiry[],
  written: readonly Written[],
  about: {
    readonly taken: readonly Document[]
    readonly copies: ReadonlyMap<DocumentId, readonly DocumentId[]>
    readonly supersessions: readonly Supersession[]
    readonly shelf: Shelf
  },
  sections: readonly FoundSection[],
): string[] {
  const words = wordsOf(task.language)
  const title = (id: DocumentId): string => about.taken.find((document) => document.id === id)?.title ?? id
  const cited = new Set(
    sections.flatMap(({ findings }) =>
      findings.flatMap(({ evidence }) => evidence.map(({ document }) => document)),
    ),
  )
  const notes: string[] = []
  if (sections.length === 0) notes.push(words.nothing)
  for (const { planned } of written)
    if (planned.state !== 'answered' && planned.origin !== 'facet')
      notes.push(`${quoteWords(task.language, [planned.text])}: ${planned.why}`)
  if (inquiries.some(({ gathered }) => gathered.endedBy === 'stop')) notes.push(words.stopped)
  if (inquiries.some(({ gathered }) => gathered.endedBy === 'budget')) notes.push(words.budget)
  for (const [leader, others] of about.copies)
    if (cited.has(leader) || others.some((id) => cited.has(id)))
      notes.push(words.copies(title(leader), others.length))
  for (const { newer, older } of about.supersessions)
    if (cited.has(newer) || cited.has(older)) notes.push(words.older(title(older), title(newer)))
  const gone = about.shelf.holdings.filter(
    (held) => held.state === 'missing' && held.document && cited.has(held.document),
  ).length
  if (gone > 0) notes.push(words.missing(gone))
  if (about.shelf.holdings.some((held) => held.document && held.language !== task.language))
    notes.push(words.languages)
  return notes
}
