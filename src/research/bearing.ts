import type { Document, Span } from '#vocabulary'
import { languageOf } from '#vocabulary'
import { termsOf } from '#library'
import { datesIn, namesIn, namesMatch, quantitiesIn } from '#reading'
import { attributesIn, readAsked, subjectsIn, type Asked, type AskedItem } from '#reasoning'
import type { Aim } from './aim.ts'
import { placesAbove } from './places-above.ts'

/** How a sentence or row bears on what is asked. */
export interface Bearing {
  /**
   * `direct`: it is about the subject, speaks of what is asked and holds such a value; `likely`: it is about the subject, holds
   * such a figure or day, and speaks of nothing that has a name; `close`: it speaks of what is asked, without a value; `near`:
   * nothing tells that it is about something else; `other`: it is about somebody or something else.
   */
  readonly kind: 'direct' | 'likely' | 'close' | 'near' | 'other'
  /** Which of the things asked it answers. */
  readonly item: number
  /** The values it gives for it, in its own words. */
  readonly values: readonly string[]
  /** The subject's name where only a heading, a caption or the title holds it, as it stands there, and its place if it stands in the text. */
  readonly lead?: { readonly name: string; readonly span?: Span }
}

const readings = new WeakMap<Aim, Asked>()

/** What an aim asks of whom, read once. */
export function askedBy(aim: Aim): Asked {
  let asked = readings.get(aim)
  if (!asked) readings.set(aim, (asked = readAsked(aim.text, aim.language)))
  return asked
}

/** Answers that are a value: a text either holds one or does not. */
const valued: ReadonlySet<AskedItem['expects']> = new Set([
  'quantity',
  'percent',
  'money',
  'date',
  'name',
  'place',
  'list',
])

/** Words of a question beside the names in it, at most, numbers apart: more are conditions that its attribute does not tell. */
const mostWords = { en: 4, zh: 8 } as const

/**
 * Whether a question asks a named subject for values alone, each by an attribute that is known by name, on no further conditions:
 * then what holds none does not answer it, and what does is told apart from what stands beside it.
 */
export function isPointed({ subjects, items }: Asked): boolean {
  return (
    subjects.length > 0 &&
    items.every(
      ({ text, expects, attributes, words }) =>
        valued.has(expects) &&
        attributes.length > 0 &&
        [...words].filter((word) => !/\d/.test(word)).length <=
          mostWords[languageOf(text) === 'zh' ? 'zh' : 'en'],
    )
  )
}

/** Tells how a text bears on an aim, by what it names, what it speaks of and what it holds. */
export function bearingOf(
  text: string,
  at: { readonly document: Document; readonly span: Span; readonly fromTable: boolean },
  aim: Aim,
): Bearing {
  const asked = askedBy(aim)
  // A question about nobody in particular is answered by whoever uses its words.
  if (asked.subjects.length === 0) return { kind: 'near', item: 0, values: [] }
  const about = aboutOf(text, at, asked.subjects)
  if (about === 'other') return { kind: 'other', item: 0, values: [] }
  const lead = typeof about === 'object' ? { lead: about } : {}
  const above = (): string => placesAbove(at.document, at.span).at(0)?.text ?? ''
  const found = asked.items.map((item, index) => {
    const told = valuesIn(text, item, asked.subjects, aim)
    return {
      index,
      speaks: speaksOf(text, above, item, asked),
      values: told.length === 0 && at.fromTable && item.expects === 'quantity' ? bareFigures(text) : told,
    }
  })
  // "Seat: Basle" under the heading "Novartis" names one of the firms that have their seat in Basle.
  const holder = about === 'own' && asked.manner === 'all' ? holderOf(text, at, asked) : undefined
  if (holder && found[0]!.speaks && found[0]!.values.length === 0)
    return { kind: 'direct', item: 0, values: [holder.name], lead: holder }
  const spoken = found.filter(({ speaks }) => speaks)
  const direct = spoken.find(
    ({ index, values }) => values.length > 0 || !valued.has(asked.items[index]!.expects),
  )
  const best = direct ?? spoken[0]
  if (about === 'unknown') return { kind: 'near', item: 0, values: [], ...lead }
  if (best) return { kind: direct ? 'direct' : 'close', item: best.index, values: best.values, ...lead }
  // A row that names the subject in a column of its own is led by what the question may ask for.
  const label = /^([^:：]{1,60})[:：]/u.exec(text)?.[1]?.trim()
  const named = asked.items[0]!.expects === 'place' || asked.items[0]!.expects === 'name'
  if (
    about === 'own' &&
    named &&
    at.fromTable &&
    label &&
    // A day or a number leads many rows, and names nobody.
    !/\d/.test(label) &&
    !asked.subjects.some((name) => label.includes(name))
  )
    return { kind: 'likely', item: 0, values: [label] }
  // "On 4 June 1976 she first saw the light": other words for what is asked, where nothing else is spoken of.
  const plain = asked.subjects.reduce((rest, name) => rest.replaceAll(name, ' '), text)
  const figures = found.filter(
    ({ index, values }) => values.length === 1 && isFigure(values[0]!, asked.items[index]!),
  )
  return about === 'own' && figures.length === 1 && attributesIn(plain).length === 0
    ? { kind: 'likely', item: figures[0]!.index, values: figures[0]!.values }
    : { kind: 'near', item: 0, values: [], ...lead }
}

/** Figures of a row whose unit stands in no cell: in the head of the column, or nowhere. */
function bareFigures(text: string): string[] {
  return quantitiesIn(text)
    .filter(({ unit, kind }) => unit === '' && kind !== 'ordinal')
    .map((quantity) => quantity.text)
}

/** A day, or an amount that what it counts or is measured in tells apart from others. */
function isFigure(value: string, { expects, attributes }: AskedItem): boolean {
  if (expects === 'date' || expects === 'money') return true
  const [quantity] = quantitiesIn(value)
  return (
    quantity !== undefined && attributes.some(({ unit }) => unit?.test(quantity.unit) && quantity.unit !== '')
  )
}

/** Whether it gives a value for what is asked. */
export function answersDirectly({ kind }: Bearing): boolean {
  return kind === 'direct' || kind === 'likely'
}

/** Whether a text is about one of the subjects, in its own words or by what stands above it. */
function aboutOf(
  text: string,
  { document, span }: { readonly document: Document; readonly span: Span },
  subjects: readonly string[],
): 'own' | 'unknown' | 'other' | { readonly name: string; readonly span?: Span } {
  const called = subjects.flatMap((name) => [name, ...aliasesIn(document, name)])
  if (called.some((name) => mentions(text, name))) return 'own'
  const named = namesIn(text).map((name) => name.text)
  if (named.some((name) => subjects.some((subject) => isRival(name, subject)))) return 'other'
  for (const place of placesAbove(document, span)) {
    const name = called.find((one) => mentions(place.text, one))
    if (name !== undefined) {
      const at = place.text.indexOf(name)
      const within =
        place.span && at >= 0
          ? { start: place.span.start + at, end: place.span.start + at + name.length }
          : undefined
      return {
        name,
        ...(within && document.text.slice(within.start, within.end) === name ? { span: within } : {}),
      }
    }
    const above = namesIn(place.text).map((one) => one.text)
    if (above.some((one) => subjects.some((subject) => isRival(one, subject)))) return 'other'
  }
  // A filing names its company on its first page and speaks of its board on the tenth.
  return named.length > 0 && !called.some((name) => isNamedIn(document, name)) ? 'other' : 'unknown'
}

const namings = new WeakMap<Document, Map<string, boolean>>()

function isNamedIn(document: Document, name: string): boolean {
  const known = namings.get(document) ?? new Map<string, boolean>()
  namings.set(document, known)
  let found = known.get(name)
  if (found === undefined) known.set(name, (found = document.text.toLowerCase().includes(name.toLowerCase())))
  return found
}

/** Of a label and its value, not of a sentence, what stands over it is the holder. */
function holderOf(
  text: string,
  { document, span }: { readonly document: Document; readonly span: Span },
  { subjects }: Asked,
): Bearing['lead'] {
  if (/[.!。！]["”’」』]?$/u.test(text)) return undefined
  for (const place of placesAbove(document, span)) {
    const [name] = namesGiven(place.text, subjects)
    if (name === undefined) continue
    const at = place.text.indexOf(name)
    const start = (place.span?.start ?? 0) + at
    return { name, ...(place.span && at >= 0 ? { span: { start, end: start + name.length } } : {}) }
  }
  return undefined
}

/** Whether a text speaks of a name: as it is written, or in a shorter or longer form of it. */
export function mentions(text: string, name: string): boolean {
  const plain = (one: string): string => one.normalize('NFKC').toLowerCase()
  if (plain(text).includes(plain(name))) return true
  return namesIn(text).some((other) => namesMatch(other.text, name))
}

/** Another thing of the same kind: another bridge, another institute, another person. */
function isRival(name: string, subject: string): boolean {
  if (namesMatch(name, subject)) return false
  if (/\p{Script=Han}/u.test(subject))
    return name.slice(-1) === subject.slice(-1) && /\p{Script=Han}/u.test(name)
  const [a, b] = [name, subject].map((one) => one.toLowerCase().split(/\s+/))
  return a!.length > 1 && (a!.at(-1) === b!.at(-1) || a![0] === b![0])
}

const aliases = new WeakMap<Document, Map<string, readonly string[]>>()

/** "Hoover Dam (胡佛水坝)": what else a document calls a name, in brackets beside it. */
function aliasesIn(document: Document, name: string): readonly string[] {
  const known = aliases.get(document) ?? new Map<string, readonly string[]>()
  aliases.set(document, known)
  let found = known.get(name)
  if (!found) known.set(name, (found = lookForAliases(document, name)))
  return found
}

/** Places at which a name is looked for, at most. */
const mostPlaces = 20

function lookForAliases({ text }: Document, name: string): string[] {
  const found = new Set<string>()
  let at = text.indexOf(name)
  for (let places = 0; at >= 0 && places < mostPlaces; places++) {
    const end = at + name.length
    const after = /^\s?[(（]\s*([^()（）\n]{2,60}?)\s*[)）]/u.exec(text.slice(end, end + 70))?.[1]
    const before = /(\p{Lu}[\p{L}\p{N}.'’&-]*(?: [\p{L}\p{N}.'’&-]+){0,5})\s?[(（]\s*$/u.exec(
      text.slice(Math.max(0, at - 70), at),
    )?.[1]
    for (const alias of [after, before]) if (alias !== undefined && isName(alias, name)) found.add(alias)
    at = text.indexOf(name, end)
  }
  return [...found]
}

/** In the other script, or an acronym of it. */
function isName(alias: string, name: string): boolean {
  const han = (text: string): boolean => /\p{Script=Han}/u.test(text)
  if (!han(name) && !han(alias)) return /^\p{Lu}{2,8}$/u.test(alias)
  return han(alias) !== han(name) && !/\d/.test(alias)
}

/** Share of the own words of what is asked that must be said where it has no name among the attributes. */
const leastSaid = 0.5

function speaksOf(
  text: string,
  above: () => string,
  { attributes, words, qualifiers }: AskedItem,
  { subjects }: Asked,
): boolean {
  const plain = subjects.reduce((rest, name) => rest.replaceAll(name, ' '), text)
  if (!qualifiers.every((word) => saysWord(`${plain}\n${above()}`, word))) return false
  if (attributes.some((attribute) => attribute.words.test(plain))) return true
  const terms = termsOf(`${plain}\n${above()}`)
  const said = [...words].filter((term) => terms.has(term)).length
  if (words.size > 0) return said / words.size >= (attributes.length > 0 ? 0.75 : leastSaid)
  return attributes.length === 0
}

/** A Chinese word as it stands, an English one by its stem. */
function saysWord(text: string, word: string): boolean {
  if (/\p{Script=Han}/u.test(word)) return text.includes(word)
  const terms = termsOf(text)
  return [...termsOf(word).keys()].every((term) => terms.has(term))
}

/** An amount of money that is told without a number: "it cost nothing", 分文未花. */
const noMoney =
  /(?<=\b(?:cost|costs|costing|paid|pays?|spent|charged?|charges)(?: (?:it|them|us|the \w+))? )nothing\b|\bfree of charge\b|\b(?:at|for|with) no (?:cost|charge)\b|分文(?:未|不)(?:花|取|收|付)|(?:没有?|未)花一?分?钱|一分钱(?:没|也没|都没|未)花?|免费|无偿/giu

/** The values of the kind asked for that a text gives, other than what the question gives itself. */
function valuesIn(
  text: string,
  { attributes, expects, counted: things }: AskedItem,
  subjects: readonly string[],
  aim: Aim,
): string[] {
  const isFresh = (part: string): boolean =>
    (part.normalize('NFKC').match(/\d+(?:[.,]\d+)*/g) ?? ['']).some((number) => !aim.given.has(number))
  switch (expects) {
    case 'quantity':
    case 'percent':
    case 'money':
      return [
        ...(expects === 'money' ? (text.match(noMoney) ?? []) : []),
        ...quantitiesIn(text)
          .filter(({ kind, unit, counted, text: said }) => {
            if (kind === 'ordinal' || !isFresh(said)) return false
            if (expects === 'percent') return unit === '%'
            if (expects === 'money') return unit.startsWith('currency') || (unit === '' && kind !== 'count')
            const measured = attributes.filter((one) => one.unit ?? one.counts)
            return (
              measured.length === 0 ||
              measured.some(
                (one) =>
                  (!one.unit || one.unit.test(unit)) &&
                  (!one.counts || counted === undefined || one.counts.test(counted)),
              )
            )
          })
          .map((quantity) => quantity.text),
      ]
    case 'date':
      return datesIn(text)
        .filter((date) => isFresh(date.text))
        .map((date) => date.text)
    case 'name':
    case 'place':
    case 'list':
      return [...(things ? countsOf(text, things, isFresh) : []), ...namesGiven(text, subjects)]
    case 'cause':
    case 'method':
    case 'polar':
    case 'any':
      return []
  }
}

/** "It has 74 members" tells how many, whoever they are. */
function countsOf(text: string, counted: string, isFresh: (part: string) => boolean): string[] {
  const wanted = termsOf(counted)
  return quantitiesIn(text)
    .filter(
      (one) =>
        one.kind === 'count' &&
        isFresh(one.text) &&
        [...termsOf(one.counted ?? '').keys()].some((term) => wanted.has(term)),
    )
    .map((one) => one.text)
}

const notValues = /^(?:the|in|on|at|a|an)?\s*(?:(?:19|20)\d\d|since|current|former|today)$/i
/** The names in a text that are not the subjects' own. */
export function namesGiven(text: string, subjects: readonly string[]): string[] {
  const own = (name: string): boolean =>
    subjects.some((subject) => namesMatch(name, subject) || subject.includes(name) || name.includes(subject))
  const named = namesIn(text)
    .map((name) => name.text.replace(/^(?:the|The)\s+/, ''))
    .filter((name) => !own(name) && !notValues.test(name))
  const dotted = [...text.matchAll(dottedName)].map(([name]) => withoutGrammar(name))
  const found = [...new Set([...dotted, ...named])].filter((name) => !own(name))
  if (found.length > 0 || languageOf(text) !== 'zh') return found
  // Names that no rule for names knows stand between the words of grammar.
  return subjectsIn(text, 'zh').filter((name) => !own(name))
}

/** Where a name with a dot in it ends: 奥桑娜·布伦卡托尔出任…. */
const dottedName =
  /\p{Script=Han}{1,8}(?:[·・]\p{Script=Han}{1,10}?)+(?=$|[^\p{Script=Han}·・]|出任|担任|任|于|是|的|在|为|由|曾|毕业|受雇|受聘|受训|受教|供职|就职|就读|学成|设计|出生|来到|负责|主持|领导|执掌|掌管|统领|获|现|自|和|与|及|等)/gu

/** 馆长是黛格娜·斯凯尔: grammar that ran into a name with a dot. */
function withoutGrammar(name: string): string {
  return name.replace(
    /^\p{Script=Han}*(?:由|名叫|名为|叫做|是|为|任|的|叫|起|者|长|和|与|及)(?=\p{Script=Han}{2,}[·・])/u,
    '',
  )
}
