import type { DocumentId, Evidence, Language } from '#vocabulary'
import { headingsAt } from '#vocabulary'
import { countTokens, type ModelSpec } from '#models'
import { evidenceAt } from '#reading'
import { tellQuote } from '#reasoning'
import { isAside, oneLine, type Candidate, type ReadPassage } from './candidates.ts'
import { selectDiverse } from './gather.ts'
import { askedBy, isPointed } from './bearing.ts'
import type { Inquiry } from './inquiry.ts'
import { missingItems } from './missing-items.ts'
import { statementsIn } from './statements.ts'
import type { Weighed } from './weighed.ts'
import { wordsOf } from './words.ts'

/** A statement that a writer may cite. */
export interface OfferedStatement {
  /** `E1`, `E2` …: short, made by code, resolved by code. */
  readonly id: string
  /** As it is read: a table's row is told with its headings. */
  readonly text: string
  /** The first is the statement itself. */
  readonly evidence: readonly Evidence[]
}

/** A passage with all its statements, so that each is read among its neighbours. */
export interface OfferedPassage {
  readonly about: Readonly<Record<string, string>>
  readonly statements: readonly OfferedStatement[]
}

/** Passages shown by their rank alone, where all is told and where something is not: a writer reads better than code. */
const unread = { settled: 2, open: 10 }
/** Passages that give one value for one thing: more say it once more. */
const sayingsOfOne = 3
/** A sentence that holds this much of a sub-question's weight says something on it. */
const touches = 0.36

/**
 * What a writer is shown for a sub-question: the passages that hold the best sentences, then the others in which
 * something bears on it and a few that only ranked well, whole, until the room is used up. Copies speak through their
 * leader; what a later version replaced is left out.
 *
 * @param room tokens
 */
export function offer(
  { aim, gathered }: Inquiry,
  candidates: readonly Candidate[],
  weighed: Pick<Weighed, 'leaderOf' | 'outdated' | 'supersessions'>,
  wanted: {
    readonly sentences: number
    readonly room: number
    readonly spec: Pick<ModelSpec, 'name'>
    readonly language: Language
  },
): OfferedPassage[] {
  const best = selectDiverse(candidates, aim, wanted.sentences * 2)
  const older = new Set(weighed.supersessions.map((version) => version.older))
  const evidenceOf = new Map(
    gathered.candidates.map((candidate) => [placeOf(candidate.evidence[0]!), candidate.evidence] as const),
  )
  const said = new Set<string>()
  const passages: OfferedPassage[] = []
  let count = 0
  let used = 0
  for (const read of bearing(inOrder(gathered.read, best, weighed.leaderOf), { aim, gathered })) {
    const statements = statementsIn(read.document, read.passage).flatMap((span) => {
      const own = evidenceAt(read.document, span.start, span.end)
      if (said.has(own.id) || weighed.outdated.has(own.id)) return []
      said.add(own.id)
      const evidence = evidenceOf.get(placeOf(own)) ?? [own]
      return [{ id: `E${++count}`, text: oneLine(tellQuote(read.document, own)), evidence }]
    })
    if (statements.length === 0) continue
    const about = aboutOf(read, older, wanted.language)
    const size = countTokens(
      [...Object.values(about), ...statements.map(({ text }) => `[E00] ${text}`)].join('\n'),
      wanted.spec,
    )
    if (used + size > wanted.room && passages.length > 0) {
      count -= statements.length
      continue
    }
    used += size
    passages.push({ about, statements })
  }
  return passages
}

/** Passages with the best sentences first, in their order, then the others by rank; each once, no copies. */
function inOrder(
  read: readonly ReadPassage[],
  best: readonly Candidate[],
  leaderOf: (id: DocumentId) => DocumentId,
): ReadPassage[] {
  const own = read.filter(({ document }) => leaderOf(document.id) === document.id)
  const holding = best.flatMap(
    ({ document, evidence: [main] }) =>
      own.find(
        ({ passage }) =>
          passage.document === document.id && passage.start < main!.end && passage.end > main!.start,
      ) ?? [],
  )
  return [...new Set([...holding, ...own])]
}

/**
 * Those in which something bears on what is asked, of those that give one value so many; then the next by rank, the
 * more, the more is asked of which no value is told directly.
 */
function bearing(
  reads: readonly ReadPassage[],
  { aim, gathered: { candidates, read } }: Pick<Inquiry, 'aim' | 'gathered'>,
): ReadPassage[] {
  const asked = askedBy(aim)
  const missing = new Set(missingItems({ aim, gathered: { candidates } }))
  const exact = isPointed(asked) && asked.manner === 'one'
  const byDocument = Map.groupBy(
    candidates.filter((one) => !isAside(one)),
    ({ document }) => document.id,
  )
  const told = new Map<string, number>()
  const adds = ({ bearing: { kind, item, values }, coverage }: Candidate): boolean => {
    if (kind !== 'direct' && kind !== 'likely')
      return exact ? kind === 'close' && missing.has(asked.items[item]!) : coverage >= touches
    const keys = values.map((value) => `${item} ${value.toLowerCase()}`)
    const fresh = keys.length === 0 || keys.some((key) => (told.get(key) ?? 0) < sayingsOfOne)
    if (fresh) for (const key of keys) told.set(key, (told.get(key) ?? 0) + 1)
    return fresh
  }
  const speaking = reads.filter(
    ({ document, passage }) =>
      byDocument
        .get(document.id)
        ?.filter(({ evidence: [main] }) => passage.start < main!.end && passage.end > main!.start)
        .map(adds)
        .includes(true) ?? false,
  )
  const shown = new Set(speaking)
  const known = new Set(reads)
  const others = read.filter((one) => known.has(one) && !shown.has(one))
  // Where code sees no value of anything, it cannot tell what bears on it.
  const all = missing.size === asked.items.length
  const most = missing.size === 0 && exact ? unread.settled : all ? others.length : unread.open
  return [...speaking, ...others.slice(0, most)]
}

function aboutOf(
  { document, passage }: ReadPassage,
  older: ReadonlySet<DocumentId>,
  language: Language,
): Record<string, string> {
  const heading = headingsAt(document, passage.start).join(' › ')
  return {
    source: document.title,
    ...(heading ? { heading } : {}),
    ...(document.publishedAt ? { published: document.publishedAt.slice(0, 10) } : {}),
    ...(older.has(document.id) ? { note: wordsOf(language).earlierVersion } : {}),
  }
}

function placeOf({ document, start, end }: Evidence): string {
  return `${document} ${start} ${end}`
}
