import type { DocumentId } from '#vocabulary'
import type { Context } from '#runtime'
import { createActions, type Action, type ActionParts, type Observation, type Seen } from '#reasoning'
import { candidatesIn, type Candidate } from '../candidates.ts'
import { selectDiverse } from '../gather.ts'
import { inquire, type Inquiry, type PlannedInquiry } from '../inquiry.ts'
import { lookInto, type Looked } from '../look-into.ts'
import type { Study } from '../study.ts'
import { openNotebook, type Notebook } from './notebook.ts'

/** What an agent can do, what it has seen, and what of that is evidence. */
export interface Hand {
  readonly actions: readonly Action[]
  readonly notebook: Notebook
  /** Writes down what came of an action. @returns statements and results that are new */
  take(observation: Observation, action: Action, context: Context): Promise<number>
  /** The todos with all that was read since among their evidence: each weighs it by its own words. */
  evidenceFor(todos: readonly Looked[]): readonly Looked[]
}

/** Statements shown of what a search found, and of a document that is read. */
const shownFound = 6
const shownRead = 14

/** The hand of one topic: nobody else's finds come into it. */
export function openHand(todos: readonly Looked[], tools: readonly Action[], study: Study): Hand {
  const { parts, task } = study
  const notebook = openNotebook()
  const found: Inquiry[] = []
  const documents = new Set(todos.flatMap((one) => one.documents))
  const once = { ...study, measure: { ...study.measure, rounds: 1 } }
  const held = (): readonly DocumentId[] => [...documents]

  const look = async (query: string, within: boolean, context: Context): Promise<Observation> => {
    const before = [{ documents: held() }]
    const question: PlannedInquiry = { id: 'words', text: query, origin: 'action', dependsOn: [] }
    const one = await lookInto(question, { before, needed: false, query, within }, once, context)
    for (const id of one.documents) documents.add(id)
    return observed(one, shownFound)
  }
  const observed = (one: Inquiry, most: number): Observation => {
    found.push(one)
    const seen = seenIn(selectDiverse(one.gathered.candidates, one.aim, most))
    return seen.length === 0 ? { outcome: 'nothing' } : { outcome: 'seen', seen }
  }
  const readIn = async (some: readonly DocumentId[], context: Context): Promise<Observation> => {
    const text = todos.map((one) => one.text).join(' ')
    const where = { library: parts.library, shelf: parts.shelf, documents: some, fetched: true }
    const question: PlannedInquiry = { id: 'page', text, origin: 'action', dependsOn: [] }
    return observed(await inquire(question, text, task.language, once.measure, where, context), shownRead)
  }
  const given: ActionParts = {
    ...(parts.reach ? { search: (query, context) => look(query, false, context) } : {}),
    library: (query, context) => look(query, true, context),
    read: (id, context) => {
      const document = notebook.document(id)
      return document
        ? readIn([document], context)
        : Promise.resolve({ outcome: 'failed', code: 'unknown-id' })
    },
    statement: (id) => notebook.statement(id),
    statements: () => notebook.statements(),
  }
  for (const one of todos) notebook.take(seenIn(selectDiverse(one.gathered.candidates, one.aim, shownFound)))

  return {
    actions: [...createActions(given), ...tools],
    notebook,
    async take(observation, action, context) {
      if (observation.outcome !== 'seen') return 0
      const fresh = notebook.take(observation.seen)
      const brought = observation.seen.flatMap(({ at }) => (at.kind === 'document' ? [at.document] : []))
      if (!action.foreign || brought.length === 0) return fresh
      // What a tool said is a document by now: it is read like any other.
      for (const id of brought) documents.add(id)
      const read = await readIn(brought, context)
      return fresh + (read.outcome === 'seen' ? notebook.take(read.seen) : 0)
    },
    evidenceFor: (now) => now.map((one) => withEvidence(one, found, held())),
  }
}

function seenIn(candidates: readonly Candidate[]): Seen[] {
  return candidates.map(({ text, evidence, document }) => ({
    text,
    about: {
      source: document.title,
      ...(document.publishedAt ? { published: document.publishedAt.slice(0, 10) } : {}),
    },
    at: { kind: 'statement', evidence },
  }))
}

/** Passages that it did not have, each once, and their sentences by how they bear on it. */
function withEvidence(one: Looked, found: readonly Inquiry[], documents: readonly DocumentId[]): Looked {
  const known = new Set(one.gathered.read.map(({ passage }) => passage.id))
  const fresh = found
    .flatMap(({ gathered }) => gathered.read)
    .filter(({ passage }) => !known.has(passage.id) && known.add(passage.id))
  if (fresh.length === 0) return one
  const said = new Set(one.gathered.candidates.map(({ evidence }) => evidence[0]!.id))
  const more = fresh
    .flatMap((read) => candidatesIn(read, one.aim))
    .filter(({ evidence }) => !said.has(evidence[0]!.id) && said.add(evidence[0]!.id))
  const candidates = [...one.gathered.candidates, ...more].toSorted(
    (a, b) => b.score - a.score || (a.evidence[0]!.id < b.evidence[0]!.id ? -1 : 1),
  )
  return {
    ...one,
    documents: [...new Set([...one.documents, ...documents])],
    gathered: { ...one.gathered, candidates, read: [...one.gathered.read, ...fresh] },
  }
}
