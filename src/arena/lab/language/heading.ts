import type { EntityType } from '../world.ts'
import { entityTypes, nameShapes, typeOfName } from './name-shapes.ts'
import { translateName } from './names.ts'
import { normal } from './normal.ts'

/** Of whom rows tell. */
export interface Subject {
  readonly name: string
  readonly type: EntityType
}

/** What stands before the words of a line in lists and headings. */
export const bullets =
  /^(?:[-*•·–—>+]\s{0,4}|\d{1,3}[.)、]\s{1,4}|#{1,6}\s{1,4}|[[【][^\]】\n]{1,16}[\]】][:：]?\s{0,4}){0,4}/u

/** The thing that these words name, and nothing else. */
export function subjectNamed(text: string): Subject | undefined {
  const name = text.replaceAll(/^["'“‘]|["'”’]$/g, '')
  const type = typeOfName(name)
  return type && /^(?:\p{Lu}|\p{Script=Han})/u.test(name) ? { name, type } : undefined
}

const anyName = new RegExp(
  entityTypes
    .filter((type) => type !== 'town')
    .map((type) => `(?<${type}>${nameShapes[type]})`)
    .concat(`(?<town>${nameShapes.town})`)
    .join('|'),
  'gu',
)
const titled =
  /(?:^|[\s{,<"'])(?:title|heading|subject|name|标题|题目|名称)["']?\s{0,3}[=:：]\s{0,3}["'“«《]?([^"”'\n]{2,120})/iu

/**
 * Of whom the rows below tell: a title, or a line that begins with a name and is no whole sentence. A single word that
 * begins with a capital is a town only where it is coined of the world's syllables: `Contents` is none.
 */
export function subjectOf(line: string): Subject | undefined {
  const title = titled.exec(line.slice(0, 400))?.[1]
  const text = normal((title ?? line).replace(bullets, '')).replaceAll(/^["'“‘<{(]{1,3}/g, '')
  if (text.length > 90 || (!title && /[.。!?！？]["'”’)]?$/.test(text))) return undefined
  for (const match of text.matchAll(anyName)) {
    const [type] = Object.entries(match.groups!).find(([, name]) => name !== undefined)!
    const [name] = match
    // `Notes on Orlin Bridge`: the first word is nobody's name.
    if (type === 'town' && !isCoined(name)) continue
    if (match.index > 0 && !title && !line.startsWith('#')) return undefined
    return { name, type: type as EntityType }
  }
  return undefined
}

function isCoined(name: string): boolean {
  return translateName(name, 'en') !== undefined && translateName(name, 'zh') !== undefined
}
