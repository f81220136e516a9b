/**
 * Fills any JSON schema with what can be said to a prompt: each property by what its name and description mean.
 *
 * 1. What comes out fits the schema: lengths, numbers of items, ranges, choices, references, branches.
 * 2. Inside a list every object speaks of one thing (`Entry`): a planned question, a sentence, a verdict, a passage.
 * 3. What means nothing to it gets the shortest value that fits.
 *
 * Long because every type of a schema is filled here; what a schema allows is in `mind-schema-limits.ts`.
 */
import type { Desk } from './mind-desk.ts'
import {
  degreeOf,
  entriesOf,
  morePlanned,
  planGroups,
  textOf,
  wholePlan,
  type Entry,
  type Section,
} from './mind-entry.ts'
import type { ReadQuestion } from '../language/index.ts'
import type { Shown } from './mind-facts.ts'
import { tried } from './mind-fresh.ts'
import { sortAmong, traitOf } from './mind-kind.ts'
import { keywordsOf, namesOf, queriesOf } from './mind-plan.ts'
import { otherChoice } from './mind-faults.ts'
import { choiceOf, intentOf, wordsOf, type Intent } from './mind-intent.ts'
import {
  discriminatorOf,
  fitting,
  isObject,
  joined,
  listAt,
  numberAt,
  typeOf,
  within,
  type Schema,
} from './mind-schema-limits.ts'
import type { Json } from './model.ts'

/** An answer that fits the schema. */
export function fillSchema(schema: Json, desk: Desk): Json {
  return new Filler(schema, desk).fill(schema, { key: '', description: '', depth: 0, required: true })
}

interface Place {
  readonly key: string
  readonly description: string
  readonly depth: number
  readonly required: boolean
  readonly entry?: Entry
  /** Names of the properties beside it. */
  readonly beside?: readonly string[]
}

/** Levels, and values in all: more than a schema that can be met will need. */
const deepest = 300
const mostValues = 20_000
/** Items by which a list is made longer because it must be. */
const mostPadding = 200

class Filler {
  private filled = 0
  private readonly root: Json
  private readonly desk: Desk

  constructor(root: Json, desk: Desk) {
    this.root = root
    this.desk = desk
  }

  fill(given: Json, place: Place): Json {
    // Of a schema that nothing finite fits, an answer that breaks off somewhere.
    if (place.depth > deepest || ++this.filled > mostValues) return null
    const schema = this.resolved(given)
    const described = typeof schema['description'] === 'string' ? schema['description'] : place.description
    const at: Place = { ...place, description: described }
    if (this.isChoice(at) && allowsNull(schema) && !this.desk.chosen) return null
    if ('const' in schema) return schema['const']!
    if (Array.isArray(schema['enum'])) return this.choose(schema['enum'], at)
    const branches = listAt(schema, 'anyOf') ?? listAt(schema, 'oneOf')
    if (branches) return this.branch(schema, branches, at)
    switch (typeOf(schema)) {
      case 'object':
        return this.object(schema, at)
      case 'array':
        return this.array(schema, at)
      case 'string':
        return this.string(schema, at)
      case 'number':
      case 'integer':
        return this.number(schema, at)
      case 'boolean':
        return this.boolean(at)
      default:
        return null
    }
  }

  /** Whether one of the questions that the prompt lists is to be named. */
  private isChoice({ key, description, entry }: Place): boolean {
    const words = wordsOf(key)
    return (
      entry === undefined &&
      this.desk.reading.listed.length > 0 &&
      /\b(?:idx|index|id|number|no|choice|chosen|select(?:ed|ion)?|pick(?:ed)?|best)\b/.test(words) &&
      /question|candidate|choice|chosen|select|pick|best|atom|option|问题|候选|选/i.test(
        `${words} ${description}`,
      )
    )
  }

  /** Without references and with all parts of `allOf` in one. */
  private resolved(given: Json): Schema {
    let schema: Schema = isObject(given) ? given : {}
    for (let steps = 0; steps < 20; steps++) {
      const { $ref, ...rest } = schema
      if (typeof $ref !== 'string') break
      const target = this.at($ref)
      schema = { ...(isObject(target) ? target : {}), ...rest }
    }
    const all = listAt(schema, 'allOf')
    if (!all) return schema
    const { allOf: _, ...own } = schema
    return [own, ...all.map((part) => this.resolved(part))].reduce((a, b) => joined(a, b))
  }

  private at(reference: string): Json {
    if (reference === '#') return this.root
    return reference
      .replace(/^#\//, '')
      .split('/')
      .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<Json>((value, part) => {
        if (Array.isArray(value)) return (value as readonly Json[])[Number(part)] ?? {}
        return isObject(value) ? (value[part] ?? {}) : {}
      }, this.root)
  }

  /** Of branches that differ by an action the one that is to be taken; else the first that is something. */
  private branch(schema: Schema, branches: readonly Json[], place: Place): Json {
    const { anyOf: _, oneOf: __, ...own } = schema
    const whole = branches.map((branch) => joined(own, this.resolved(branch)))
    const names = whole.map((branch) => discriminatorOf(branch) ?? '')
    const wanted = names.some((name) => name !== '') ? this.action(names) : undefined
    const chosen = whole[wanted === undefined ? -1 : names.indexOf(wanted)]
    if (chosen) return this.fill(chosen, place)
    const deep = place.depth > 6 ? endOf(whole) : undefined
    return this.fill(deep ?? whole.find((branch) => typeOf(branch) !== 'null') ?? whole[0] ?? {}, place)
  }

  private object(schema: Schema, place: Place): Json {
    const properties = isObject(schema['properties']) ? schema['properties'] : {}
    const required = new Set((listAt(schema, 'required') ?? []).map(String))
    const keys = Object.keys(properties)
    const filled = keys
      .filter((key) => required.has(key) || place.depth < 6)
      .map(
        (key) =>
          [
            key,
            this.fill(properties[key]!, {
              key,
              description: '',
              depth: place.depth + 1,
              required: required.has(key),
              beside: keys,
              ...(place.entry ? { entry: place.entry } : {}),
            }),
          ] as const,
      )
    const others = [...required].filter((key) => !keys.includes(key))
    const additional = schema['additionalProperties']
    return Object.fromEntries([
      ...filled,
      ...others.map((key) => [
        key,
        this.fill(isObject(additional) ? additional : { type: 'string' }, {
          ...place,
          key,
          depth: place.depth + 1,
        }),
      ]),
    ]) as Json
  }

  private array(schema: Schema, place: Place): Json {
    const tuple =
      listAt(schema, 'prefixItems') ?? (Array.isArray(schema['items']) ? listAt(schema, 'items') : undefined)
    const below = { ...place, depth: place.depth + 1 }
    if (tuple) return tuple.map((item) => this.fill(item, below))
    const items = this.resolved(schema['items'] ?? { type: 'string' })
    const least = Math.min(numberAt(schema, 'minItems') ?? 0, mostPadding)
    const most = numberAt(schema, 'maxItems') ?? Infinity
    if (place.depth > 8 && least === 0) return []
    const needs = place.entry?.kind === 'planned' && typeOf(items) === 'integer' && /earlier|previous|depend|results?|steps?|前面|依赖|步骤/i.test(place.description) // prettier-ignore
    const intent = needs ? 'needs' : intentOf(place.key, place.description)
    const entries = this.entriesFor(intent, items, place, most).slice(0, most)
    const made = entries.map((entry) => this.fill(items, { ...below, entry, description: place.description }))
    const kept = typeOf(items) === 'string' ? made.filter((one) => one !== '') : made
    const unique = [...new Map(kept.map((one) => [JSON.stringify(one), one])).values()]
    return this.padded(unique, least, items, below)
  }

  /** Lists that must be longer get more of the same, and at last anything that fits. */
  private padded(made: readonly Json[], least: number, items: Schema, place: Place): Json[] {
    const all = [...made]
    const said = new Set(all.map((one) => JSON.stringify(one)))
    const more = morePlanned(this.desk, [])
    for (let at = 0; all.length < least; at++) {
      const one = more[at]
      const entry: Entry = one
        ? { kind: 'planned', one, at: all.length }
        : { kind: 'text', one: `${this.desk.reading.question.text} (${all.length + 1})`, at: all.length }
      const filled = this.fill(items, { ...place, entry })
      if (!said.has(JSON.stringify(filled)) || at > more.length + least) all.push(filled)
      said.add(JSON.stringify(filled))
    }
    return all
  }

  private entriesFor(
    intent: Intent | undefined,
    items: Schema,
    { entry, key, description, beside }: Place,
    most: number,
  ): Entry[] {
    if (entry) return this.within(intent, entry)
    const bound = Number.isFinite(most) ? most : undefined
    const keys = isObject(items['properties']) ? Object.keys(items['properties']) : []
    const inner = new Set(keys.map((one) => intentOf(one)))
    const grouped = this.groups(items, `${wordsOf(key)} ${description}`)
    if (grouped) return grouped.map((one, at) => ({ kind: 'section', one, at }))
    const { desk } = this
    const has = (...some: Intent[]): boolean => some.some((one) => inner.has(one))
    if (keys.length > 0 && desk.claims.length > 0) {
      if (has('verdict', 'quote') || inner.has('enough')) return entriesOf('verdict', desk)
      if (has('index') && has('answer', 'statement'))
        return desk.repaired.map((one, at) => ({ kind: 'repaired', one, at }))
    }
    if (has('subject') && has('object')) return entriesOf('triples', desk)
    if (intent === 'problems') return entriesOf('problems', desk)
    if (intent !== 'sections' && (has('queries') || (has('questions') && !has('answer'))))
      return entriesOf(
        intent === 'further' ? 'further' : intent === 'queries' ? 'queries' : 'questions',
        desk,
        bound,
      )
    if (this.wantsValues(intent, items, description))
      return desk.told.values.map((one, at) => ({ kind: 'value', one, at }))
    if (has('score', 'relevant') && has('index', 'address') && desk.reading.sources.length > 0)
      return entriesOf('order', desk)
    if (has('evidence', 'quote') && has('answer', 'statement') && intent !== 'sections')
      return entriesOf('sentences', desk)
    if (
      intent === 'evidence' &&
      !/\brank|order/i.test(`${wordsOf(key)} ${description}`) &&
      !this.besideText(beside) &&
      wantsRelevant(`${key} ${description} ${desk.reading.words}`)
    )
      return desk.relevant.some(({ mark, source }) => mark !== undefined && mark !== source.id)
        ? uniqueShown(desk.relevant).map((one, at) => ({ kind: 'shown', one, at }))
        : entriesOf('relevant', desk)
    if (intent === 'evidence' && /\brank|order|relevan|select/i.test(`${wordsOf(key)} ${description}`))
      return entriesOf('order', desk)
    if (intent === undefined || intent === 'action')
      return entriesOf(
        wantsPlan(desk.reading.words)
          ? wantsQueries(desk.reading.words)
            ? 'queries'
            : 'questions'
          : 'sentences',
        desk,
      )
    return entriesOf(intent, desk, bound)
  }

  /** Lists of sub-questions within a list: whole plans, or topics with what belongs to each; undefined: it is another list. */
  private groups(items: Schema, words: string): Section[] | undefined {
    const properties = isObject(items['properties']) ? items['properties'] : {}
    const lists = Object.entries(properties).filter(([name, value]) => {
      const schema = this.resolved(value)
      const of = typeOf(schema) === 'array' ? this.resolved(schema['items'] ?? {}) : {}
      return intentOf(name) === 'questions' && typeOf(of) === 'object'
    })
    if (lists.length === 0) return undefined
    if (/\bplans?\b|proposals?|alternatives?|方案|计划/i.test(words)) return wholePlan(this.desk)
    const told = /(?:at most|up to)\s+(\d+)\s+(?:topics|themes|groups)|至多\s*(\d+)\s*个(?:主题|课题)/i.exec(
      this.desk.reading.words,
    )
    return planGroups(this.desk, Number(told?.[1] ?? told?.[2] ?? Infinity))
  }

  /** Whether names, dates and figures by themselves are wanted, and no sentences. */
  private wantsValues(intent: Intent | undefined, items: Schema, description: string): boolean {
    const { desk } = this
    if ((intent !== 'answer' && intent !== 'object') || desk.told.values.length === 0) return false
    const told = `${description} ${JSON.stringify(items)}`
    return valueWords.test(told) || (!/sentence|句/i.test(told) && valueWords.test(desk.reading.words))
  }

  /** Whether a text stands beside a list of ids: then these are its evidence. */
  private besideText(beside: readonly string[] = []): boolean {
    return beside.some((key) => ['answer', 'sentences', 'statement'].includes(intentOf(key) ?? ''))
  }

  /** A list within a thing of a list: its sources, its quotes; what it does not have is left empty. */
  private within(intent: Intent | undefined, entry: Entry): Entry[] {
    const shown =
      entry.kind === 'said' || entry.kind === 'verdict' ? entry.one.from
      : entry.kind === 'section' ? this.statementsOf(entry.one)
      : entry.kind === 'value' || entry.kind === 'problem' ? entry.one.from
      : entry.kind === 'planned' ? (entry.one.from ?? [])
      : entry.kind === 'shown' ? [entry.one]
      : [] // prettier-ignore
    switch (intent) {
      case 'evidence':
      case 'quote':
      case 'address':
      case 'index':
        return [...new Map(shown.map((one) => [one.mark ?? one.url ?? one.sentence, one])).values()].map(
          (one, at) => ({ kind: 'shown', one, at }),
        )
      case 'needs':
      case 'more':
        return entry.kind === 'planned'
          ? (entry.one.needs ?? []).map((need, at) => ({ kind: 'text', one: String(need + 1), at }))
          : []
      case 'queries':
      case 'questions':
      case 'keywords':
        if (entry.kind === 'section')
          return entry.one.questions.map((one, at) => ({ kind: 'planned', one, at }))
        return entry.kind === 'planned' ? [entry] : []
      case 'sentences':
      case 'answer':
        return entry.kind === 'section'
          ? entry.one.said.map((one, at) => ({ kind: 'said', one, at }))
          : [entry]
      default:
        return []
    }
  }

  /** All that is known of a section's subject, what is told in it first. */
  private statementsOf({ heading, said }: Section): Shown[] {
    const { relevant } = this.desk
    const told = said.flatMap(({ from }) => from)
    return [...new Set([...told, ...relevant.filter(({ subject }) => subject === heading)])]
  }

  private string(schema: Schema, place: Place): string {
    const { desk } = this
    if (this.isChoice(place)) return fitting(desk.chosen?.id ?? '', schema, desk)
    if (place.entry?.kind === 'planned' && place.entry.one.mark !== undefined && asksForIds(place))
      return place.entry.one.mark
    const named = intentOf(place.key, place.description)
    const asQuery =
      (named === 'further' && /quer/i.test(place.key)) ||
      (named === undefined && place.entry?.kind === 'planned' && wantsQueries(desk.reading.words))
    const intent = asQuery ? 'queries' : named
    const other = /(?:keywords|words|query) in (English|Chinese)/i.exec(place.description)?.[1]
    const { read } = desk.reading.question
    if (other !== undefined && read && !place.entry) {
      const language = /english/i.test(other) ? 'en' : 'zh'
      const names = namesOf(read).map((name) => desk.reading.facts.nameIn(name, language))
      return fitting([...names, ...keywordsOf(read, language)].slice(0, 12).join(' '), schema, desk)
    }
    // A text beside a list of its sources carries no marks of its own; the list has them.
    const text =
      place.key === '' && !place.entry
        ? textOf('answer', desk, undefined)
        : textOf(intent, desk, place.entry, place.key)
    return fitting(text, schema, desk)
  }

  private number(schema: Schema, { key, description, entry }: Place): number {
    const intent = intentOf(key, description)
    const whole = typeOf(schema) === 'integer'
    if (this.isChoice({ key, description, depth: 0, required: true, ...(entry ? { entry } : {}) }))
      return within(Number(/\d+/.exec(this.desk.chosen?.id ?? '')?.[0] ?? noneIn(description + this.desk.reading.words)), schema, whole) // prettier-ignore
    if (entry?.kind === 'text' && /^\d+$/.test(entry.one))
      return (
        Number(entry.one) -
        (/\b(?:0|zero)-based\b|from (?:0|zero)\b|从\s*0|以\s*0/i.test(description) ? 1 : 0)
      )
    if (intent === 'outlook' && this.desk.outlook) return this.desk.outlook.amount
    if (this.desk.outlook && /^(?:low|lower|min|minimum)\b/.test(wordsOf(key))) return this.desk.outlook.low
    if (this.desk.outlook && /^(?:high|upper|max|maximum)\b/.test(wordsOf(key))) return this.desk.outlook.high
    const [, from, to] =
      /(-?\d+(?:\.\d+)?)\s*(?:-|–|—|to|and|到|至)\s*(\d+(?:\.\d+)?)/.exec(description) ?? []
    const low = numberAt(schema, 'minimum') ?? numberAt(schema, 'exclusiveMinimum') ?? Number(from ?? 0)
    const high =
      numberAt(schema, 'maximum') ??
      numberAt(schema, 'exclusiveMaximum') ??
      (to === undefined ? (whole ? 10 : 1) : Number(to))
    const id = Number(/\d+/.exec(textOf('index', this.desk, entry))?.[0] ?? 1)
    const wanted =
      intent === 'index' || intent === 'evidence' ? id
      : entry?.kind === 'planned' && entry.one.mark !== undefined ? Number(/\d+/.exec(entry.one.mark)?.[0] ?? entry.at + 1)
      : entry?.kind === 'planned' && intent === 'questions' ? entry.at + 1
      : intent === 'order' ? (entry ? (entry.kind === 'passage' && /id|index/.test(wordsOf(key)) ? id : entry.at + 1) : 1)
      : intent === 'count' ? this.desk.said.length
      : low + (high - low) * degreeOf(this.desk, entry) // prettier-ignore
    return within(wanted, schema, whole)
  }

  private boolean({ key, description, entry }: Place): boolean {
    const { desk } = this
    const trait = entry ? undefined : traitOf(key, desk.reading)
    if (trait !== undefined) return trait
    const degree = degreeOf(desk, entry)
    const right = ((): boolean => {
      // That a description speaks of questions does not make a yes or no one of them.
      switch (intentOf(key) ?? besidesQuestions(intentOf('', description))) {
        case 'problems':
          return desk.problems.length > 0
        case 'more':
        case 'needs':
        case 'further':
        case 'queries':
        case 'questions':
          return entry?.kind === 'planned' || entry?.kind === 'section' || desk.told.state !== 'yes'
        case 'conflict':
          return entry?.kind === 'verdict' ? entry.one.label === 'contradicted' : desk.conflicts.length > 0
        default:
          if (entry?.kind === 'planned' || entry?.kind === 'section') return true
          return /\b(?:not|un\w+|in(?:correct|valid|sufficient))\b/.test(wordsOf(key))
            ? degree < 0.5
            : degree > 0.5
      }
    })()
    return entry?.kind === 'verdict' ? right : otherChoice(right, [true, false], desk.wavering)
  }

  private choose(options: readonly Json[], { key, description, entry }: Place): Json {
    const names = options.map(String)
    const { desk } = this
    const degree = degreeOf(desk, entry)
    const intent = intentOf(key, description)
    const asVerdict =
      choiceOf(names, 'supported') !== undefined &&
      (intent === 'verdict' || entry?.kind === 'verdict' || desk.claims.length > 0)
    const { listed } = desk.reading
    const done = entry?.kind === 'planned' ? operationOf(names, entry.one.read) : undefined
    if (done !== undefined) return options[names.indexOf(done)]!
    const sort = entry ? undefined : sortAmong(names, `${key} ${description}`, desk.reading)
    const pick =
      listed.length > 0 && !entry && listed.some(({ id }) => names.includes(id)) && names.every((name) => listed.some(({ id }) => id === name) || choiceOf([name], 'no') !== undefined)
        ? (desk.chosen?.id ?? names.find((name) => choiceOf([name], 'no') !== undefined))
      : asVerdict ? this.verdict(names, entry)
      : intent === 'language' || (choiceOf(names, 'en') && choiceOf(names, 'zh')) ? choiceOf(names, desk.language)
      : sort !== undefined ? sort
      : choiceOf(names, 'search') !== undefined && choiceOf(names, 'answer') !== undefined ? this.action(names)
      : degree > 0.7 ? choiceOf(names, 'yes')
      : degree >= 0.4 ? (choiceOf(names, 'partly') ?? choiceOf(names, 'no'))
      : choiceOf(names, 'no') // prettier-ignore
    const found = pick === undefined ? undefined : options[names.indexOf(pick)]
    return found ?? options.find((option) => option !== null) ?? null
  }

  private verdict(names: readonly string[], entry: Entry | undefined): string | undefined {
    const label =
      entry?.kind === 'verdict' ? entry.one.label : (this.desk.verdicts[0]?.label ?? 'unsupported')
    const found = choiceOf(names, label)
    return (
      found ??
      (label === 'partly'
        ? (choiceOf(names, 'unsupported') ?? choiceOf(names, 'contradicted'))
        : choiceOf(names, 'unsupported'))
    )
  }

  /** The step that is to be taken next, by the name that it has here. */
  private action(names: readonly string[]): string | undefined {
    const { step, reading } = this.desk
    const answer = choiceOf(names, 'answer')
    const library = choiceOf(names, 'library')
    const search = choiceOf(names, 'search')
    switch (step.kind) {
      case 'finish':
        return answer ?? search
      case 'compute':
        return choiceOf(names, 'compute') ?? answer
      case 'read':
        return choiceOf(names, 'visit') ?? search ?? library ?? answer
      case 'search': {
        const { read } = step.planned ?? {}
        // What is one's own is looked through before the web is.
        const first =
          read === undefined ||
          !queriesOf(read, reading.language, reading.facts).some((query) => tried(query, reading))
        return (first ? (library ?? search) : (search ?? library)) ?? choiceOf(names, 'visit') ?? answer
      }
      default:
        return step.kind satisfies never
    }
  }
}

/** How a part of a plan comes to its answer, among choices such as `find`, `sum`, `maximum`; undefined: they are no such. */
export function operationOf(names: readonly string[], read: ReadQuestion | undefined): string | undefined {
  const named = (form: RegExp): string | undefined => names.find((name) => form.test(wordsOf(name)))
  const find = named(/^(?:find|look ?up|search|retrieve|查找|检索)$/)
  if (find === undefined || named(/^(?:sum|add|total|difference|subtract|求和|合计)$/) === undefined)
    return undefined
  switch (read?.form) {
    case 'sum':
      return named(/^(?:sum|add|total|求和|合计)$/)
    case 'difference':
      return named(/^(?:difference|subtract|差)$/) ?? find
    case 'compare':
      return (
        named(read.most ? /^(?:max|maximum|largest|most|最大)$/ : /^(?:min|minimum|smallest|least|最小)$/) ??
        find
      )
    case 'order':
      return named(/^(?:order|sort|rank|排序)$/) ?? find
    default:
      return find
  }
}

/** Words by which a value is wanted, as short as it can be told. */
const valueWords =
  /verbatim|as (?:it|they) stands?|\bfigures?\b|\bnames?, (?:a )?dates?|\bvalues?\b|short(?:est)? (?:answer|form|phrase)|\bfew(?:est)? words|only the (?:name|value|answer|number|date)|minimal|exact span|照抄|原样|逐字|名称、|数值|最短|几个字|只写答案|简短/i

/** Whether ids are wanted of all that has to do with what is asked. */
function wantsRelevant(text: string): boolean {
  return /relevan|\bbears? on|\bhelp|useful|contribut|\bconcern|speaks? (?:of|to)|to do with|\banswers?\b|相关|有关|有助|涉及|回答/i.test(
    text,
  )
}

function uniqueShown(shown: readonly Shown[]): Shown[] {
  return [...new Map(shown.map((one) => [one.mark ?? one.url ?? one.sentence, one])).values()]
}

function asksForIds({ key, description }: Place): boolean {
  return /\bids?\b|\bnumbers?\b|编号|序号/i.test(`${wordsOf(key)} ${description}`)
}

function allowsNull(schema: Schema): boolean {
  const { type } = schema
  const branches = listAt(schema, 'anyOf') ?? listAt(schema, 'oneOf') ?? []
  return (
    (Array.isArray(type) && (type as readonly Json[]).includes('null')) ||
    branches.some((branch) => isObject(branch) && branch['type'] === 'null')
  )
}

function besidesQuestions(intent: Intent | undefined): Intent | undefined {
  return intent === 'questions' || intent === 'queries' ? undefined : intent
}

/** The number that stands for none, where a prompt says which: `0 if none helps`, `none: -1`. */
function noneIn(text: string): number {
  const told =
    /(-?\d+)\s*(?:[=:：,，（(]|means|for|if|when|stands for|表示|代表|即|则|，)?\s*(?:that )?(?:none|no(?:ne)? of|nothing|no (?:question|candidate)|没有|都不|无)/i.exec(
      text,
    ) ?? /(?:none|nothing|no (?:question|candidate|one)|没有|都不|无)[^.。\d\n-]{0,40}?(-?\d+)/i.exec(text)
  return Number(told?.[1] ?? 0)
}

/** Of branches of something endless the one that ends it. */
function endOf(branches: readonly Schema[]): Schema | undefined {
  return (
    branches.find((branch) => typeOf(branch) === 'null') ??
    branches.find((branch) => !JSON.stringify(branch).includes('"$ref"'))
  )
}

/** Whether a prompt wants a question taken apart rather than answered. */
export function wantsPlan(words: string): boolean {
  return /sub-?(?:questions?|queries|topics?)|(?:search|google|web|retrieval)[\w ]{0,20}quer(?:y|ies)|\b(?:generate|write|propose|suggest|list|come up with|formulate)\b[^.\n]{0,60}\b(?:questions|quer(?:y|ies)|keywords)|子问题|拆解|(?:生成|写出|列出|提出)[^。\n]{0,20}(?:问题|查询|关键词|检索)/i.test(
    words,
  )
}

/** Whether the parts are wanted as words to look for. */
export function wantsQueries(words: string): boolean {
  return /quer(?:y|ies)|keywords|检索|查询|关键词/i.test(words) && !/sub-?questions?|子问题/i.test(words)
}
