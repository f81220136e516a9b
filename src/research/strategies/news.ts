import { z } from 'zod'
import type { Document, DocumentId } from '#vocabulary'
import type { Context } from '#runtime'
import { aimAt, type Aim } from '../aim.ts'
import { arrivalsSince, type Arrival, type Arrivals } from '../arrivals.ts'
import { asksForNews } from '../asks-for-news.ts'
import { candidatesIn, type Candidate } from '../candidates.ts'
import { asFinding } from '../conflicts.ts'
import { findCopies } from '../copies.ts'
import type { Effort } from '../effort.ts'
import { goesOn } from '../go-on.ts'
import { instant, newsWordsOf } from '../news-words.ts'
import { withoutRepeats } from '../sections.ts'
import type { Findings, FoundSection, ResearchTask, StrategyParts, StrategyPlug } from '../strategy.ts'
import { wordsOf } from '../words.ts'

/**
 * What has arrived since the last run: documents that feeds brought and files that were added, the newest first, by
 * feed, site or folder, each told by its own leading sentences (the lead baseline of news summarisation; Nenkova and
 * McKeown, "Automatic Summarization", 2011), or, where the question names a matter, by those that speak of it. Copies
 * of one text are told once. Nothing is looked up outside and no model writes: what arrived is quoted.
 */
export const plug: StrategyPlug<Record<string, never>> = {
  name: 'news',
  options: z.object({}) as z.ZodType<Record<string, never>>,
  create: (_, parts) => (task, context) => runNews(task, parts, context),
}

/** Documents told, and sentences of each. */
const measures: Record<Effort, { readonly documents: number; readonly sentences: number }> = {
  glance: { documents: 10, sentences: 1 },
  quick: { documents: 20, sentences: 1 },
  standard: { documents: 40, sentences: 2 },
  deep: { documents: 80, sentences: 3 },
  exhaustive: { documents: 200, sentences: 3 },
}
/** A lead stands at the beginning; what speaks of a matter may stand further in. */
const leadPassages = 4
const topicPassages = 60
/** Share of the matter's weight that a sentence and its headings must hold. */
const speaksOf = 0.4

interface Told {
  readonly arrival: Arrival
  readonly sentences: readonly Candidate[]
}

async function runNews(task: ResearchTask, parts: StrategyParts, context: Context): Promise<Findings> {
  const { library, shelf } = parts
  const { question, language } = task
  const q1 = { id: 'q1', text: question.trim(), origin: 'asked', dependsOn: [] }
  context.emit({ type: 'plan-made', plan: [{ ...q1, state: 'unanswered', why: '' }] })
  const about = asksForNews(question, language)?.about
  const arrivals = await arrivalsSince(task.since, shelf, library, context)
  const aim = about === undefined ? undefined : await aimAt(about, language, library, shelf.scope)
  const { told, copies, all, stopped } = await tell(arrivals, aim, task, parts, context)
  const notes = notesOf({ arrivals, told, all, about, copies, stopped }, task)
  return {
    plan: [{ ...q1, state: stopped ? 'partly' : 'answered', why: notes[0]! }],
    sections: sectionsOf(told, language),
    conflicts: [],
    copies: new Map([...copies].map(([leader, others]) => [leader.id, others])),
    notes,
  }
}

/** What each document says, as far as the effort goes; copies through the one that leads them. */
async function tell(
  { documents }: Arrivals,
  aim: Aim | undefined,
  task: ResearchTask,
  { library, shelf }: StrategyParts,
  context: Context,
): Promise<{
  readonly told: readonly Told[]
  readonly copies: ReadonlyMap<Document, readonly DocumentId[]>
  /** Documents that could have been told. */
  readonly all: number
  readonly stopped: boolean
}> {
  const measure = measures[task.effort]
  const held = new Map<DocumentId, Document>()
  // Of what speaks of a matter nobody knows before it was read.
  const looked = documents.slice(0, aim ? 5 * measure.documents : 2 * measure.documents)
  for (const { document: id } of looked) {
    const document = await shelf.document(id)
    if (document) held.set(id, document)
  }
  const groups = findCopies([...held.values()], shelf.isOwn)
  const led = new Set([...groups.values()].flat())
  const told: Told[] = []
  let candidates = 0
  let stopped = false
  for (const [index, arrival] of looked.entries()) {
    const document = held.get(arrival.document)
    if (!document || led.has(document.id)) continue
    if (told.length === measure.documents) {
      candidates++
      continue
    }
    if (index % 10 === 0 && !(await goesOn(`news/go-on-${index}`, context))) {
      stopped = true
      break
    }
    const passages = await library.passages(document.id)
    const sentences = sentencesOf(document, passages, aim, task, measure.sentences)
    if (aim && sentences.length === 0) continue
    candidates++
    told.push({ arrival, sentences })
  }
  const copies = new Map([...groups].map(([leader, others]) => [held.get(leader)!, others]))
  const beyond = documents.length - looked.length
  return { told, copies, all: aim ? candidates : candidates + beyond, stopped }
}

function sentencesOf(
  document: Document,
  passages: Awaited<ReturnType<StrategyParts['library']['passages']>>,
  aim: Aim | undefined,
  { language }: ResearchTask,
  most: number,
): Candidate[] {
  const anything: Aim = {
    text: '',
    language,
    expects: 'any',
    weights: new Map(),
    absent: [],
    given: new Set(),
  }
  const found = passages
    .slice(0, aim ? topicPassages : leadPassages)
    .flatMap((passage) => candidatesIn({ passage, document, rankScore: 1 }, aim ?? anything))
    .filter(({ fromTable }) => !fromTable || aim !== undefined)
  const inOrder = (a: Candidate, b: Candidate): number => a.evidence[0]!.start - b.evidence[0]!.start
  // Passages may overlap: one sentence is told once.
  const once = [...new Map(found.map((one) => [one.evidence[0]!.start, one])).values()]
  if (!aim) return once.toSorted(inOrder).slice(0, most)
  return once
    .filter(({ coverage }) => coverage >= speaksOf)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .toSorted(inOrder)
}

function sectionsOf(told: readonly Told[], language: ResearchTask['language']): FoundSection[] {
  const groups = Map.groupBy(told, ({ arrival }) => arrival.group ?? newsWordsOf(language).files)
  return withoutRepeats(
    [...groups].map(([heading, members]) => ({
      heading,
      findings: members.flatMap(({ sentences }) => sentences.map(asFinding)),
    })),
  )
}

/** What a reader must know; the first says how it stands. */
function notesOf(
  {
    arrivals,
    told,
    all,
    about,
    copies,
    stopped,
  }: {
    readonly arrivals: Arrivals
    readonly told: readonly Told[]
    readonly all: number
    readonly about: string | undefined
    readonly copies: ReadonlyMap<Document, readonly DocumentId[]>
    readonly stopped: boolean
  },
  { language }: ResearchTask,
): string[] {
  const words = newsWordsOf(language)
  const { documents, since, unread } = arrivals
  const when = since === undefined ? words.lately : words.since(instant(since))
  const count = documents.length
  const silent = told.filter(({ sentences }) => sentences.length === 0).length
  const updated = told.filter(({ arrival }) => arrival.updated).length
  const first =
    count === 0
      ? words.none(when)
      : about === undefined
        ? words.found(count, when)
        : all === 0
          ? words.noneAbout(about, count, when)
          : words.foundAbout(all, about, count, when)
  return [
    first,
    ...(updated > 0 ? [words.updated(updated)] : []),
    ...(told.length < all ? [words.cut(told.length, all)] : []),
    ...(silent > 0 ? [words.silent(silent)] : []),
    ...(unread > 0 ? [words.unread(unread)] : []),
    ...[...copies].map(([leader, others]) => wordsOf(language).copies(leader.title, others.length)),
    ...(stopped ? [wordsOf(language).stopped] : []),
  ]
}
