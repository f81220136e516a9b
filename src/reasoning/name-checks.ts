import { foldWidth, nameKey, namesMatch, type NameMention } from '#reading'
import type { Alignment } from './alignment.ts'
import type { Finding } from './findings.ts'
import type { Statement } from './statement.ts'
import { wordsIn } from './words.ts'

/** Checks that every name of the claim stands in the quotes, or, for who is spoken of, in their surroundings. */
export function checkNames({ claim, quotes }: Alignment, surroundings: readonly string[]): Finding[] {
  const texts = quotes.map(({ text }) => plainText(text))
  const around = surroundings.map((text) => plainText(text))
  return claim.names.flatMap((name): Finding[] => {
    if (standsIn(name, quotes, texts)) return []
    if (around.some((text) => holds(text, name))) return []
    const instead = counterpart(name, claim, quotes)
    return [{ code: 'name-missing', severity: 'missing', text: name.text, ...instead }]
  })
}

/** Whether a text holds a name, a Chinese one whose left edge is a guess too. */
export function holdsName(text: string, name: NameMention): boolean {
  return holds(plainText(text), name)
}

function plainText(text: string): string {
  return ` ${nameKey(text)} `
}

function standsIn(name: NameMention, quotes: readonly Statement[], texts: readonly string[]): boolean {
  return (
    texts.some((text) => holds(text, name)) ||
    quotes.some(({ names }) => names.some((other) => namesMatch(name.text, other.text) && fits(name, other)))
  )
}

/** An acronym may stand for the full name; a longer name is not shown by a shorter one that is all the source has, unless it is the surname. */
function fits(claimed: NameMention, found: NameMention): boolean {
  if (claimed.kind === 'acronym' || found.kind === 'acronym') return true
  return nameKey(claimed.text).split(' ').length <= nameKey(found.text).split(' ').length + 1
}

/** The whole name, or each of its telling words, stands in the text; for Chinese, all but a misread left edge. */
function holds(text: string, name: NameMention): boolean {
  const key = nameKey(name.text)
  if (key === '') return true
  if (/\p{Script=Han}/u.test(key)) return holdsHan(text, key, name)
  if (
    text.includes(` ${key} `) ||
    text.includes(` ${key}s `) ||
    (text.includes(key.replaceAll(' ', '')) && key.length > 5)
  )
    return true
  if (name.kind === 'identifier' || name.kind === 'acronym') return false
  const telling = wordsIn(name.text)
  if (telling.length === 0) return false
  if (telling.length === 1) return text.split(' ').some((word) => derived(key, word))
  return telling.every((word) => {
    const part = nameKey(name.text.slice(word.start, word.end))
    return text.includes(` ${part} `) || text.split(' ').some((other) => derived(part, other))
  })
}

/** Libya and Libyan, Beaufort and Beauforts: one name with another ending. */
function derived(name: string, word: string): boolean {
  const shorter = Math.min(name.length, word.length)
  if (shorter < 5 || Math.abs(name.length - word.length) > 3) return false
  let same = 0
  while (same < shorter && name[same] === word[same]) same++
  return (
    same === shorter ||
    (same >= 5 && same >= shorter - 1 && /(?:n|an|ian|ese|s)$/.test(name.length > word.length ? name : word))
  )
}

/**
 * Where a Chinese name begins is a guess, where it ends is not: a guess too long on the left still counts
 * when its last six characters stand together and the rest stands in the text.
 */
function holdsHan(text: string, key: string, name: NameMention): boolean {
  if (text.includes(key)) return true
  if (name.kind === 'title' || name.kind === 'identifier')
    return text.replaceAll(' ', '').includes(key.replaceAll(' ', ''))
  if (name.kind === 'person' || key.length <= 4) return false
  for (let cut = 1; key.length - cut >= 4; cut++)
    if (text.includes(key.slice(cut)) && text.includes(key.slice(0, cut + 1))) return true
  return false
}

/** The name of the same kind that the quotes have and the claim has not. */
function counterpart(
  name: NameMention,
  claim: Statement,
  quotes: readonly Statement[],
): { instead?: string; quote?: number } {
  for (const [quote, { names }] of quotes.entries()) {
    const other = names.find(
      (found) => found.kind === name.kind && !claim.names.some((own) => namesMatch(own.text, found.text)),
    )
    if (other) return { instead: foldWidth(other.text), quote }
  }
  return {}
}
