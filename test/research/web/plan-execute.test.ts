import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Report } from '#vocabulary'
import {
  chanceOf,
  createContext,
  createMemoryJournal,
  KaojuError,
  readOnly,
  type Chance,
  type Journal,
} from '#runtime'
import { openLibrary, type Library } from '#library'
import type { Chat, Models } from '#models'
import { research } from '#research'
import { figure } from '../../figure.ts'
import { scriptedModels, type Script } from '../scripted-models.ts'
import { article, openSmallWeb, type Pages, type SmallWeb } from './small-web.ts'

/** `plan-execute` over the web, its plan heard while it is written: killed, replayed, stopped, and in any order of arrival. */
const question =
  'How much did the restoration of Lake Orlin cost, and in which year was the person who led the restoration of Lake Orlin born?'
const pages: Pages = {
  'http://a.example/costs': article('Costs of Lake Orlin', [
    'The restoration of Lake Orlin cost 41.7 million euros, of which the county paid a third.',
  ]),
  'http://b.example/led': article('The leader', [
    'The restoration of Lake Orlin was led by Ann Dale, an engineer of the county.',
  ]),
  'http://c.example/dale': article('Ann Dale', ['Ann Dale was born in 1961 in the town of Marl.']),
  'http://d.example/fish': article('Fish', [
    'In Lake Orlin perch and pike are caught since the restoration.',
  ]),
}
const sound = [
  { question: 'Who led the restoration of Lake Orlin?', needs: [] },
  { question: 'How much did the restoration of Lake Orlin cost?', needs: [] },
  { question: 'In which year was {1} born?', needs: [1] },
]
/** Refused as a whole, after its first questions were heard. */
const refused = [
  { question: 'What fish are caught in Lake Orlin since the restoration?', needs: [] },
  sound[0]!,
  { question: 'What is it of {9}?', needs: [9] },
  { question: 'What is it of {4}?', needs: [4] },
]

const scripts: Readonly<Record<string, Script>> = {
  'plan-graph': ({ name }) => JSON.stringify({ questions: name.includes('again') ? sound : refused }),
  'find-answer': ({ text }) => {
    const [, id] = /\[(E\d+)\] [^\n]*Ann Dale/.exec(text) ?? []
    return JSON.stringify({
      found: id !== undefined,
      answers: id ? [{ text: 'Ann Dale', evidence: [id] }] : [],
    })
  },
}

/** A planner whose answers are heard while they are written. */
function heard(chat: Chat): Chat {
  return {
    ...chat,
    async stream(name, request, listener, context) {
      const answer = await chat.generate(name, request, context)
      listener.onStart()
      for (const piece of answer.text.match(/[^]{1,40}/gu) ?? []) {
        listener.onPiece(piece, 'text')
        await new Promise((go) => setTimeout(go, 2))
      }
      return answer
    },
  }
}

const models = (): Models => {
  const scripted = scriptedModels(scripts)
  return { ...scripted, planner: heard(scripted.planner!) }
}

interface Room {
  readonly web: SmallWeb
  readonly library: Library
  close(): Promise<void>
}

/** @param chance every page and every engine answers when it likes */
async function openRoom(chance?: Chance): Promise<Room> {
  const web = await openSmallWeb(pages)
  const slow = chance ? slowly(web, chance) : web
  const home = mkdtempSync(join(tmpdir(), 'kaoju-plan-execute-'))
  const library = await openLibrary({ home, mode: 'write' }, createContext().context)
  const close = async (): Promise<void> => {
    await library.close()
    await web.close()
    rmSync(home, { recursive: true, force: true })
  }
  return { web: slow, library, close }
}

function slowly(web: SmallWeb, chance: Chance): SmallWeb {
  const { egress } = web
  const wait = (): Promise<void> => new Promise((go) => setTimeout(go, chance.integer(60)))
  const late = new Proxy(egress, {
    get(of, name) {
      if (name === 'found')
        return async (...given: Parameters<typeof egress.found>) => (await wait(), await of.found(...given))
      if (name === 'configured')
        return (...given: Parameters<typeof egress.configured>): typeof fetch => {
          const send = of.configured(...given)
          return async (...request) => (await wait(), await send(...request))
        }
      return of[name as keyof typeof of]
    },
  })
  return { ...web, context: (options = {}) => createContext({ egress: late, ...options }) }
}

async function ask({ web, library }: Room, journal: Journal, stop?: AbortSignal): Promise<Report> {
  const { context } = web.context({ run: 'run-plan', seed: 'same', journal, ...(stop ? { stop } : {}) })
  return await research(
    { question, language: 'en', effort: 'standard', strategy: 'plan-execute' },
    { library, web: web.parts(), models: models() },
    context,
  )
}

/** What a report says, without times, ports, what was lost, and the ids and paths that come of them. */
function said({ createdAt: _at, timings: _timings, cost: _cost, ...rest }: Report): string {
  const plain = JSON.stringify(rest, (key, value: unknown) => (key === 'fetchedAt' ? undefined : value))
  return plain.replaceAll(/:\d{4,5}(?=\/)|file:\/\/[^"]*|[0-9a-f]{12,}/g, '')
}

interface Kill {
  readonly at: number
  readonly moment: 'before' | 'after'
}

/** A journal that is gone from one operation on; `operations` counts. */
function mortal(journal: Journal, kill?: Kill): Journal & { operations(): number } {
  let count = 0
  return new Proxy(journal, {
    get(of, name) {
      if (name === 'operations') return () => count
      const value = of[name as keyof Journal] as unknown
      if (typeof value !== 'function') return value
      return async (...given: unknown[]): Promise<unknown> => {
        count++
        const last = count === kill?.at
        const dead = kill !== undefined && (count > kill.at || (last && kill.moment === 'before'))
        const result: unknown = dead ? undefined : await value.apply(of, given)
        if (dead || last) throw new KaojuError('run-lost', { run: 'run-plan' })
        return result
      }
    },
  }) as Journal & { operations(): number }
}

const outside = ({ web }: Room): string[] => [
  ...web.queries,
  ...web.requests.filter((address) => !address.endsWith('/robots.txt')),
]

test('killed at any operation on its journal, its plan streamed and refused once: the same report, nothing paid twice', async () => {
  const room = await openRoom()
  const journal = mortal(createMemoryJournal())
  const first = await ask(room, journal)
  const unharmed = said(first)
  const operations = journal.operations()
  const queries = [...room.web.queries]
  await room.close()
  for (const fact of ['Ann Dale', '41.7 million', '1961']) expect(unharmed).toContain(fact)
  // What was looked for ahead and is asked by nobody left all the same.
  expect(queries.join('\n')).toContain('fish')
  expect(first.outside?.queries.join('\n')).toContain('fish')

  const all = Array.from({ length: operations }, (_, index) => index + 1).flatMap((at): Kill[] => [
    { at, moment: 'before' },
    { at, moment: 'after' },
  ])
  const points =
    process.env['KAOJU_WEB_KILLS'] === 'all' ? all : chanceOf('plan', 'kills').shuffle(all).slice(0, 5)
  for (const kill of points) {
    const own = await openRoom()
    try {
      const kept = createMemoryJournal()
      await expect(ask(own, mortal(kept, kill))).rejects.toMatchObject({ code: 'run-lost' })
      const lost = (await kept.allOpenAttempts()).length
      expect(said(await ask(own, kept)), JSON.stringify(kill)).toBe(unharmed)
      const twice = outside(own).filter((one, index, every) => every.indexOf(one) !== index)
      expect(twice.length, `${lost} in flight, twice: ${twice.join(' ')}`).toBeLessThanOrEqual(2 * lost)
      const count = outside(own).length
      expect(said(await ask(own, readOnly(kept, 'run-plan')))).toBe(unharmed)
      expect(outside(own)).toHaveLength(count)
    } finally {
      await own.close()
    }
  }
  figure('kills of plan-execute over the web; other reports, things fetched twice', `${points.length}; 0`)
}, 600_000)

test('the same report in whatever order pages and engines answer', async () => {
  const reports: string[] = []
  for (const latencies of ['first', 'second', 'third']) {
    const room = await openRoom(chanceOf(latencies, 'latency'))
    try {
      reports.push(said(await ask(room, createMemoryJournal())))
    } finally {
      await room.close()
    }
  }
  expect(new Set(reports).size).toBe(1)
}, 300_000)

test('stopped at any moment, what was brought is read and cited, and the replay says the same', async () => {
  const moments = process.env['KAOJU_WEB_KILLS'] === 'all' ? 200 : 10
  const chance = chanceOf('plan', 'stops')
  let held = 0
  for (let moment = 0; moment < moments; moment++) {
    const room = await openRoom(chanceOf('plan', `stop-${moment}`))
    try {
      const journal = createMemoryJournal()
      const stop = new AbortController()
      const timer = setTimeout(() => stop.abort(), 20 + chance.integer(900))
      const report = await ask(room, journal, stop.signal)
      clearTimeout(timer)
      const cited = report.sections
        .flatMap(({ sentences }) => sentences)
        .filter(({ citations }) => citations.length > 0)
      if ((report.outside?.brought ?? 0) > 0) {
        held++
        expect(cited.length, `moment ${moment}`).toBeGreaterThan(0)
      }
      expect(said(await ask(room, readOnly(journal, 'run-plan')))).toBe(said(report))
    } finally {
      await room.close()
    }
  }
  figure(
    'stops of plan-execute over the web; with pages brought, of which cited',
    `${moments}; ${held}; ${held}`,
  )
}, 900_000)

const chain = Array.from({ length: 8 }, (_, index) =>
  index === 0
    ? { question: 'How much did the restoration of Lake Orlin cost?', needs: [] }
    : {
        question: `Who led the restoration of Lake Orlin in the year of {${index}}, number ${index}?`,
        needs: [index],
      },
)
const nothing = JSON.stringify({ found: false, answers: [] })

test.each([
  [
    'one chain whose answers nobody finds',
    { 'plan-graph': () => JSON.stringify({ questions: chain }), 'find-answer': () => nothing },
    {},
  ],
  ['a budget of one search', scripts, { searches: 1 }],
  ['a budget of one page', scripts, { pages: 1 }],
  ['a budget of one query', scripts, { queries: 1 }],
] as const)(
  '%s: it ends, with a cited report',
  async (_, given, limits) => {
    const room = await openRoom()
    try {
      const { context } = room.web.context({ run: 'run-odd', limits })
      const report = await research(
        { question, language: 'en', effort: 'standard', strategy: 'plan-execute' },
        { library: room.library, web: room.web.parts(), models: scriptedModels(given) },
        context,
      )
      expect(report.sections.flatMap(({ sentences }) => sentences).length).toBeGreaterThan(0)
    } finally {
      await room.close()
    }
  },
  60_000,
)
