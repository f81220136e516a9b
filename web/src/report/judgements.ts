import { signal, type ReadonlySignal } from '@preact/signals'
import type { Feedback } from '../../../src/vocabulary/index.ts'
import { api } from '../api/api.ts'

export type Judgement = Feedback['judgement']
type About = Feedback['about']

/** What a reader says of sentences and sources: shown at once, kept by the server, taken back where it refused. */
export interface Judgements {
  of(about: About): Judgement
  /** Says it; said twice it is taken back. */
  say(about: About, judgement: Exclude<Judgement, 'none'>): void
  /** Why the last one was not kept. */
  readonly refusal: ReadonlySignal<unknown>
}

/** Judgements of a run's report, beginning with those that were given before. */
export function createJudgements(run: string): Judgements {
  const held = signal<ReadonlyMap<string, Judgement>>(new Map())
  const refusal = signal<unknown>(undefined)
  /** What the server holds, and what is on its way to it: one after another, so that the last one holds. */
  const kept = new Map<string, Judgement>()
  const waiting = new Map<string, Promise<void>>()
  const touched = new Set<string>()

  const show = (key: string, judgement: Judgement): void => {
    held.value = new Map(held.peek()).set(key, judgement)
  }
  const keep = async (key: string, feedback: Feedback): Promise<void> => {
    try {
      await api.say(run, feedback)
      kept.set(key, feedback.judgement)
    } catch (error) {
      refusal.value = error
      // What was said since stands: it is on its way, and tells by itself whether it arrived.
      if (held.peek().get(key) === feedback.judgement) show(key, kept.get(key) ?? 'none')
    }
  }

  const restore = async (): Promise<void> => {
    try {
      for (const { about, judgement } of (await api.feedback(run)).feedback) {
        kept.set(keyOf(about), judgement)
        if (!touched.has(keyOf(about))) show(keyOf(about), judgement)
      }
    } catch (error) {
      refusal.value = error
    }
  }
  void restore()

  return {
    of: (about) => held.value.get(keyOf(about)) ?? 'none',
    say(about, judgement) {
      const key = keyOf(about)
      const next = held.peek().get(key) === judgement ? 'none' : judgement
      touched.add(key)
      refusal.value = undefined
      show(key, next)
      const before = waiting.get(key) ?? Promise.resolve()
      waiting.set(
        key,
        before.then(() => keep(key, { about, judgement: next })),
      )
    },
    refusal,
  }
}

function keyOf(about: About): string {
  return about.kind === 'sentence' ? `${about.section}.${about.sentence}` : about.document
}
