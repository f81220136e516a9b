import { z } from 'zod'
import type { ErrorCode } from '#runtime'
import type { ChatAnswer, ChatOutput } from '../chat.ts'
import { endsInLoop } from '../looping.ts'
import type { Mend, Prompt, Rung } from '../prompt.ts'
import { looksLikeRefusal } from '../refusal.ts'
import { separateThinking, withoutThinking } from '../thinking.ts'
import { coerce } from './coerce.ts'
import { findJson, type Asked, type Found } from './find-json.ts'
import { shapeOf, type Shape } from './shape.ts'
import { tooDeep } from './scan-json.ts'
import { ladderWords } from './words.ts'

/**
 * Reads one answer: the value it holds, mended in code as far as nothing is lost, or what is wrong with it.
 *
 * 1. A value that is given fits the schema and passes the prompt's own check; it holds no thinking.
 * 2. Readings are tried best first; what needs less mending wins.
 * 3. What broke off or loops is used only as the whole items of a list, and only when it does not loop.
 * 4. Total: no text makes it throw.
 */
export function readAnswer<T>(prompt: Prompt<T>, answer: ChatAnswer, asked: Form): Reading<T> {
  const words = ladderWords[prompt.language]
  const separated = separateThinking(answer.text)
  if (asked === 'lines') return readLines(prompt, answer, separated.text)
  const judge = new Judge(prompt, answer.finish === 'length')
  const native = asked === 'json-schema' || asked === 'json' ? asked : undefined
  const given = answer.toolArguments ?? ''
  const read = judge.read(given, asked === 'tool' ? 'tool' : undefined) ?? judge.read(answer.text, native)
  if (read) return read
  const blank = isBlank(separated.text) && isBlank(given)
  const thinking = answer.thinking || separated.thinking
  // Some servers file the whole answer under thinking; it is one only when it is JSON and nothing else.
  const misfiled = blank && /^\s*\{[\s\S]*\}\s*$/.test(thinking) ? judge.readWhole(thinking) : undefined
  if (misfiled) return misfiled
  const reason = whatIsWrong(answer, separated.text, blank ? thinking : '', words)
  return { wrong: reason.code === 'model-malformed' ? (judge.wrong ?? reason) : reason }
}

/** How an answer was asked for: on the wire, or one line a thing. */
export type Form = ChatOutput['mode'] | 'lines'

/** Forms whose answer is nothing but the value. */
type Native = 'json-schema' | 'tool' | 'json'

/** A usable answer. */
export interface Usable<T> {
  readonly value: T
  readonly rung: Rung
  readonly mended: readonly Mend[]
}

/** Why an answer is not usable: for the ledger, and as a sentence for the model. */
export interface Wrong {
  readonly code: Extract<ErrorCode, `model-${string}`>
  readonly why: string
}

/** What became of an answer. */
export type Reading<T> = Usable<T> | { readonly wrong: Wrong }

function readLines<T>(prompt: Prompt<T>, answer: ChatAnswer, text: string): Reading<T> {
  const words = ladderWords[prompt.language]
  let problem: Wrong | undefined
  try {
    const value = withoutThinking(prompt.lines?.parse(text))
    const parsed = value === undefined ? undefined : prompt.schema.safeParse(value, inLanguage(prompt))
    if (parsed?.success) {
      const objection = prompt.check?.(parsed.data)
      if (objection === undefined && !endsInLoop(text))
        return { value: parsed.data, rung: 'lines', mended: [] }
      if (objection !== undefined) problem = malformed(objection)
    } else if (parsed) problem = malformed(sentenceOf(parsed.error))
  } catch (error) {
    problem = malformed(String(error))
  }
  return { wrong: problem ?? whatIsWrong(answer, text, answer.thinking, words) }
}

/** Judges the readings of an answer's texts, and remembers the first objection. */
class Judge<T> {
  wrong: Wrong | undefined
  private readonly prompt: Prompt<T>
  private readonly shape: Shape
  private readonly asked: Asked

  constructor(prompt: Prompt<T>, brokeOff: boolean) {
    this.prompt = prompt
    this.shape = shapeOf(prompt.schema)
    this.asked = { list: this.shape.list, brokeOff }
  }

  /** @param native the rung of a text that is nothing but the value, as was asked for on the wire */
  read(text: string, native: Native | undefined): Usable<T> | undefined {
    // A tag inside a string of JSON does not cut the text that is JSON; it is taken out of the string.
    const whole = this.readWhole(text, native)
    if (whole) return whole
    const separated = separateThinking(text)
    const asIs = separated.text.trim() === text.trim()
    return this.readAny(separated.text, asIs ? native : undefined)
  }

  readWhole(text: string, native?: Native): Usable<T> | undefined {
    for (const one of findJson(text, this.asked))
      return one.how === 'whole' ? this.judge(one, native) : undefined
    return undefined
  }

  private readAny(text: string, native: Native | undefined): Usable<T> | undefined {
    const words = ladderWords[this.prompt.language]
    // Two tool calls that differ say two things, and neither is taken; in prose the last word counts.
    const mustAgree = native === 'tool' && /^\s*\{/.test(text)
    let looping: boolean | undefined
    let first: Usable<T> | undefined
    for (const one of findJson(text, this.asked)) {
      if (one.cut && (looping ??= endsInLoop(text))) continue
      const usable = this.judge(one, native)
      if (!usable) continue
      if (!mustAgree || one.how === 'whole') return usable
      first ??= usable
      if (JSON.stringify(first.value) === JSON.stringify(usable.value)) continue
      this.wrong = malformed(words.contradicted(this.prompt.name))
      return undefined
    }
    if (!first && tooDeep(text)) this.wrong ??= malformed(words.tooDeep)
    return first
  }

  private judge(found: Found, native: Native | undefined): Usable<T> | undefined {
    const words = ladderWords[this.prompt.language]
    if (found.contradicted !== undefined) return this.object(words.contradicted(terse(found.contradicted)))
    const mended: Mend[] = [
      ...(found.how === 'repaired' ? (['syntax'] as const) : []),
      ...(found.cut ? (['cut-list'] as const) : []),
    ]
    const rung =
      found.how === 'repaired' || found.cut
        ? 'repaired'
        : found.how === 'whole' && native
          ? native
          : 'extracted'
    try {
      const clean = withoutThinking(found.value)
      if (clean !== found.value) {
        if (hasNewBlank(found.value, clean)) return this.object(words.thinkingInside)
        mended.push('thinking')
      }
      const taken = this.unwrapped(clean)
      const exact = found.oneOfMany && Array.isArray(taken) ? undefined : this.parse(taken)
      if (exact) return { value: exact.data, rung: mended.includes('thinking') ? 'repaired' : rung, mended }
      const bent = this.parse(coerce(clean, this.shape, found.oneOfMany ?? false))
      if (bent) return { value: bent.data, rung: 'repaired', mended: [...mended, 'shape'] }
    } catch (error) {
      this.object(String(error))
    }
    return undefined
  }

  /** The value under its key, where the shape on the wire had to be an object. */
  private unwrapped(value: unknown): unknown {
    const { under } = this.shape
    if (under === undefined || value === null || typeof value !== 'object' || Array.isArray(value))
      return value
    const keys = Object.keys(value)
    return keys.length === 1 && keys[0] === under ? (value as Record<string, unknown>)[under] : value
  }

  private parse(value: unknown): { data: T } | undefined {
    if (this.echoes(value)) return undefined
    const parsed = this.prompt.schema.safeParse(value, inLanguage(this.prompt))
    if (!parsed.success) {
      this.wrong ??= malformed(sentenceOf(parsed.error))
      return undefined
    }
    const objection = this.prompt.check?.(parsed.data)
    if (objection === undefined) return { data: parsed.data }
    this.wrong = malformed(objection)
    return undefined
  }

  /** The schema given back as the answer; one with optional keys only would take it for a value. */
  private echoes(value: unknown): boolean {
    if (value === null || typeof value !== 'object') return false
    const own = this.shape.value['properties'] ?? {}
    return ['properties', '$schema', '$defs'].some(
      (key) => Object.hasOwn(value, key) && !Object.hasOwn(own, key),
    )
  }

  private object(why: string): undefined {
    this.wrong ??= malformed(why)
  }
}

/** Why nothing was found at all. */
function whatIsWrong(
  answer: ChatAnswer,
  text: string,
  thinking: string,
  words: (typeof ladderWords)['en'],
): Wrong {
  const said = `${text}${answer.toolArguments ?? ''}`
  if (answer.finish === 'filter') return { code: 'model-filtered', why: words.empty }
  if (endsInLoop(said) || endsInLoop(thinking)) return { code: 'model-looping', why: words.looping }
  if (isBlank(said)) return { code: 'model-empty', why: isBlank(thinking) ? words.empty : words.onlyThinking }
  if (looksLikeRefusal(text)) return { code: 'model-refused', why: terse(text) }
  if (answer.finish === 'length') return { code: 'model-length', why: words.brokeOff }
  return malformed(words.noJson)
}

function malformed(why: string): Wrong {
  return { code: 'model-malformed', why: terse(why) }
}

/** The first objections of a schema, each with its place. */
function sentenceOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 2)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
    .join('; ')
}

/** What a model said is told back to it shortly, on one line. */
function terse(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}

const chinese = z.locales.zhCN().localeError

function inLanguage(prompt: { language: 'en' | 'zh' }): { error: typeof chinese } | undefined {
  return prompt.language === 'zh' ? { error: chinese } : undefined
}

const isBlank = (text: string): boolean => /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(text)

/** Whether a string became blank when its thinking was taken out. */
function hasNewBlank(before: unknown, after: unknown): boolean {
  if (typeof before === 'string') return before !== after && after === ''
  if (before === null || typeof before !== 'object') return false
  return Object.entries(before).some(([key, part]) =>
    hasNewBlank(part, (after as Record<string, unknown>)[key]),
  )
}
