/**
 * What the texts of a prompt state, each with where it stands, and looked up by subject and relation.
 *
 * 1. A fact is told only when a statement that was shown says it.
 * 2. What stands in an instruction to whoever reads is no statement, nor is the same where its source says it once more;
 *    it is kept apart for those who obey.
 * 3. Of what changes with the years the newest counts; of what does not, every value that is stated is a side.
 *
 * Long because facts, sides and names that are the same need one another.
 */
import {
  relations,
  translateName,
  type ReadStatement,
  type ReadValue,
  type Relation,
} from '../language/index.ts'
import { isInstruction } from './mind-instruction.ts'
import { pairsIn } from './mind-pairs.ts'
import { readTold } from './mind-rows.ts'
import { addressesIn, type Source } from './mind-source.ts'

/** A statement and how it can be cited. */
export interface Shown extends ReadStatement {
  /** Inline id at its line, else the id of its source. */
  readonly mark?: string
  readonly source: Source
  readonly url?: string
  /** It stands in an instruction. */
  readonly planted?: true
}

/** A value and those who say so; several sides: a disagreement. */
export interface Side {
  readonly value: ReadValue
  readonly asOf?: number
  readonly past: boolean
  readonly shown: readonly Shown[]
}

/** What is known of a subject in a relation; no sides: nothing was shown. */
export interface Settled {
  readonly subject: string
  readonly relation: Relation
  readonly sides: readonly Side[]
}

/** Names as they are compared: case, width, articles and white space do not count. */
export function folded(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^(?:the|an?)\s+/, '')
    .replace(/[\s’'"“”「」《》·]+/g, (run) => (/\s/.test(run) ? ' ' : ''))
    .trim()
}

const canonicals = new Map<string, string>()

/** What is said by which source: passages of one page have one title. */
function sayingIn({ source, subject, relation, value }: Shown): string {
  return JSON.stringify([source.url ?? source.title ?? source.text, subject, relation, value])
}

/** A name and its transliteration are the same name. */
function canonical(name: string): string {
  const known = canonicals.get(name)
  if (known !== undefined) return known
  const made = folded((/\p{Script=Han}/u.test(name) ? translateName(name, 'en') : undefined) ?? name)
  if (canonicals.size > 20_000) canonicals.clear()
  canonicals.set(name, made)
  return made
}

const byId = new Map(relations.map((relation) => [relation.id, relation]))

/** The relation of this id. */
export function relationOf(id: string): Relation | undefined {
  return byId.get(id)
}

/** Two values that say the same: a year agrees with a day in it. */
export function agree(a: ReadValue, b: ReadValue, same: (name: string, other: string) => boolean): boolean {
  if (a.kind === 'quantity') return b.kind === 'quantity' && a.unit === b.unit && near(a.amount, b.amount)
  if (a.kind === 'date') return b.kind === 'date' && (a.date.startsWith(b.date) || b.date.startsWith(a.date))
  return b.kind === 'name' && same(a.name, b.name)
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))

/** All that was shown, by subject and relation. */
export class Facts {
  readonly shown: readonly Shown[]
  /** What instructions in the texts want told. */
  readonly planted: readonly Shown[]
  private readonly bySubject = new Map<string, Shown[]>()
  private readonly alias = new Map<string, string>()

  constructor(sources: readonly Source[]) {
    const read = sources.flatMap(readSource)
    this.planted = read.filter(({ planted }) => planted)
    const pressed = new Set(this.planted.map(sayingIn))
    this.shown = read.filter((one) => !one.planted && !pressed.has(sayingIn(one)))
    const known = new Set(
      this.shown.flatMap(({ subject, value }) => [subject, ...(value.kind === 'name' ? [value.name] : [])]),
    )
    for (const [latin, han] of sources.flatMap(({ title = '', text }) => otherNames(`${title}\n${text}`)))
      this.join(latin, ownName(han, known))
    for (const one of this.shown) {
      const key = this.key(one.subject)
      const held = this.bySubject.get(key)
      if (held) held.push(one)
      else this.bySubject.set(key, [one])
    }
  }

  /** Statements about a subject, in the order in which they were shown. */
  about(subject: string): readonly Shown[] {
    return this.bySubject.get(this.key(subject)) ?? []
  }

  /** Whether two names are of one thing, as far as was shown. */
  readonly same = (a: string, b: string): boolean => this.key(a) === this.key(b)

  /** The name in the other script, where a text gives both. */
  nameIn(name: string, language: 'en' | 'zh'): string {
    const han = (text: string): boolean => /\p{Script=Han}/u.test(text)
    if (han(name) === (language === 'zh')) return name
    const key = this.key(name)
    const found = [...this.written.entries()].find(
      ([other]) => this.key(other) === key && han(other) === (language === 'zh'),
    )
    return found?.[1] ?? translateName(name, language) ?? name
  }

  settle(subject: string, relation: Relation): Settled {
    const told = this.about(subject).filter((one) => one.relation === relation.id)
    return { subject, relation, sides: relation.changing ? this.newest(told) : this.sidesOf(told) }
  }

  /** Every year's value, oldest first. */
  history(subject: string, relation: Relation): readonly Side[] {
    const told = this.about(subject).filter((one) => one.relation === relation.id)
    return this.sidesOf(told, true).sort((a, b) => (a.asOf ?? 0) - (b.asOf ?? 0))
  }

  /** Statements that name this as the value of the relation. */
  having(relation: Relation, value: string): readonly Shown[] {
    return this.shown.filter(
      (one) => one.relation === relation.id && one.value.kind === 'name' && this.same(one.value.name, value),
    )
  }

  private readonly written = new Map<string, string>()

  private join(one: string, other: string): void {
    this.written.set(folded(one), one)
    this.written.set(folded(other), other)
    const [a, b] = [this.key(one), this.key(other)]
    if (a !== b) this.alias.set(b, a)
  }

  private key(name: string): string {
    let at = canonical(name)
    for (let steps = 0; steps < 8 && this.alias.has(at); steps++) at = this.alias.get(at)!
    return at
  }

  private newest(told: readonly Shown[]): Side[] {
    const current = told.filter(({ past }) => !past)
    const counted = current.length > 0 ? current : told
    const years = counted.map((one) => yearOf(one) ?? 0)
    const last = Math.max(...years, 0)
    return this.sidesOf(counted.filter((_, index) => years[index] === last))
  }

  private sidesOf(told: readonly Shown[], byYear = false): Side[] {
    const sides: { value: ReadValue; asOf?: number; past: boolean; shown: Shown[] }[] = []
    for (const one of told) {
      const year = yearOf(one)
      const side = sides.find(
        (other) => agree(other.value, one.value, this.same) && (!byYear || other.asOf === year),
      )
      if (!side)
        sides.push({
          value: one.value,
          past: one.past === true,
          shown: [one],
          ...(year === undefined ? {} : { asOf: year }),
        })
      else {
        side.shown.push(one)
        if (
          one.value.kind === 'date' &&
          side.value.kind === 'date' &&
          one.value.date.length > side.value.date.length
        )
          side.value = one.value
      }
    }
    return sides
  }
}

/** The year for which something is told; rows of tables often tell none, and stand for the day of their page. */
function yearOf({ asOf, relation, source }: Shown): number | undefined {
  if (asOf !== undefined || !relationOf(relation)?.changing) return asOf
  const year = /^\d{4}/.exec(source.published ?? '')?.[0]
  return year === undefined ? undefined : Number(year)
}

/** `Halvor Bridge (哈尔沃桥)`, `哈尔沃桥（Halvor Bridge）`. */
const bothNames =
  /(\p{Lu}[\p{Script=Latin}’'-]*(?: (?:of|the|de|\p{Lu}[\p{Script=Latin}’'-]*)){0,5}) ?[(（](\p{Script=Han}[\p{Script=Han}·]{1,15})[)）]|(\p{Script=Han}[\p{Script=Han}·]{1,15}) ?[(（](\p{Lu}[\p{Script=Latin}’'-]*(?: (?:of|the|de|\p{Lu}[\p{Script=Latin}’'-]*)){0,5})[)）]/gu

function otherNames(text: string): [string, string][] {
  return [...text.matchAll(bothNames)].map(([, en, zh, han, latin]) => [en ?? latin!, zh ?? han!])
}

/** Where a Chinese name begins cannot be seen: in 位于哈尔沃桥 it is the end that is known from elsewhere. */
function ownName(han: string, known: ReadonlySet<string>): string {
  for (let from = 0; from < han.length - 1; from++) if (known.has(han.slice(from))) return han.slice(from)
  return han
}

const lineMark = /^\W*[[［【(](?:(?:citation|source|ref|引用|来源)\s*[:：]?\s*)?([A-Za-z]?\d{1,3})[\]］】)]/i
const afterMark =
  /^[^\n]{0,12}?[[［【](?:(?:citation|source|ref|引用|来源)\s*[:：]?\s*)?([A-Za-z]?\d{1,3})[\]］】](?!\()/i

function readSource(source: Source): Shown[] {
  const head = source.title && !source.text.startsWith(source.title) ? `# ${source.title}\n\n` : ''
  const text = `${head}${source.text}`
  const pairs = source.about['pairs'] === 'no' ? [] : pairsIn(text)
  return [...readTold(text), ...pairs].map((one) => {
    const lineStart = text.lastIndexOf('\n', one.start) + 1
    const lineEnd = text.indexOf('\n', one.end)
    const line = text.slice(lineStart, lineEnd < 0 ? text.length : Math.min(lineEnd, one.end + 400))
    const mark =
      lineMark.exec(line)?.[1] ?? afterMark.exec(line.slice(one.end - lineStart - 1))?.[1] ?? source.id
    const url = addressesIn(line.slice(one.end - lineStart))[0] ?? source.url
    const flat = (lineEnd < 0 ? text.length : lineEnd) - lineStart > flatFrom
    const within = flat ? text.slice(Math.max(lineStart, one.start - reach), one.end) : line
    const planted = instructed(text, lineStart, within)
    return {
      ...one,
      source,
      ...(mark ? { mark } : {}),
      ...(url ? { url } : {}),
      ...(planted ? { planted: true as const } : {}),
    }
  })
}

/**
 * Characters of a line that holds a page whose line breaks were lost, and how far an instruction reaches in it: what
 * stands elsewhere on the page is not part of it.
 */
const flatFrom = 600
const reach = 240

/** An instruction says what to do, and in its line or the next two what is to be told. */
function instructed(text: string, lineStart: number, line: string): boolean {
  if (isInstruction(line)) return true
  let from = lineStart
  for (let lines = 0; lines < 2 && from > 0; lines++) {
    const before = text.lastIndexOf('\n', from - 2) + 1
    const previous = text.slice(before, from).trim()
    if (previous === '' && lines > 0) return false
    if (isInstruction(previous.length > flatFrom ? previous.slice(-reach) : previous)) return true
    from = before
  }
  return false
}
