import { describe, expect, test } from 'vitest'
import { readStatements, type ReadStatement } from '../../../../src/arena/lab/language/read.ts'
import { tellValue } from '../../../../src/arena/lab/language/tell.ts'
import type { EntityId, Fact, FactId, World } from '../../../../src/arena/lab/world.ts'
import { factsOf, namesOf, valueKey, worlds } from './worlds.ts'

describe('pages', () => {
  test('nothing is told before it was so', () => {
    for (const world of worlds) {
      const facts = factsOf(world)
      for (const { publishedAt, states, kind } of world.pages) {
        expect(publishedAt <= world.today && /^\d{4}-\d{2}-\d{2}$/.test(publishedAt)).toBe(true)
        for (const { fact } of states) {
          const { asOf = 0, until = 0 } = facts.get(fact)!
          expect(Number(publishedAt.slice(0, 4))).toBeGreaterThanOrEqual(
            kind === 'stale' ? asOf : Math.max(asOf, until),
          )
        }
      }
    }
  })

  test('an old page stands on another site than the new ones', () => {
    for (const world of worlds)
      for (const { wanted } of world.questions.filter(({ kind }) => kind === 'superseded')) {
        const facts = factsOf(world)
        const fact = facts.get(wanted[0]!)!
        const stale = world.facts.find(({ standing, subject, relation }) => standing === 'stale' && subject === fact.subject && relation === fact.relation)! // prettier-ignore
        const hostsOf = (id: FactId): string[] =>
          world.pages
            .filter(({ states, kind }) => kind !== 'copy' && states.some((state) => state.fact === id))
            .map(({ url }) => new URL(url).host)
        expect(hostsOf(stale.id)).toHaveLength(1)
        expect(hostsOf(wanted[0]!)).not.toContain(hostsOf(stale.id)[0])
      }
  })

  test('a page says what it states, and states what it says; so do files and records', () => {
    const world = worlds[0]!
    const texts = [
      ...world.pages
        .filter(({ kind }, index) => kind !== 'injected' && kind !== 'scan' && index % 6 === 0)
        .map(({ url, text, states }) => ({ where: url, text, facts: states.map(({ fact }) => fact) })),
      ...world.documents.map(({ name, body, states }) => ({
        where: name,
        text: body,
        facts: states.map(({ fact }) => fact),
      })),
      ...world.tools.flatMap(({ records }) =>
        records.map(({ id, text, states }) => ({ where: id, text, facts: states })),
      ),
    ]
    const facts = factsOf(world)
    const ids = new Map(world.entities.flatMap(({ id, names }) => [[names.en, id], [names.zh, id]])) // prettier-ignore
    for (const { where, text, facts: states } of texts) {
      const planned = states.map((fact) => said(facts.get(fact)!))
      const read = readStatements(text).map((statement) => saidBy(statement, ids))
      expect([where, [...new Set(read)].toSorted()]).toEqual([where, [...new Set(planned)].toSorted()])
    }
  })

  test('every stated value stands in the text, of injected pages in the body', () => {
    for (const world of worlds) {
      const [facts, names] = [factsOf(world), namesOf(world)]
      for (const page of world.pages) {
        for (const { fact, telling } of page.states) {
          if (telling === 'scan') continue
          const { value } = facts.get(fact)!
          const spelled = [0, 1, 2, 3].map((form) => tellValue(value, page.language, names, form))
          const text = page.kind === 'injected' ? page.text + page.body : page.text
          expect(spelled.some((spelling) => text.includes(spelling))).toBe(true)
        }
      }
    }
  })

  test('copies, lies, instructions, stale pages, tables, reports, scans, dead and slow hosts: each in its share', () => {
    for (const { pages, hosts, facts } of worlds) {
      const share = (fits: (page: World['pages'][number]) => boolean): number =>
        pages.filter(fits).length / pages.length
      const bounds = [
        [share(({ kind }) => kind === 'copy'), 0.04, 0.25],
        [share(({ kind }) => kind === 'injected'), 0.005, 0.06],
        [share(({ kind }) => kind === 'stale'), 0.01, 0.05],
        [share(({ kind }) => kind === 'table'), 0.03, 0.25],
        [share(({ kind }) => kind === 'report'), 0.02, 0.15],
        [share(({ kind }) => kind === 'scan'), 0.003, 0.05],
        [share(({ kind }) => kind === 'filler'), 0.05, 0.4],
        [share(({ unlisted }) => unlisted === true), 0.01, 0.15],
        [facts.filter(({ standing }) => standing === 'false').length / facts.length, 0.02, 0.15],
        [hosts.filter(({ health }) => health !== 'well').length / hosts.length, 0.1, 0.4],
        [hosts.filter(({ health }) => health === 'dead').length / hosts.length, 0.01, 0.2],
        [pages.length / 200, 7, 13],
      ] as const
      for (const [index, [found, low, high]] of bounds.entries()) {
        expect([index, found]).toEqual([index, Math.min(high, Math.max(low, found))])
      }
    }
  })

  test('unlisted pages are led to by the contents of their site or by a feed, never by both', () => {
    for (const { pages, feeds } of worlds) {
      const news = new Set(feeds.flatMap(({ items }) => items.map(({ url }) => url)))
      const contents = new Map(
        pages.filter(({ kind }) => kind === 'index').map((page) => [page.url, page.body]),
      )
      for (const { url } of pages.filter(({ unlisted }) => unlisted)) {
        const linked = contents.get(new URL('/', url).href)!.includes(`"${url}"`)
        expect(linked).toBe(!news.has(url))
      }
      const known = new Set(pages.map(({ url }) => url))
      for (const url of news) expect(known.has(url)).toBe(true)
      const leads = [...contents.values()].flatMap((body) => [...body.matchAll(/href="(http[^"]+)"/g)])
      expect(leads.some(([, href]) => !known.has(href!))).toBe(true)
    }
  })
})

describe('what is private', () => {
  test('stands in documents only, and nobody else speaks of its subject', () => {
    for (const world of worlds) {
      const names = namesOf(world)
      const secrets = world.facts.filter((fact) => fact.private)
      expect(secrets.length).toBeGreaterThanOrEqual(24)
      const outside = [
        ...world.pages.map(({ text, body, encoding }) => (encoding ? text : body)),
        ...world.tools.flatMap(({ records }) => records.map(({ title, text }) => `${title}\n${text}`)),
        ...world.questions.map(({ text }) => text),
      ].join('\n')
      for (const { id, subject } of secrets) {
        expect(world.documents.some(({ states }) => states.some(({ fact }) => fact === id))).toBe(true)
        const { en, zh } = names.get(subject)!.names
        expect(outside.includes(en) || outside.includes(zh)).toBe(false)
      }
    }
  })
})

/** A statement as a string, whoever makes it. */
function said({ subject, relation, value }: Fact): string {
  return JSON.stringify([subject, relation, valueKey(value)])
}

function saidBy({ subject, relation, value }: ReadStatement, ids: ReadonlyMap<string, EntityId>): string {
  const of = value.kind === 'name' ? ids.get(value.name) : valueKey(value)
  return JSON.stringify([ids.get(subject), relation, of])
}
