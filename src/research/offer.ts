import type { DocumentId, Evidence, Language } from '#vocabulary'
import { headingsAt } from '#vocabulary'
import { countTokens, type ModelSpec } from '#models'
import { evidenceAt } from '#reading'
import { tellQuote } from '#reasoning'
import { oneLine, type Candidate, type ReadPassage } from './candidates.ts'
import { selectDiverse } from './gather.ts'
import type { Inquiry } from './inquiry.ts'
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

/**
 * What a writer is shown for a sub-question: the passages that hold the best sentences, then those that ranked
 * best, whole, until the room is used up. Copies speak through their leader; what a later version replaced is
 * left out.
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
  for (const read of inOrder(gathered.read, best, weighed.leaderOf)) {
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
