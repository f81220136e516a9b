import { KaojuError } from '#runtime'
import type { Command } from '../command.ts'
import { displayWidth, padWidth } from '../display-width.ts'
import { fill, type Words } from '../words.ts'

/** `kaoju token add NAME`: makes a token for `kaoju serve`, and shows it this once. */
export const tokenAdd: Command = {
  declare: (declaration, words) => {
    const { tokens, metavar } = words.serve
    declaration.description(tokens.add).argument(`<${metavar.name}>`, tokens.name)
  },

  run: async ([given = ''], _flags, { settings, words, terminal }) => {
    const name = given.trim()
    if (!/^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,63}$/u.test(name)) throw refused(given, words.serve.tokens.badName)
    const { addToken } = await import('../../server/tokens.ts')
    const token = addToken(settings.home, name, Date.now())
    if (token === undefined) throw refused(name, words.serve.tokens.taken)
    terminal.note(words.serve.tokens.once)
    return { exit: 0, document: { name, token }, text: token }
  },
}

/** `kaoju token list`: names and days, never the tokens. */
export const tokenList: Command = {
  declare: (declaration, words) => {
    declaration.description(words.serve.tokens.list)
  },

  run: async (_operands, _flags, { settings, words }) => {
    const { listTokens } = await import('../../server/tokens.ts')
    const tokens = listTokens(settings.home).map(({ name, created }) => ({ name, created }))
    const width = Math.max(...tokens.map(({ name }) => displayWidth(name)))
    const lines = tokens.map(({ name, created }) => `${padWidth(name, width)}  ${created.slice(0, 10)}`)
    return {
      exit: 0,
      document: { tokens },
      text: lines.length === 0 ? words.serve.tokens.none : lines.join('\n'),
    }
  },
}

/** `kaoju token revoke NAME`: a running server refuses it from the next request on. */
export const tokenRevoke: Command = {
  declare: (declaration, words: Words) => {
    const { tokens, metavar } = words.serve
    declaration.description(tokens.revoke).argument(`<${metavar.name}>`, tokens.name)
  },

  run: async ([given = ''], _flags, { settings, words }) => {
    const name = given.trim()
    const { revokeToken } = await import('../../server/tokens.ts')
    if (!revokeToken(settings.home, name)) throw refused(name, words.serve.tokens.unknown)
    return {
      exit: 0,
      document: { revoked: name },
      text: fill(words.serve.tokens.revoked, { name }),
    }
  },
}

function refused(option: string, reason: string): KaojuError {
  return new KaojuError('option-invalid', { option: option || 'NAME', reason })
}
