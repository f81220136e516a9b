import type { Holding } from '#library'
import type { Command, Session } from '../command.ts'
import { displayWidth, fitWidth, padWidth } from '../display-width.ts'
import { placeOf } from '../telling.ts'
import { paint } from '../terminal.ts'
import { fill } from '../words.ts'

interface Flags {
  readonly all?: boolean
}

/** `kaoju list`: what the library holds, in order of arrival. */
export const list: Command<Flags> = {
  declare: (declaration, words) => {
    declaration.description(words.commands.list).option('--all', words.options.all)
  },

  run: async (_operands, { all = false }, session) => {
    const library = await session.openLibrary('read')
    const holdings = await library.holdings({ all })
    const { documents, passages } = await library.counts()
    const { words } = session
    return {
      exit: 0,
      document: { home: library.home, documents, passages, holdings },
      text:
        holdings.length === 0
          ? fill(words.list.empty, { home: library.home })
          : [...table(holdings, session), '', fill(words.list.total, { documents, passages })].join('\n'),
    }
  },
}

function table(holdings: readonly Holding[], { words, terminal }: Session): string[] {
  const rows = holdings.map((held) => [
    held.document?.slice(0, 10) ?? '–',
    words.list.states[held.state] || kindOf(held),
    held.language,
    String(held.passages),
    fitWidth(held.title, 40),
    placeOf(held.uri),
  ])
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column]!))))
  return rows.map((row, index) => {
    const line = row
      .map((cell, column) => padWidth(cell, widths[column]!))
      .join('  ')
      .trimEnd()
    return holdings[index]!.state === 'listed' ? line : paint(line, 'dim', terminal.colour.out)
  })
}

/** The ending of the file's name says more than a media type of 70 letters; an address on the web has a host too. */
function kindOf(held: Holding): string {
  const type = held.mediaType.split('/').pop()!
  if (held.uri.startsWith('file:')) return endingOf(held.uri) ?? type
  return type.length <= 8 || !URL.canParse(held.uri) ? type : (endingOf(new URL(held.uri).pathname) ?? type)
}

function endingOf(path: string): string | undefined {
  return /\.(\w{1,5})$/.exec(path)?.[1]?.toLowerCase()
}
