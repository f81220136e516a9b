import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Claim, Evidence } from '#vocabulary'
import { createContext, sha256 } from '#runtime'
import type { OfferedEvidence, VerifierPlug } from '#reasoning'
import { offer } from './a-document.ts'
import { mutationsOf } from './mutations.ts'
import { chineseSentences, englishSentences } from './sentences.ts'

/**
 * What every verifier keeps to, whatever its method.
 *
 * 1. It never throws for bad evidence or odd claims, and its support is between 0 and 1.
 * 2. Evidence that is missing, withdrawn or altered supports nothing.
 * 3. A sentence repeated verbatim from a source is supported, unless a model described the source.
 * 4. One changed number, date, unit, name or denial, and it is not supported.
 * 5. The same input gives the same verdict.
 */
export function verifierConformance(plug: VerifierPlug): void {
  const { context } = createContext({ run: 'conformance' })
  const verify = plug.create(plug.options.parse({}))
  const quoted = (text: string): Claim => ({ text, kind: 'quoted' })
  const sentences = [...englishSentences, ...chineseSentences]

  describe(`verifier ${plug.name}`, () => {
    it('never throws, for any claim and evidence (1)', async () => {
      const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom(...sentences))
      const kind = fc.constantFrom('quoted', 'computed', 'inferred')
      await fc.assert(
        fc.asyncProperty(
          text,
          text,
          kind,
          fc.integer({ min: -5, max: 90 }),
          fc.integer({ min: -5, max: 90 }),
          async (said, source, of, start, end) => {
            const { evidence, document } = offer(`x${source}`)
            const moved = { ...evidence, start, end }
            for (const offered of [
              [],
              [{ evidence, document }],
              [{ evidence: moved, document }],
              [{ evidence, document: undefined }],
            ]) {
              const verdict = await verify({ text: said, kind: of, premises: [source] }, offered, context)
              expect(['supported', 'partly', 'conflicting', 'unsupported']).toContain(verdict.label)
              expect(verdict.support).toBeGreaterThanOrEqual(0)
              expect(verdict.support).toBeLessThanOrEqual(1)
              expect(verdict.verifier).toBe(plug.name)
            }
          },
        ),
        { numRuns: 150 },
      )
    })

    it.each([
      ['no evidence', [], 'evidence-missing'],
      ['purged evidence', [{ ...offer(englishSentences[0]!), document: undefined }], 'evidence-withdrawn'],
    ] as const)('%s supports nothing (2)', async (_, offered, code) => {
      const verdict = await verify(quoted(englishSentences[0]!), offered, context)
      expect(verdict.label).toBe('unsupported')
      expect(verdict.reasons[0]!.code).toBe(code)
    })

    it('altered quotes support nothing, whatever was altered (2)', async () => {
      const honest = offer(`Before. ${englishSentences[4]!} After.`, englishSentences[4])
      const alterations: ((evidence: Evidence) => Evidence)[] = [
        (evidence) => ({ ...evidence, quote: evidence.quote.replace('60', '90') }),
        (evidence) => ({
          ...evidence,
          quote: evidence.quote.replace('60', '90'),
          quoteHash: sha256(evidence.quote.replace('60', '90')),
        }),
        (evidence) => ({ ...evidence, start: evidence.start + 1 }),
        (evidence) => ({ ...evidence, end: evidence.end - 2 }),
        (evidence) => ({ ...evidence, quoteHash: sha256('other') }),
        (evidence) => ({ ...evidence, start: 1e9, end: 1e9 + 5 }),
      ]
      for (const alter of alterations) {
        const evidence = alter(honest.evidence)
        const offered: OfferedEvidence[] = [{ evidence, document: honest.document }]
        for (const text of [englishSentences[4]!, evidence.quote]) {
          const verdict = await verify(quoted(text), offered, context)
          expect(verdict.label).toBe('unsupported')
          expect(verdict.reasons[0]!.code).toBe('quote-altered')
        }
      }
    })

    it('evidence of another document supports nothing (2)', async () => {
      const other = offer(chineseSentences[0]!)
      const verdict = await verify(
        quoted(englishSentences[0]!),
        [{ evidence: offer(englishSentences[0]!).evidence, document: other.document }],
        context,
      )
      expect(verdict.label).toBe('unsupported')
    })

    it.each(sentences)('supports verbatim: %s (3)', async (sentence) => {
      const around = `An earlier sentence. ${sentence} 后面还有一句。`
      for (const offered of [offer(sentence), offer(around, sentence), offer(around)])
        expect((await verify(quoted(sentence), [offered], context)).label).toBe('supported')
      const described = await verify(
        quoted(sentence),
        [offer(sentence, sentence, { origin: 'described' })],
        context,
      )
      expect(described.label).not.toBe('supported')
    })

    it.each(sentences)('one error is not supported: %s (4)', async (sentence) => {
      const mutations = mutationsOf(sentence)
      expect(mutations.length).toBeGreaterThan(0)
      for (const { kind, text } of mutations) {
        const verdict = await verify(quoted(text), [offer(sentence)], context)
        expect.soft(`${kind}: ${text} -> ${verdict.label}`).not.toMatch(/-> supported$/)
        expect.soft(verdict.reasons.length).toBeGreaterThan(0)
      }
    })

    it('finds the error however many other true sentences are offered beside it (4)', async () => {
      const others = englishSentences.slice(0, 6).map((sentence) => offer(sentence))
      for (const sentence of englishSentences.slice(6, 16))
        for (const { kind, text } of mutationsOf(sentence)) {
          const verdict = await verify(quoted(text), [offer(sentence), ...others], context)
          expect.soft(`${kind}: ${text} -> ${verdict.label}`).not.toMatch(/-> supported$/)
        }
    })

    it('says the same of the same (5)', async () => {
      for (const sentence of sentences.slice(0, 8)) {
        const claim = quoted(mutationsOf(sentence)[0]!.text)
        expect(await verify(claim, [offer(sentence)], context)).toEqual(
          await verify(claim, [offer(sentence)], context),
        )
      }
    })
  })
}
