import type { Entity, EntityId, EntityType } from '../world.ts'
import { typeWords } from './units.ts'

/**
 * Where a text speaks of things of the world, and of which.
 *
 * - `name`: by a whole name, in either language. `short`: by a part that people use (`Velmora`, a surname).
 * - `noun`: `the bridge`, `该桥`. `pronoun`: `it`, `其`. Both are resolved against what was spoken of before.
 */
export interface Mention {
  /** Those spoken of; with `oneOf` the candidates, likeliest first, of which it is one. */
  readonly entities: readonly EntityId[]
  readonly oneOf?: true
  readonly how: 'name' | 'short' | 'noun' | 'pronoun'
  /** By a chain (`the town where the designer of A was born`): its words tell nothing of the sentence. */
  readonly chain?: true
  readonly start: number
  readonly end: number
}

/** What was spoken of before a sentence, likeliest first. */
export type Topics = readonly EntityId[]

export interface MentionReader {
  /** Mentions by name, whole or short; in order, disjoint. */
  named(text: string): Mention[]
  /** Those, and what refers back to the topics or to earlier words of the same sentence. */
  resolved(text: string, topics: Topics): Mention[]
}

const articles = /^(?:the|an?|of|for|and|de|la|le)$/i
/** What companies are called besides companies. */
const trades = /^(?:works|holdings|shipping|instruments|group|ltd\.?|inc\.?)$/i
const types = Object.keys(typeWords) as EntityType[]
const enNouns = types.map((type) => ({
  type,
  shape: new RegExp(
    String.raw`(?<!\p{L})(?:the|this|that|both|these|those)\s+(?:(?:two|three|four|five|six|same|new|old|latter|said|aforementioned|other|three new)\s+)?(?:${typeWords[type].en})(?!\p{L}| hall)`,
    'giu',
  ),
}))
const zhNouns = types.map((type) => ({
  type,
  shape: new RegExp(
    `(?:该|这|此|本|那|两|三|四|五)(?:些|[两二三四五])?(?:座|个|家|位|条|处|项|所|名)?(?:${typeWords[type].zh})|(?<=^|[，；])(?:${typeWords[type].zh})(?=则|也(?!是一)|早在|本身)`,
    'gu',
  ),
}))
const enPronoun =
  /(?<!\p{L})(?:(it|its)|(he|she|his|her|him)|(they|their|both|them|the two|the three))(?!\p{L})/giu
const zhPronoun = /(它们|他们|两者|二者|两座|三者|三座)|([它该此]|其(?![他中余实次间它]))|([他她])/gu
const ordered =
  /(?<!\p{L})(?:(the former)(?=[’']s|[,.]| (?:is|was|has|had|cost|opened|drew|holds|covers|carries|one)(?!\p{L}))|the latter)(?!\p{L})|(前者)|后者/giu
const plural = /s$|ies$|two|three|four|five|both|these|those|people|men|women|些|[两二三四五]/iu

const opening =
  /^(?:located|based|situated|founded|established|built|designed|set|opened|headquartered|lying|standing|sponsored|hosted|held|first held|funded|directed|headed|led|run|born|trained|educated|employed)(?!\p{L})[^,;.]*, $|^(?:位于|坐落[于在]|地处|设在|总部(?:设?在|位于)|由|创[办立]于|成立于)[^，。；]*，$/iu

/** How many are meant by `the two bridges`, 三者; undefined: any number. */
function countIn(words: string): number | undefined {
  const counts: readonly (readonly [RegExp, number])[] = [
    [/both|two|[两二]/i, 2],
    [/three|三/i, 3],
    [/four|四/i, 4],
    [/five|五/i, 5],
  ]
  return counts.find(([shape]) => shape.test(words))?.[1]
}

/** Reads mentions of these entities. */
export function createMentionReader(entities: readonly Entity[]): MentionReader {
  const typeOf = new Map(entities.map((entity) => [entity.id, entity.type]))
  const names = indexNames(entities)
  const ofType = (type: EntityType, ids: Topics): EntityId[] => ids.filter((id) => typeOf.get(id) === type)

  function nounMentions(
    text: string,
    topics: (before: number) => Topics,
    here: (before: number) => Topics,
  ): Mention[] {
    return [...enNouns, ...zhNouns].flatMap(({ type, shape }) =>
      Array.from(text.matchAll(shape), (match): Mention | undefined => {
        const place = { how: 'noun' as const, start: match.index, end: match.index + match[0].length }
        // `The head of A` is whoever heads A, or P in `P, the head of A`, and nobody of an earlier sentence.
        // `P is the mayor` says what P is.
        if (
          type === 'person' &&
          /(?<!\p{L})(?:is|was|as|became|becomes|being|been|remains|are|were) $/iu.test(
            text.slice(0, match.index),
          )
        )
          return undefined
        // `The director today is P` says who it is.
        if (type === 'person' && namesWho(text, place.end)) return undefined
        const isOf = type === 'person' && /^ (?:of|at|for) /i.test(text.slice(place.end))
        const candidates = [...new Set(ofType(type, isOf ? here(match.index) : topics(match.index)))]
        if (candidates.length === 0) return undefined
        if (plural.test(match[0])) {
          const meant = candidates.slice(0, countIn(match[0]))
          return meant.length > 1 ? { entities: meant, ...place } : undefined
        }
        return { entities: candidates, oneOf: true, ...place }
      }).filter((mention) => mention !== undefined),
    )
  }

  /** `W, a company founded in 1933`, W，一家…的企业: what a thing is called after its name is the thing. */
  function appositiveMentions(text: string, found: readonly Mention[]): Mention[] {
    return found.flatMap((mention): Mention[] => {
      const type = mention.oneOf === true ? undefined : typeOf.get(mention.entities[0]!)
      if (type === undefined || mention.entities.length > 1) return []
      const rest = text.slice(mention.end)
      const { en, zh } = typeWords[type]
      const [match] =
        new RegExp(String.raw`^(?:,| [-–—]) an? (?:(?!and |or )[\p{Ll}-]+ ){0,3}?(?:${en})(?!\p{L})`, 'u').exec(rest) ??
        new RegExp(`^[，,—]+(?:这?是)?一[家座个名位所处项](?=[^，。；]{0,24}的?(?:${zh}))`, 'u').exec(rest) ??
        []
      if (match === undefined) return []
      const start = mention.end + match.search(/[\p{L}]/u)
      return [{ entities: mention.entities, how: 'noun', start, end: mention.end + match.length }]
    })
  } // prettier-ignore

  function pronounMentions(text: string, topics: (before: number) => Topics, outer: Topics): Mention[] {
    const found: Mention[] = []
    const add = (match: RegExpMatchArray, fits: (type: EntityType) => boolean, many: boolean): void => {
      const start = match.index ?? 0
      // `Located in T, it …` is not about T.
      const known = opening.test(text.slice(0, start)) && outer.length > 0 ? outer : topics(start)
      const candidates = [
        ...new Set([...aheadOf(text, start), ...known].filter((id) => fits(typeOf.get(id)!))),
      ]
      const place = { how: 'pronoun' as const, start, end: start + match[0].length }
      if (!many && candidates.length > 0) found.push({ entities: candidates, oneOf: true, ...place })
      if (!many || candidates.length < 2) return
      const type = typeOf.get(candidates[0]!)!
      const alike = ofType(type, candidates).slice(0, countIn(match[0]))
      if (alike.length > 1) found.push({ entities: alike, ...place })
    }
    for (const match of text.matchAll(enPronoun))
      add(
        match,
        (type) => match[3] !== undefined || (type === 'person') === (match[2] !== undefined),
        match[3] !== undefined,
      )
    for (const match of text.matchAll(zhPronoun))
      add(
        match,
        (type) =>
          match[1] !== undefined || match[0] === '其' || (type === 'person') === (match[3] !== undefined),
        match[1] !== undefined,
      )
    return found
  }

  /** `The former`, 后者: of the first two things of a kind that were spoken of. */
  function orderedMentions(text: string, topics: Topics): Mention[] {
    const kind = typeOf.get(topics.find((id) => ofType(typeOf.get(id)!, topics).length > 1) ?? topics[0]!)
    const pair = kind === undefined ? [] : ofType(kind, topics)
    return Array.from(text.matchAll(ordered), (match): Mention | undefined => {
      const entity = pair[match[1] === undefined && match[2] === undefined ? 1 : 0]
      const place = { how: 'noun' as const, start: match.index, end: match.index + match[0].length }
      return entity === undefined ? undefined : { entities: [entity], ...place }
    }).filter((mention) => mention !== undefined)
  }

  const named = (text: string): Mention[] => names(text)
  /** `T, the largest town on its shore, lies on L`: the lake is named behind the word that points at it. */
  const aheadOf = (text: string, at: number): Topics => {
    if (
      !/(?<!\p{L})(?:on|along|at) $/iu.test(text.slice(0, at)) ||
      !/^its (?:shores?|banks?)/iu.test(text.slice(at))
    )
      return []
    const lakes = names(text).filter((one) => typeOf.get(one.entities[0]!) === 'lake')
    return lakes.every((one) => one.start > at) ? lakes.flatMap((one) => one.entities) : []
  }
  const namesWho = (text: string, end: number): boolean => {
    const [is] =
      /^(?: (?:today|now|currently|at present|these days|since \d{4}))*,? (?:is|has been|remains|was)(?: currently| now| still)? /iu.exec(
        text.slice(end, end + 60),
      ) ?? []
    return is !== undefined && names(text).some((one) => one.start === end + is.length)
  }
  return {
    named,
    resolved(text, topics) {
      const found = named(text)
      // What stands earlier in the sentence is nearer than what stands before it.
      const here = (before: number): Topics =>
        found.filter((mention) => mention.end <= before).flatMap((mention) => mention.entities)
      const known = (before: number): Topics => [...here(before), ...topics]
      for (const mention of [
        ...appositiveMentions(text, found),
        ...orderedMentions(text, topics),
        ...nounMentions(text, known, here),
        ...pronounMentions(text, known, topics),
      ])
        if (!found.some((other) => other.start < mention.end && mention.start < other.end))
          found.push(mention)
      return found.toSorted((a, b) => a.start - b.start)
    },
  }
}

interface Name {
  readonly text: string
  readonly ids: EntityId[]
  readonly short: boolean
}

function indexNames(entities: readonly Entity[]): (text: string) => Mention[] {
  const byText = new Map<string, Name>()
  const add = (text: string, id: EntityId, short: boolean): void => {
    if (text.length < 2) return
    const known = byText.get(text)
    if (known === undefined) byText.set(text, { text, ids: [id], short })
    else if (known.short && short && !known.ids.includes(id)) known.ids.push(id)
  }
  for (const entity of entities) {
    add(entity.names.en.replace(/^the /i, '').toLowerCase(), entity.id, false)
    add(entity.names.zh.toLowerCase(), entity.id, false)
  }
  for (const entity of entities) {
    add(shortEnglish(entity).toLowerCase(), entity.id, true)
    add(shortChinese(entity), entity.id, true)
  }
  const byStart = new Map<string, Name[]>()
  for (const name of byText.values()) {
    const key = name.text.slice(0, 2)
    byStart.set(key, [...(byStart.get(key) ?? []), name])
  }
  for (const list of byStart.values()) list.sort((a, b) => b.text.length - a.text.length)
  return (text) => scan(text, byStart)
}

function scan(text: string, byStart: ReadonlyMap<string, readonly Name[]>): Mention[] {
  const lower = text.toLowerCase()
  const latin = (at: number): boolean => /[\p{Script=Latin}\d]/u.test(text[at] ?? '')
  const found: Mention[] = []
  for (let i = 0; i < text.length; i++) {
    if (latin(i) && latin(i - 1)) continue
    const name = byStart.get(lower.slice(i, i + 2))?.find(
      (one) =>
        lower.startsWith(one.text, i) &&
        !(latin(i + one.text.length) && latin(i + one.text.length - 1)) &&
        // Short names are names only where they are written as such.
        !(one.short && latin(i) && text[i] === lower[i]),
    )
    if (name === undefined) continue
    const end = i + name.text.length
    found.push({
      entities: name.ids,
      ...(name.ids.length > 1 && { oneOf: true as const }),
      how: name.short ? 'short' : 'name',
      start: i,
      end,
    })
    i = end - 1
  }
  return found
}

function shortEnglish(entity: Entity): string {
  const words = entity.names.en.split(/\s+/)
  if (entity.type === 'person') return words.length > 1 ? words.at(-1)! : ''
  const generic = new RegExp(`^(?:${typeWords[entity.type].en})$`, 'iu')
  const own = words.filter((word) => !articles.test(word) && !generic.test(word) && !trades.test(word))
  return own.length < words.length && own.join(' ').length > 3 ? own.join(' ') : ''
}

function shortChinese(entity: Entity): string {
  const name = entity.names.zh
  if (entity.type === 'person') return name.includes('·') ? name.slice(name.lastIndexOf('·') + 1) : ''
  const own = name.replace(new RegExp(`(?:工程|控股|航运|仪器)?(?:${typeWords[entity.type].zh})$`, 'u'), '')
  return own.length >= 2 && own !== name ? own : ''
}
