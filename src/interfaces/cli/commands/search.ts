import { findPassages, type FoundPassage } from '../../runs/find-passages.ts'
import type { Command, Session } from '../command.ts'
import { countOption } from '../command-line.ts'
import { fitWidth } from '../display-width.ts'
import { placeOf } from '../telling.ts'
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
    const library = await session.openLibrary('read')
    const { method, hits } = await findPassages(text, k, library, context)
    return {
      exit: 0,
      document: { query: text, method, hits },
      text:
        hits.length === 0
          ? words.search.none
          : hits.map((hit, index) => shown(hit, index + 1, session)).join('\n\n'),
    }
  },
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
