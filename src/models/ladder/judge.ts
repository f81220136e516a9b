import { z } from 'zod'
import type { ErrorCode } from '#runtime'
import { endsInLoop } from '../looping.ts'
import type { Mend, Prompt, Rung } from '../prompt.ts'
import { separateThinking, withoutThinking } from '../thinking.ts'
import { coerce } from './coerce.ts'
import { findJson, type Asked, type Found } from './find-json.ts'
import { tooDeep } from './scan-json.ts'
import { shapeOf, type Shape } from './shape.ts'
import { ladderWords } from './words.ts'

/** Forms whose answer is nothing but the value. */
export type Native = 'json-schema' | 'tool' | 'json'

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

/** Judges the readings of an answer's texts, and remembers the first objection. */
export class Judge<T> {
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
      // Who contradicts himself in the end is not taken at an earlier word.
      if (one.contradicted !== undefined) return undefined
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

/** An answer that is not as it was asked for. */
export function malformed(why: string): Wrong {
  return { code: 'model-malformed', why: terse(why) }
}

/** The first objections of a schema, each with its place. */
export function sentenceOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 2)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
    .join('; ')
}

/** What a model said is told back to it shortly, on one line. */
export function terse(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}

const chinese = z.locales.zhCN().localeError

export function inLanguage(prompt: { language: 'en' | 'zh' }): { error: typeof chinese } | undefined {
  return prompt.language === 'zh' ? { error: chinese } : undefined
}

/** Whether a string became blank when its thinking was taken out. */
function hasNewBlank(before: unknown, after: unknown): boolean {
  if (typeof before === 'string') return before !== after && after === ''
  if (before === null || typeof before !== 'object') return false
  return Object.entries(before).some(([key, part]) =>
    hasNewBlank(part, (after as Record<string, unknown>)[key]),
  )
}
