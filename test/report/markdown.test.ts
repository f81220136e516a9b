import fc from 'fast-check'
import { Marked, type Token, type Tokens } from 'marked'
import { describe, expect, test } from 'vitest'
import type { Language } from '#vocabulary'
import { renderReport } from '#report'
import { codeSpan, escapeMarkdown, quoteBlock } from '../../src/report/markdown/text.ts'
import { sample } from './sample-report.ts'
import { all, parsePage, type PageElement } from './page.ts'

const marked = new Marked({ gfm: true })

function read(markdown: string): PageElement {
  return parsePage(`<html><body>${marked.parse(markdown) as string}</body></html>`)
}

/** Every token of a text, nested ones included. */
function tokensOf(markdown: string): Token[] {
  const found: Token[] = []
  void marked.walkTokens(marked.lexer(markdown), (token) => void found.push(token))
  return found
}

describe.each(['en', 'zh'] as const satisfies readonly Language[])(
  'a report as Markdown in %s',
  (language) => {
    test('every number resolves to its exact quote under Sources', async () => {
      const { report, assets } = sample(language)
      const page = read(String(await renderReport(report, 'md', assets)))
      const entries = new Map(
        all(page, 'p')
          .filter((line) => /^\[\d+\]/.test(line.textContent) && line.querySelector('strong'))
          .map((line) => [
            /^\[(\d+)\]/.exec(line.textContent)![1]!,
            (line as unknown as { nextElementSibling: PageElement }).nextElementSibling,
          ]),
      )
      const items = all(page, 'li')
      for (const sentence of report.sections.flatMap((section) => section.sentences)) {
        const item = items.find(
          (found) =>
            found.textContent.includes(sentence.text.replace(/\s+/g, ' ')) &&
            /[✓◐⇄✗]/.test(found.textContent),
        )!
        const own = item.textContent.split('\n')[0]!
        const numbers = [...own.matchAll(/\[(\d+)\]/g)].map(([, number]) => number!)
        expect(numbers.length).toBe(sentence.citations.length)
        numbers.forEach((number, index) => {
          expect(entries.get(number)!.tagName).toBe('BLOCKQUOTE')
          expect(entries.get(number)!.textContent.trim()).toBe(sentence.citations[index]!.quote)
        })
      }
    })

    test('says what is struck, computed, inferred, disputed, missing and withdrawn', async () => {
      const { report, assets } = sample(language)
      const markdown = String(await renderReport(report, 'md', assets))
      const page = read(markdown)
      const struck = report.sections
        .flatMap((section) => section.sentences)
        .filter(({ verdict }) => verdict === 'unsupported')
      expect(all(page, 'del').map((found) => found.textContent)).toEqual(struck.map(({ text }) => text))
      expect(markdown).toContain('(0.041 [3] − 0.082 [2]) ÷ 0.082 [2] × 100 %')
      const inferred = all(page, 'li').find((item) => /^\s*(Inferred|推断)[:：]/.test(item.textContent))!
      for (const premise of report.sections[2]!.sentences[3]!.premises!)
        expect(inferred.textContent).toContain(premise)
      for (const conflict of report.conflicts)
        for (const side of conflict.sides)
          expect(all(page, 'td strong').map((cell) => cell.textContent)).toContain(side.value)
      for (const note of report.coverage.notes)
        expect(page.querySelector('body')!.textContent).toContain(note)
      for (const planned of report.plan)
        expect(all(page, 'td').map((cell) => cell.textContent)).toContain(planned.text)
      expect(markdown).toContain('⚠')
      expect(all(page, 'p strong')[0]!.textContent).toMatch(
        language === 'zh' ? /没有模型参与/ : /no model took part/,
      )
    })

    test('an audit strikes what is unsupported and names the missing source', async () => {
      const { audit, assets } = sample(language)
      const page = read(String(await renderReport(audit, 'md', assets)))
      expect(all(page, 'del').length).toBe(audit.totals.unsupported)
      for (const missing of audit.missingSources)
        expect(all(page, 'h3 + ul li').map((item) => item.textContent)).toContain(`✗ ${missing}`)
      expect(page.querySelector('body')!.textContent).toContain(
        language === 'zh' ? '来源中最接近的原文' : 'Closest words in the sources',
      )
    })
  },
)

/** What Markdown is made of, so that random text is full of it. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '[a](javascript:alert(1))',
        '![x](http://evil/x.png)',
        '<script>alert(1)</script>',
        '<img src=x onerror=1>',
        '`',
        '```',
        '~~~',
        '~',
        '**',
        '_',
        '# ',
        '## ',
        '> ',
        '- ',
        '+ ',
        '1. ',
        '1) ',
        '---',
        '===',
        '| a | b |',
        '|-|-|',
        '\n',
        '\r\n',
        '\t',
        '    ',
        '\\',
        '&lt;',
        '&#60;',
        '&',
        '[^1]',
        '[1]: http://evil',
        '[x]',
        '<http://evil>',
        'http://evil.example/?a=b',
        'www.evil.example',
        'me@evil.example',
        '$x$',
        ':::',
        '!',
        '*',
        'x_y_z',
        '考据',
        '\u2028',
        '\u0000',
        '\uD800',
      ),
      fc.string({ maxLength: 6 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''))

const shown = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()

describe('text from outside', () => {
  test('makes no structure and shows as it is', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const markdown = `- ${escapeMarkdown(text)} [1] ✓`
        const kinds = new Set(tokensOf(markdown).map((token) => token.type))
        for (const kind of kinds)
          expect(['list', 'list_item', 'text', 'escape', 'space', 'paragraph']).toContain(kind)
        expect(read(markdown).querySelector('li')!.textContent.trim()).toBe(`${shown(text)} [1] ✓`.trim())
      }),
      { numRuns: 1_000 },
    )
  })

  test('makes no structure at the start of a paragraph, in a heading, a quote or a table', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const safe = escapeMarkdown(text)
        const markdown = [safe, `# ${safe}`, quoteBlock(text), `| a |\n| --- |\n| ${safe} |`]
          .filter(Boolean)
          .join('\n\n')
        const tokens = tokensOf(markdown)
        for (const { type } of tokens)
          expect(['space', 'paragraph', 'text', 'escape', 'heading', 'blockquote', 'table']).toContain(type)
        expect(tokens.filter(({ type }) => type === 'heading').length).toBe(1)
        expect(
          tokens
            .filter(({ type }) => type === 'table')
            .map((table) => (table as Tokens.Table).rows[0]!.length),
        ).toEqual([1])
      }),
      { numRuns: 1_000 },
    )
  })

  test('in a code span stays in it', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const markdown = `x ${codeSpan(text)} y`
        const spans = all(read(markdown), 'code').map((code) => code.textContent)
        expect(spans).toEqual(shown(text) === '' ? [] : [shown(text)])
      }),
      { numRuns: 500 },
    )
  })

  test('common text is left readable', () => {
    expect(escapeMarkdown('0.041 mg/L in 2024 (p. 3), snake_case, 50% — “ok”; R&D')).toBe(
      '0.041 mg/L in 2024 (p. 3), snake_case, 50% — “ok”; R\\&D',
    )
    expect(escapeMarkdown('2024年总磷为0.041毫克/升。')).toBe('2024年总磷为0.041毫克/升。')
  })
})
