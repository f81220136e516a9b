import { languageOf, type Document, type Hit, type Passage } from '#vocabulary'
import { KaojuError } from '#runtime'
import type { Library } from '#library'
import type { Command, Session } from '../command.ts'
import { countOption } from '../command-line.ts'
import { fitWidth } from '../display-width.ts'
import { placeOf } from '../progress.ts'
import { paint } from '../terminal.ts'
import { fill } from '../words.ts'

interface Flags {
  readonly k?: number
}

/** `kaoju search QUERY`: passages by BM25, the best first. */
export const search: Command<Flags> = {
  declare: (declaration, words) => {
    declaration
      .description(words.commands.search)
      .argument(`<${words.metavar.query}>`, words.arguments.query)
      .addOption(countOption(`--k <${words.metavar.number}>`, words.options.limit, words).default(10))
  },

  run: async ([text = ''], { k = 10 }, session) => {
    const { context, words } = session
    if (text.trim() === '') throw new KaojuError('question-empty')
    const library = await session.openLibrary('read')
    if ((await library.counts()).passages === 0) throw new KaojuError('library-empty', { home: library.home })
    const { createRetriever } = await import('#retrieval')
    const retrieve = createRetriever('bm25', { library })
    const ranking = await retrieve({ text, language: languageOf(text), limit: k, origin: 'asked' }, context)
    const hits = await openHits(ranking.hits, library)
    return {
      exit: 0,
      document: { query: text, method: ranking.method, hits },
      text:
        hits.length === 0
          ? words.search.none
          : hits.map((hit, index) => shown(hit, index + 1, session)).join('\n\n'),
    }
  },
}

interface FoundPassage {
  readonly passage: string
  readonly document: string
  readonly score: number
  readonly title: string
  readonly uri?: string
  readonly page?: number
  readonly headings: readonly string[]
  readonly start: number
  readonly end: number
  readonly text: string
}

async function openHits(hits: readonly Hit[], library: Library): Promise<FoundPassage[]> {
  const passages = await library.passagesById(hits.map((hit) => hit.passage))
  const places = new Map<string, Pick<FoundPassage, 'title' | 'uri'>>()
  for (const id of new Set(hits.map((hit) => hit.document))) places.set(id, await placeIn(library, id))
  return hits.flatMap((hit) => {
    const passage = passages.get(hit.passage)
    return passage ? [found(hit, passage, places.get(hit.document)!)] : []
  })
}

async function placeIn(library: Library, id: Document['id']): Promise<Pick<FoundPassage, 'title' | 'uri'>> {
  const resolved = await library.resolve(id)
  const uri = resolved.kind === 'document' ? resolved.holding?.uri : undefined
  return { title: resolved.document.title, ...(uri ? { uri } : {}) }
}

function found(hit: Hit, passage: Passage, place: Pick<FoundPassage, 'title' | 'uri'>): FoundPassage {
  const { id, document, headings, page, start, end, text } = passage
  return {
    passage: id,
    document,
    score: hit.score,
    ...place,
    ...(page === undefined ? {} : { page }),
    headings,
    start,
    end,
    text,
  }
}

function shown(hit: FoundPassage, rank: number, { terminal, words }: Session): string {
  const colour = terminal.colour.out
  const places = [
    hit.uri ? placeOf(hit.uri) : hit.document,
    ...(hit.page === undefined ? [] : [fill(words.search.page, { page: hit.page })]),
    hit.passage,
    hit.score.toFixed(2),
  ]
  const head = paint([hit.title, ...hit.headings].join(' › '), 'bold', colour)
  const place = paint(`   ${places.join(' · ')}`, 'dim', colour)
  return `${rank}. ${head}\n${place}\n   ${fitWidth(hit.text.replace(/\s+/g, ' ').trim(), 300)}`
}
