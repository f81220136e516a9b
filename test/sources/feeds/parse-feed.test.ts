import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { createContext, KaojuError } from '#runtime'
import { createFeedParser, type Feed } from '#sources'
import { dataFolder } from '../../data-folder.ts'

const { context } = createContext()
const parser = createFeedParser({ seconds: 4 })
afterAll(() => parser.close())

async function outcomeOf(bytes: Uint8Array | string, contentType?: string): Promise<Feed | KaojuError> {
  const body = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  try {
    return await parser.parse(body, contentType, 'http://127.0.0.1:8097/f.xml', context)
  } catch (error) {
    if (error instanceof KaojuError) return error
    throw error
  }
}

const folder = dataFolder && join(dataFolder, 'documents/feeds')
const reason = folder && existsSync(folder) ? '' : ' (skipped: no KAOJU_DATA with documents/feeds)'

/** The escapes of a Python string; white space is one space in our titles. */
function asPython(text: string): string {
  return text
    .replace(/\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8}))/g, (_, a, b, c) =>
      String.fromCodePoint(Number.parseInt(String(a ?? b ?? c), 16)),
    )
    .replace(/\s+/g, ' ')
    .trim()
}

// The files are the unit tests of feedparser (Mark Pilgrim, Kurt McKee), which state what they expect.
describe.skipIf(reason !== '')(`feedparser's files${reason}`, () => {
  const files = reason === '' ? readdirSync(folder!).filter((name) => name.endsWith('.xml')) : []
  const known = async (name: string) => {
    const bytes = readFileSync(join(folder!, name))
    const head = bytes.toString('latin1').replaceAll('\0', '')
    const contentType = /Header:\s*Content-type:\s*(.*)/i.exec(head)?.[1]?.trim()
    const expected = /Expect:\s*(.*)/.exec(head)?.[1] ?? ''
    return { name, expected, outcome: await outcomeOf(bytes, contentType) }
  }

  test('each is a feed or refused by name', async () => {
    const outcomes = await Promise.all(files.map(known))
    const refused = outcomes.filter(({ outcome }) => outcome instanceof Error)
    for (const { outcome } of refused) expect(outcome).toMatchObject({ code: 'feed-unreadable' })
    // What says nothing in a vocabulary that is in use: `fullitem`, `xhtml:body`, coordinates alone.
    for (const { name } of refused)
      expect(name).toMatch(/fullitem|_body_|georss|gml|item_dc_author|itunes_item_category/)
    expect(outcomes.length).toBeGreaterThan(290)
    expect(refused.length).toBeLessThan(30)

    // Titles and dates that are stated in plain words are read as feedparser reads them.
    const wrong: string[] = []
    let compared = 0
    for (const { name, expected, outcome } of outcomes) {
      const stated =
        /^(?:not bozo and )?(feed|entries\[0\])\['(title|link|id|language)'\] == u?(?:'([^'<&]*)'|"([^"<&]*)")\s*$/.exec(
          expected,
        )
      if (!stated || outcome instanceof Error || /base64|content_location|no_normal/.test(name)) continue
      const [, of, field, single, double] = stated
      const thing =
        of === 'feed'
          ? { ...outcome, link: outcome.home }
          : { ...outcome.items[0], link: outcome.items[0]?.url }
      const value = (thing as Record<string, unknown>)[field!]
      compared++
      if (value !== asPython(single ?? double!))
        wrong.push(`${name}: ${JSON.stringify(value)} for ${single ?? double}`)
    }
    expect(wrong).toEqual([])
    expect(compared).toBeGreaterThan(30)
  })
})

const rss = (inside: string, head = '') =>
  `${head}<rss version="2.0"><channel><title>t</title>${inside}</channel></rss>`

describe('hostile feeds', () => {
  test('entities that a document declares are not expanded, of whatever kind', async () => {
    const laughs = Array.from({ length: 20 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join(
      '',
    )
    const head = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">${laughs}`
    const feed = await outcomeOf(rss('<item><title>&l20;</title></item>', `${head}]>`))
    expect(feed).toMatchObject({ items: [{ title: '&l20;' }] })
    const map = await outcomeOf(`${head}]><urlset><url><loc>http://a.example/&l20;</loc></url></urlset>`)
    expect(JSON.stringify(map).length).toBeLessThan(1_000)
    const external = `${head}<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM "http://127.0.0.1:1/">]>`
    for (const text of [
      rss('<item><title>&f;&h;</title></item>', external),
      `${external}<urlset><url><loc>http://a.example/&f;</loc></url></urlset>`,
    ])
      expect(JSON.stringify(await outcomeOf(text))).not.toContain('root:')
  })

  test.each([
    ['nesting, open', rss(`<a>`.repeat(500_000))],
    ['nesting, closed', rss(`<a>`.repeat(100_000) + `</a>`.repeat(100_000))],
    ['nesting in a sitemap', `<urlset>${'<url>'.repeat(300_000)}`],
    ['nesting in JSON', `{"items":${'['.repeat(1_000_000)}`],
    ['one huge attribute', rss(`<item a="${'x'.repeat(8_000_000)}"><title>i</title></item>`)],
    [
      'many attributes',
      rss(`<item ${Array.from({ length: 40_000 }, (_, n) => `a${n}="1"`).join(' ')}><title>i</title></item>`),
    ],
    [
      'many namespaces',
      rss(`<item ${Array.from({ length: 20_000 }, (_, n) => `xmlns:n${n}="u:${n}"`).join(' ')}/>`),
    ],
    ['stray brackets', rss(`<item><title>${'<'.repeat(300_000)}`)],
    ['open tags in a title', rss(`<item><title>${'<title>'.repeat(100_000)}`)],
    ['open comments', rss('<!--'.repeat(300_000))],
    ['open character data', rss(`<item><title>${'<![CDATA['.repeat(200_000)}`)],
    ['open declarations', `<!DOCTYPE ${'['.repeat(300_000)}`],
    ['blanks', `${' '.repeat(5_000_000)}<rss>`],
    ['ampersands', rss(`<item><title>${'&'.repeat(1_000_000)};</title></item>`)],
    ['a long item', rss(`<item><description>${'&lt;b&gt;'.repeat(400_000)}</description></item>`)],
    ['many items', rss('<item><title>i</title></item>'.repeat(60_000))],
    ['many addresses', `<urlset>${'<url><loc>http://a.example/</loc></url>'.repeat(80_000)}</urlset>`],
    ['zeros', new Uint8Array(10_000_000)],
    ['gzip', gzipSync(Buffer.alloc(200 * 2 ** 20, '<rss>'))],
    ['over the limit', new Uint8Array(51 * 2 ** 20)],
  ])(
    '%s: a feed or a refusal, and the next feed is read',
    async (_, bytes) => {
      const outcome = await outcomeOf(bytes)
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'feed-unreadable' })
      else expect(JSON.stringify(outcome).length).toBeLessThan(30_000_000)
      expect(await outcomeOf(rss('<item><title>next</title></item>'))).toMatchObject({
        items: [{ title: 'next' }],
      })
    },
    60_000,
  )
})
