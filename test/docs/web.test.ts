import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { foundLimits } from '#runtime'
import { searchPlugs } from '#sources'
import { webSection } from '../../src/interfaces/config/web-section.ts'
import { efforts, limitsOf, measureOf } from '../../src/research/effort.ts'

const file = resolve(import.meta.dirname, '../../docs/web.md')
const page = readFileSync(file, 'utf8')
const [english = '', chinese = ''] = page.split('\n---\n')

const sections = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text]) => {
  const value = JSON.parse(text!) as Record<string, unknown>
  return webSection({ path: file, value, mode: 0o600 })
})

describe('docs/web.md', () => {
  test('shows configurations that are valid, every field among them', () => {
    expect(sections.length).toBeGreaterThanOrEqual(2)
    expect([...new Set(sections.flatMap((section) => Object.keys(section)))].toSorted()).toEqual(
      ['allow', 'browser', 'engines', 'mcp', 'scope', 'search', 'sendsPrivate'], // prettier-ignore
    )
  })

  test.each(['KAOJU_WEB_SCOPE', 'KAOJU_SEARCH', 'KAOJU_WEB_ALLOW', 'KAOJU_CHROMIUM'])(
    'tells of %s in both languages',
    (variable) => {
      expect(english).toContain(`\`${variable}`)
      expect(chinese).toContain(`\`${variable}`)
    },
  )

  test.each(searchPlugs)('tells how $name is set up', ({ name, facts }) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? ''
    for (const variable of [...facts.keyVariables, ...facts.addressVariables])
      expect(row).toContain(`\`${variable}\``)
    expect(row).toContain(`](${facts.home})`)
  })

  test.each(['en', 'zh'])('gives the limits that hold: %s', (language) => {
    const text = language === 'en' ? english : chinese
    for (const effort of efforts) {
      const { pages, waves } = measureOf(effort).web
      const [, told = ''] = new RegExp(`\`${effort}\` ([^\`|]*)`).exec(text) ?? []
      const numbers = (told.match(/\d+/g) ?? []).map(Number)
      expect(numbers, effort).toEqual(expect.arrayContaining(waves > 1 ? [pages, waves] : [pages]))
    }
    const mostPages = efforts.map((effort) => limitsOf(effort).pages!.toLocaleString('en'))
    expect(text).toContain(mostPages.join(language === 'en' ? ', ' : '、'))
    const { wireBytes, bytes, connect, firstByte, idle, whole } = foundLimits
    const [, row = ''] = /^\| (?:one page|一个网页) \| (.*)$/m.exec(text) ?? []
    expect((row.match(/\d+/g) ?? []).map(Number)).toEqual([
      wireBytes / 2 ** 20,
      bytes / 2 ** 20,
      ...[connect, firstByte, idle, whole].map((milliseconds) => milliseconds / 1000),
      2,
    ])
  })

  test('says the same things in both languages', () => {
    const shape = (text: string) => ({
      headings: [...text.matchAll(/^(#+) /gm)].map(([, marks]) => marks),
      bullets: text.match(/^- /gm)?.length,
      // The table of engines and the examples in JSON stand once, for both.
      rows: text.replace(/<!-- engines.*?<!-- \/engines -->/s, '').match(/^\| /gm)?.length,
    })
    const both = english.replace(/^# .*$/m, '# x')
    expect(shape(chinese)).toEqual(shape(both))
  })

  test('leads to places that exist', () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)]*)\)/g)].map(([, link]) => link!)
    expect(links.length).toBeGreaterThan(5)
    for (const link of links) {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? file : resolve(dirname(file), path)
      expect(existsSync(target), link).toBe(true)
      if (anchor !== undefined) expect(anchorsIn(readFileSync(target, 'utf8')), link).toContain(anchor)
    }
  })
})

/** As GitHub makes them of headings. */
function anchorsIn(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
