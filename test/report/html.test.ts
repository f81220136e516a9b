import { describe, expect, test } from 'vitest'
import type { Audit, Document, Language, Report } from '#vocabulary'
import { collectDocuments, explainReason, renderReport, verdictLabel } from '#report'
import { citationOf, sample } from './sample-report.ts'
import { all, markedText, parsePage, type PageElement } from './page.ts'

const languages: readonly Language[] = ['en', 'zh']

async function pageOf(language: Language, subject: 'report' | 'audit'): Promise<PageElement> {
  const made = sample(language)
  return parsePage(await renderReport(made[subject], 'html', made.assets))
}

function quotesOf(subject: Report | Audit): string[] {
  const sentences =
    subject.schema === 'kaoju-report/1'
      ? subject.sections.flatMap((section) => section.sentences)
      : subject.sentences
  const disputed = subject.schema === 'kaoju-report/1' ? subject.conflicts.flatMap(({ sides }) => sides) : []
  return [...sentences, ...disputed].flatMap(({ citations }) => citations.map(({ quote }) => quote))
}

describe.each(languages)('a page in %s', (language) => {
  test.each(['report', 'audit'] as const)(
    'every citation of a %s leads to a mark that says exactly its quote',
    async (subject) => {
      const made = sample(language)
      const page = await pageOf(language, subject)
      const links = all(page, 'a.cite')
      expect(new Set(links.map((link) => link.getAttribute('href'))).size).toBe(
        new Set(quotesOf(made[subject])).size,
      )
      for (const link of links) {
        const number = Number(link.getAttribute('data-open'))
        expect(link.getAttribute('href')).toBe(`#q${number}`)
        const mark = page.querySelector(`#q${number}`)!
        expect(mark.tagName).toBe('MARK')
        const quote = page.querySelector(`#quote-${number}`)!.textContent
        expect(mark.textContent).toBe(quote)
        expect(quotesOf(made[subject])).toContain(quote)
      }
    },
  )

  test('the quote of a table cell is marked in its cell, under its header', async () => {
    const { report, documents } = sample(language)
    const page = await pageOf(language, 'report')
    const cited = report.sections[0]!.sentences[1]!.citations
    for (const { quote } of cited) {
      const number = all(page, 'li.quote')
        .find((entry) => entry.querySelector('q')!.textContent === quote)!
        .getAttribute('value')!
      const cell = page.querySelector(`#q${number}`)!.closest('td')!
      expect(cell.textContent).toContain(quote)
      const headers = all(cell.closest('table')!, 'th').map((header) =>
        header.textContent.replace(/^[ |]+/, ''),
      )
      const [table] = documents.annual.tables
      expect(headers).toEqual(
        table!.cells
          .filter(({ header }) => header)
          .map(({ start, end }) => documents.annual.text.slice(start, end)),
      )
    }
  })

  test('a verdict is class, sign and word', async () => {
    const { report } = sample(language)
    const page = await pageOf(language, 'report')
    const sentences = report.sections.flatMap((section) => section.sentences)
    const claims = all(page, 'article.claim')
    expect(claims.length).toBe(sentences.length)
    claims.forEach((claim, index) => {
      const { verdict, text } = sentences[index]!
      expect(claim.className.split(' ')).toContain(verdict)
      expect(claim.querySelector('.verdict')!.textContent).toContain(verdictLabel(verdict, language))
      expect(claim.querySelector('.verdict .mark')!.textContent).toMatch(/^[✓◐⇄✗]$/)
      expect(claim.querySelector('.words')!.textContent.trim()).toBe(text)
      expect(claim.querySelector('s') !== null).toBe(verdict === 'unsupported')
    })
  })

  test('the faulty words are underlined where they stand, with what the source has', async () => {
    const { audit } = sample(language)
    const page = await pageOf(language, 'report')
    const fault = page.querySelector('.claim.partly .fault')!
    const claim = fault.closest('.claim')!
    expect(claim.querySelector('.opposed q')!.textContent).toContain(
      '412,000'.slice(0, language === 'zh' ? 2 : 7),
    )
    expect(
      all(claim, '.reasons li')
        .map((item) => item.textContent)
        .join(),
    ).toContain(fault.textContent)
    expect(audit.sentences.length).toBeGreaterThan(0)
  })

  test('a computed sentence shows its formula with every value linked; an inferred one its premises', async () => {
    const { report } = sample(language)
    const page = await pageOf(language, 'report')
    const formula = page.querySelector('.formula')!
    expect(formula.textContent.replace(/\s+/g, ' ')).toBe('(0.041[3] − 0.082[2]) ÷ 0.082[2] × 100 %')
    expect(all(formula, 'a.cite').map((link) => link.getAttribute('href'))).toEqual(['#q3', '#q2', '#q2'])
    const inferred = report.sections[2]!.sentences.find(({ kind }) => kind === 'inferred')!
    const claim = all(page, '.claim').find((found) => found.querySelector('.premises'))!
    expect(claim.textContent).toContain(language === 'zh' ? '推断' : 'Inferred')
    expect(all(claim, '.premises li').map((premise) => premise.textContent)).toEqual(inferred.premises)
  })

  test('sides of a disagreement stand next to each other, the newer version first and named', async () => {
    const { report } = sample(language)
    const page = await pageOf(language, 'report')
    const conflicts = all(page, 'article.conflict')
    expect(
      conflicts.map((conflict) => all(conflict, '.side .value').map((value) => value.textContent)),
    ).toEqual(report.conflicts.map(({ sides }) => sides.map(({ value }) => value)))
    expect(all(conflicts[1]!, '.side')[0]!.className).toContain('newer')
    const conflicting = page.querySelector('.claim.conflicting .see')!
    expect(page.querySelector(conflicting.getAttribute('href')!)!.className).toBe('conflict')
  })

  test('plan, coverage, copies, withdrawal, origin and provenance are told', async () => {
    const { report, documents } = sample(language)
    const page = await pageOf(language, 'report')
    expect(all(page, 'table.plan tbody tr').length).toBe(report.plan.length)
    for (const note of report.coverage.notes)
      expect(page.querySelector('#coverage')!.textContent).toContain(note)
    expect(page.querySelector('#coverage .failed')!.textContent).toContain(report.coverage.failed[0]!.why)
    const [copy] = report.sections[2]!.sentences[1]!.citations[0]!.copies!
    expect(page.querySelector('.copies')!.textContent).toContain(copy!.title)
    expect(page.querySelector('.source .warning')!.textContent).toMatch(
      language === 'zh' ? /撤回/ : /Withdrawn/,
    )
    expect(page.querySelector('.note .origin')!.textContent).toContain('OCR')
    const provenance = all(page, 'details.provenance').map((details) => details.textContent)
    expect(provenance[0]).toContain(documents.annual.snapshot)
    expect(provenance[0]).toContain(documents.annual.id)
    expect(provenance[0]).toContain(documents.annual.reader.name)
  })

  test('the first words about the method say that no model took part', async () => {
    const page = await pageOf(language, 'report')
    expect(page.querySelector('.method')!.textContent).toMatch(
      language === 'zh' ? /^摘录式：没有模型参与/ : /^Extractive: no model took part/,
    )
  })

  test('an audit names what it lacks and what each sentence cites', async () => {
    const { audit } = sample(language)
    const page = await pageOf(language, 'audit')
    expect(all(page, '.missing li').map((item) => item.querySelector('bdi')!.textContent)).toEqual(
      audit.missingSources,
    )
    const last = all(page, '.claim').at(-1)!
    expect(last.querySelector('.named .lacking')!.textContent).toContain(
      audit.sentences.at(-1)!.cites[0]!.label,
    )
    expect(all(last, '.reasons li').map((item) => item.textContent)).toEqual(
      audit.sentences.at(-1)!.reasons.map((reason) => explainReason(reason, language)),
    )
  })
})

test('an empty report says that nothing was found', async () => {
  const { report, assets } = sample('en')
  const page = parsePage(await renderReport({ ...report, sections: [], conflicts: [] }, 'html', assets))
  expect(page.querySelector('.empty')!.textContent).toContain('Nothing relevant')
  expect(page.querySelector('#sources')).toBeNull()
})

test('a document that is not at hand, or does not say so, is never shown as proof', async () => {
  const { report, assets, documents } = sample('en')
  const changed: Document = { ...documents.letter, text: `x${documents.letter.text}` }
  const page = parsePage(await renderReport(report, 'html', { documents: new Map([[changed.id, changed]]) }))
  expect(page.querySelector('#documents')).toBeNull()
  const warnings = all(page, '.quote .warning').map((warning) => warning.textContent)
  expect(warnings.filter((warning) => warning.includes('do not stand at the recorded place')).length).toBe(1)
  expect(warnings.filter((warning) => warning.includes('not available')).length).toBeGreaterThan(5)
  const links = all(page, 'a.cite')
  for (const link of links) expect(page.querySelector(link.getAttribute('href')!)!.tagName).toBe('MARK')
  expect(collectDocuments(report).length).toBe(assets.documents.size + 1)
})

test('the page allows only its own style and script and links nowhere but to sources', async () => {
  const { report, assets } = sample('zh')
  const page = parsePage(await renderReport(report, 'html', assets))
  const policy = page.querySelector('meta[http-equiv="Content-Security-Policy"]')!.getAttribute('content')!
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; script-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'$/,
  )
  expect(all(page, '[style],[onclick],[src],link,img,iframe,object,form,base').length).toBe(0)
  for (const link of all(page, 'a'))
    expect(link.getAttribute('href')).toMatch(/^(#|file:\/\/\/home\/lin\/lake\/)/)
  expect(page.querySelector('a.original')!.getAttribute('href')).toMatch(/annual-2024\.pdf#page=2$/)
})

test('a long document is embedded around its quotes only, and says what is left out', async () => {
  const { report, documents } = sample('en')
  const filler = Array.from(
    { length: 9_000 },
    (_, index) => `Line ${index} of nothing in particular, as long as it takes.`,
  )
  const head = 'The first words.'
  const tail = 'The very last words 最后的话.'
  const text = [head, ...filler, tail].join('\n\n')
  let at = 0
  const blocks = [head, ...filler, tail].map((line) => {
    const start = at
    at += line.length + 2
    return { kind: 'paragraph' as const, start, end: start + line.length }
  })
  const long: Document = { ...documents.letter, text, blocks }
  const citations = [citationOf(long, head), citationOf(long, tail)]
  const sentence = { ...report.sections[0]!.sentences[0]!, citations }
  const subject: Report = { ...report, conflicts: [], sections: [{ heading: 'x', sentences: [sentence] }] }
  const html = String(await renderReport(subject, 'html', { documents: new Map([[long.id, long]]) }))
  expect(html.length).toBeLessThan(80_000)
  const page = parsePage(html)
  expect(markedText(page, 1)).toBe(head)
  expect(markedText(page, 2)).toBe(tail)
  expect(page.querySelector('.windowed')!.textContent).toContain(text.length.toLocaleString('en'))
  const notes = all(page, '.document .left-out')
  expect(notes.length).toBe(1)
  const leftOut = Number(notes[0]!.textContent.replace(/\D/g, ''))
  notes[0]!.remove()
  expect(page.querySelector('.document .text')!.textContent.trim().length).toBe(text.length - leftOut)
})
