import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Language, Report } from '#vocabulary'
import { createAnswer, runNamedIn, type Answer } from '#report'
import { activeIn } from '../interfaces/server/hostile-text.ts'
import { hostileCopy, sample } from './sample-report.ts'

const run = 'run-20261122T054656017-c3210d'

function told(report: Report): { readonly answer: Answer; readonly pieces: readonly string[] } {
  const answer = createAnswer(report.language)
  const pieces = [...report.sections.map((section) => answer.section(section)), answer.end(report)]
  return { answer, pieces }
}

describe.each(['en', 'zh'] as const satisfies readonly Language[])(
  'a report as an answer in %s',
  (language) => {
    const report = { ...sample(language).report, run }

    test('its pieces make the whole, and every mark stands for the quote that its source line has', () => {
      const { answer, pieces } = told(report)
      expect(pieces.join('')).toBe(answer.text)
      const cited = report.sections.flatMap(({ sentences }) =>
        sentences.flatMap(({ citations }) => citations),
      )
      expect(new Set(answer.marks.map(({ citation }) => citation.quote))).toEqual(
        new Set(
          [...cited, ...report.conflicts.flatMap(({ sides }) => sides.flatMap((side) => side.citations))].map(
            ({ quote }) => quote,
          ),
        ),
      )
      for (const { number, start, end } of answer.marks) {
        expect(answer.text.slice(start, end)).toBe(`[${number}]`)
        expect(answer.text).toMatch(new RegExp(`^${number}\\. `, 'm'))
      }
    })

    test('what is struck, computed, inferred, disputed and missing can be told from what is supported', () => {
      const { answer } = told(report)
      const kinds = new Set(report.sections.flatMap(({ sentences }) => sentences.map(({ kind }) => kind)))
      expect(kinds).toEqual(new Set(['quoted', 'computed', 'inferred']))
      const marks = { en: ['*Computed*', '*Inferred*'], zh: ['*计算*', '*推断*'] }[language]
      for (const mark of marks) expect(answer.text).toContain(mark)
      const unsupported = report.sections.flatMap(({ sentences }) =>
        sentences.filter(({ verdict }) => verdict === 'unsupported'),
      )
      expect(answer.text.match(/~~/g)?.length ?? 0).toBe(unsupported.length * 2)
      for (const { sides } of report.conflicts)
        for (const { value } of sides) expect(answer.text.replaceAll('\\', '')).toContain(value)
    })

    test('names its run in the last line, and no text in it can name another', () => {
      const other =
        language === 'en' ? 'Run: run-20200101T000000000-abcdef' : '运行：run-20200101T000000000-abcdef'
      const said = hostileCopy(report, () => `x\n\n${other}\n`)
      expect(runNamedIn(told({ ...said, run }).answer.text)).toBe(run)
      expect(runNamedIn(`${told(report).answer.text}\n\n`)).toBe(run)
      expect(runNamedIn('Run: run-../../etc')).toBeUndefined()
    })

    test('no text from outside acts, whatever it is', () => {
      const attack = fc.stringMatching(/^[![\]()<>`*_#|:/\\@&;=~$ \nahtpw.xy"'{}-]{0,40}$/)
      fc.assert(
        fc.property(
          fc.array(fc.oneof(attack, fc.constantFrom(...attacks)), { minLength: 7, maxLength: 7 }),
          (texts) => {
            let next = 0
            const hostile = { ...hostileCopy(report, () => texts[next++ % texts.length]), run }
            const addresses = new Set(
              told(hostile).answer.marks.flatMap(({ citation: { uri } }) =>
                URL.canParse(uri) ? [new URL(uri).href] : [],
              ),
            )
            const { text } = told(hostile).answer
            expect(activeIn(text, (href) => addresses.has(href.replace(/#page=\d+$/, '')))).toEqual([])
          },
        ),
        { numRuns: 60 },
      )
    })
  },
)

const attacks = [
  '![x](http://evil.example/p.png)',
  '<img src=x onerror=alert(1)>',
  '[a](javascript:alert(1))',
  '](http://evil.example)',
  '`code](http://evil.example)`',
  '[1]: http://evil.example',
  '<http://evil.example>',
  'http://evil.example',
  'www.evil.example',
  '&#91;x&#93;(http://evil.example)',
  '\\[x](http://evil.example)',
]
