import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Evidence } from '#vocabulary'
import { createContext } from '#runtime'
import type { Action, ActionParts, ActionPlug, Observation } from '#reasoning'
import { offer } from '../a-document.ts'

/** Statements that were shown: `E1`, `E2` … */
export const shown: readonly Evidence[] = [
  'The Arden bridge is 312 m long.',
  'Its northern ramp is 88.5 m long.',
  '清湖的面积为344平方公里。',
].map((text) => offer(text).evidence)

/** Parts that note what was asked of them. */
export function partsFor(asked: string[] = []): ActionParts {
  const seen = (text: string): Promise<Observation> => {
    asked.push(text)
    const evidence = [shown[0]!]
    return Promise.resolve({
      outcome: 'seen',
      seen: [{ text: evidence[0]!.quote, about: {}, at: { kind: 'statement', evidence } }],
    })
  }
  return {
    search: (query) => seen(`search ${query}`),
    library: (query) => seen(`library ${query}`),
    read: (id) => seen(`read ${id}`),
    statement: (id) => [shown[Number(id.slice(1)) - 1] ?? []].flat(),
    statements: () => shown.map((one) => [one]),
  }
}

/**
 * What every action keeps to.
 *
 * 1. It is named as its file, and described in both languages.
 * 2. Its schema can be told as JSON Schema, and refuses what is no input: nothing is done then.
 * 3. What it shows has its place: a document, evidence or an expression over evidence.
 */
export function actionConformance(plug: ActionPlug, name: string, valid: unknown): void {
  const { context } = createContext({ run: 'conformance' })
  const made = (asked: string[] = []): Action => plug.create(plug.options.parse({}), partsFor(asked))!

  describe(`action ${name}`, () => {
    it('is named as its file and described in both languages (1)', () => {
      expect(plug.name).toBe(name)
      expect(made().name).toBe(name)
      expect(made().description.en).toMatch(/[a-z]/)
      expect(made().description.zh).toMatch(/\p{Script=Han}/u)
    })

    it('refuses what is no input, and does nothing (2)', () => {
      expect(z.toJSONSchema(made().schema)).toMatchObject({ type: 'object' })
      const asked: string[] = []
      for (const bad of [undefined, null, 7, 'words', [], { query: 7, id: {}, expression: null }]) {
        if (made().schema.safeParse(bad).success) continue
        expect(() => made(asked).run(bad, context)).toThrow(/invalid/i)
      }
      expect(made().schema.safeParse('words').success).toBe(false)
      expect(asked).toEqual([])
    })

    it('shows nothing without its place (3)', async () => {
      const observation = await made().run(valid, context)
      if (observation.outcome !== 'seen') return expect(observation.outcome).toBe('finished')
      expect(observation.seen.length).toBeGreaterThan(0)
      for (const { at } of observation.seen)
        expect(at.kind === 'document' ? at.document : at.evidence[0]!.quote).toBeTruthy()
    })
  })
}
