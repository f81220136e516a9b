import type { Resource } from '@modelcontextprotocol/client'
import { plainWords } from '../plain-words.ts'
import type { FoundItem } from './found-item.ts'

/**
 * Resources of a server that cannot be searched, by how much of the query their names and descriptions hold; what
 * holds nothing of it is left out. Words of scripts without spaces are taken as pairs of characters.
 */
export function rankResources(resources: readonly Resource[], query: string): FoundItem[] {
  const wanted = new Set(termsOf(query).filter((term) => !empty.has(term)))
  return resources
    .map((resource) => {
      const { uri, name, title, description } = resource
      const named = new Set(termsOf(`${title ?? ''} ${name} ${decoded(uri)}`))
      const described = new Set(termsOf(description ?? ''))
      let score = 0
      for (const term of wanted) score += named.has(term) ? 2 : described.has(term) ? 1 : 0
      return { resource, score }
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 200)
    .map(({ resource: { uri, name, title, description } }) => ({
      resource: uri,
      title: plainWords(title ?? name, 300) || uri.slice(0, 300),
      snippet: plainWords(description ?? '', 1_000),
    }))
}

/** Words that say nothing of what is sought. */
const empty = new Set(
  'a about an and are as at be by can did do does for from had has have how i in is it its may me my of on or our she so than that the their then there these they this to us was we were what when where which who whom whose why will with would you your 的了 什么 多少 怎么 如何 哪些'.split(
    ' ',
  ),
)

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

function termsOf(text: string): string[] {
  const words =
    text
      .slice(0, 5_000)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  return words.flatMap((word) => {
    if (!unspaced.test(word)) return word.length > 1 ? [word.replace(/(?<=\p{L}{3})s$/u, '')] : []
    const characters = [...word]
    return characters.length === 1
      ? characters
      : characters.slice(1).map((one, index) => characters[index]! + one)
  })
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}
