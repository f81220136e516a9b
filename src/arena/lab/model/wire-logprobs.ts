import type { Alternative, TokenChance } from './wire-pieces.ts'

/** Words that stand for each other where an answer says yes or no. */
const others: Readonly<Record<string, string>> = {
  yes: 'no',
  no: 'yes',
  true: 'false',
  false: 'true',
  是: '否',
  否: '是',
  不: '是',
  对: '不',
}

/** What might have stood there besides; none of it says yes or no. As many as can be asked for. */
const fillers =
  'The It In A This That There As On At One An We For Its By From Well Perhaps So And But'.split(' ')

/** No token is certain, and none impossible. */
const leastDoubt = 1e-4
const laterDoubt = 1e-3

/**
 * Log-probabilities of an answer's tokens: the first is as likely as the answer is sure, and where it says yes or no
 * the other word takes nearly all of the rest; those after it are nearly certain. The alternatives of a place, the
 * chosen one included, sum to 1 at most.
 *
 * @param top alternatives wanted at each place, 0 to 20
 */
export function tokenChances(tokens: readonly string[], sure: number, top: number): readonly TokenChance[] {
  return tokens.map((token, index) => {
    const chosen = index === 0 ? Math.min(1 - leastDoubt, Math.max(leastDoubt, sure)) : 1 - laterDoubt
    const other = index === 0 ? otherWord(token, tokens[1]) : undefined
    const all = [...alternatives(token, chosen, other, top)].sort((a, b) => b.logprob - a.logprob)
    // The chosen one is always told, even where it is not among the most likely.
    const shown = all.slice(0, top)
    return { ...alternative(token, chosen), top_logprobs: shown }
  })
}

function* alternatives(
  token: string,
  chosen: number,
  other: string | undefined,
  top: number,
): Generator<Alternative> {
  yield alternative(token, chosen)
  let rest = 1 - chosen
  if (other !== undefined) {
    yield alternative(other, rest * 0.97)
    rest *= 0.03
  }
  for (const filler of fillers.filter((each) => each !== token.trim()).slice(0, top)) {
    rest /= 2
    yield alternative(filler, rest)
  }
}

const alternative = (token: string, probability: number): Alternative => ({
  token,
  logprob: Math.log(probability),
  bytes: [...new TextEncoder().encode(token)],
})

/** The other word, written as the first is; undefined where the answer says neither yes nor no. */
function otherWord(token: string, next: string | undefined): string | undefined {
  const word = token.trim()
  const other = others[word.toLowerCase()]
  if (other === undefined) return undefined
  // A Han character may only begin a word: 是 in 是否, 不 in 不同, 对 in 对于.
  if (/\p{Script=Han}/u.test(word) && next !== undefined && !/^[\s\p{P}]|^[是对]/u.test(next))
    return undefined
  const cased =
    word === word.toLowerCase() ? other : word === word.toUpperCase() ? other.toUpperCase() : capital(other)
  return token.replace(word, cased)
}

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`
