/**
 * Writes what the questions need onto pages: each fact where its place says, and around it copies, lies, instructions
 * and talk. Every page of a question has a path of chance of its own, so that one more page changes no other.
 */
import { chanceOf, type Chance } from '#runtime'
import type { Fact } from '../world.ts'
import { inBox, inTable, nameable } from './article.ts'
import { dateFor, daysBefore, today } from './days.ts'
import type { PlacedFact, Place, PlannedQuestion } from './planned.ts'
import type { Manuscript, Printed } from './press.ts'
import type { Site } from './sites.ts'
import { titleOf } from './words.ts'
import { isTwin, writeCopy, writeInjected, writeLie, writeTalk } from './write-around.ts'
import { anySite, notLater, penOf, print, type Desk, type Writing } from './writing.ts'

/** Writes all pages of a question. */
export function writePages(desk: Desk, question: PlannedQuestion): void {
  const { id, region, language, placed } = question
  const chance = chanceOf(desk.seed, `world/pages/${id}`)
  const writing: Writing = { ...desk, question, chance, local: desk.sites.of(region, language) }
  const topics = Map.groupBy(placed, ({ place, topic }) => `${place} ${topic}`)
  const table = tableOf(placed, chance)
  for (const [key, told] of topics) {
    const facts = told.map(({ fact }) => fact)
    const original = writeTopic(writing, key, told[0]!.place, facts, table.length > 0)
    if (!original) continue
    const lies = placed.filter(
      ({ fact, place }) => place === 'lie' && facts.some((other) => isTwin(other, fact)),
    )
    for (const { fact } of lies) writeLie(writing, original, `${key} 1`, facts, fact)
  }
  if (table.length > 0) writeTable(writing, table)
  for (const { fact, place } of placed) if (place === 'injected') writeInjected(writing, fact)
  writeTalk(writing, 2)
}

/** Writes a topic's pages where its place says; returns the one that others copy, if it stands openly. */
function writeTopic(
  writing: Writing,
  key: string,
  place: Place,
  facts: readonly Fact[],
  tabled: boolean,
): Printed | undefined {
  const { local, chance, question, sites } = writing
  const [one, other] = chance.shuffle(local.sound) as [Site, Site]
  const { region, language } = question
  const published = dateFor(place, facts, chance)
  const article = (site: Site, more: Partial<Manuscript> = {}): void =>
    void print(writing, key, site, facts, { publishedAt: published, ...more })
  switch (place) {
    case 'open':
      return writeOpen(writing, key, facts, [one, other], published, tabled)
    case 'single':
      article(one, chance.next() < 0.25 ? { unlisted: 'contents' } : {})
      break
    case 'lost':
      article(local.frail)
      break
    case 'foreign':
      for (const site of sites.of(region, language === 'en' ? 'zh' : 'en').sound) article(site)
      break
    case 'old':
      article(elsewhere(writing), { kind: 'stale' })
      break
    case 'side':
      // Both on the same day, each on its own sound site: nothing speaks for one of them.
      article(local.sound[key.endsWith('1') ? 0 : 1], { publishedAt: sideDate(writing) })
      break
    case 'scan':
      // Scans are read letter by letter, and the lab's scanner knows Latin letters only.
      article(sites.of(region, 'en').sound[0], { kind: 'scan', form: 'scan' })
      break
    case 'feed':
      article(local.sound[0], { unlisted: 'feed' })
      break
    case 'document':
    case 'private':
    case 'record':
    case 'lie':
    case 'injected':
      break
  }
  return undefined
}

function sideDate({ seed, question }: Writing): string {
  return daysBefore(today, 20 + chanceOf(seed, `world/sides/${question.id}`).integer(200))
}

/** On both sound sites in different words, often on the frail one, for some in the other language, copied for some. */
function writeOpen(
  writing: Writing,
  key: string,
  facts: readonly Fact[],
  [one, other]: readonly [Site, Site],
  publishedAt: string,
  tabled: boolean,
): Printed {
  const { chance, question, local, sites } = writing
  const original = print(writing, `${key} 1`, one, facts, { publishedAt })
  const again = notLater(daysBefore(publishedAt, -chance.integer(3)))
  const drawn = chance.next()
  if (!tabled) {
    const how: Partial<Manuscript> =
      drawn < 0.15 ? { kind: 'report', form: 'pdf' } : drawn < 0.25 ? { unlisted: 'contents' } : {}
    if (drawn > 0.65) printBox(writing, `${key} 2`, other, facts, again)
    else print(writing, `${key} 2`, other, facts, { ...how, publishedAt: again })
  }
  const third = chance.next()
  if (third < 0.3) print(writing, `${key} 3`, local.frail, facts, { publishedAt: again })
  else if (third < 0.5) writeCopy(writing, original, local.frail)
  if (chance.next() < 0.18) writeCopy(writing, original, anySite(writing, question.language))
  if (chance.next() < 0.1) {
    const foreign = sites.of(question.region, question.language === 'en' ? 'zh' : 'en')
    print(writing, `${key} 4`, foreign.sound[0], facts, { publishedAt: again })
  }
  return original
}

function printBox(
  writing: Writing,
  key: string,
  site: Site,
  facts: readonly Fact[],
  publishedAt: string,
): void {
  print(writing, key, site, facts, { kind: 'table', publishedAt }, inBox(penOf(writing, site, key), facts))
}

/** One relation of all subjects in one table, for half of the questions about several. */
function tableOf(placed: readonly PlacedFact[], chance: Chance): Fact[] {
  const open = placed.filter(({ place }) => place === 'open').map(({ fact }) => fact)
  const subjects = new Set(open.map(({ subject }) => subject))
  const same = open.every(({ relation }) => relation === open[0]!.relation)
  const drawn = chance.next()
  return same && open.length > 1 && subjects.size === open.length && drawn < 0.5 ? open : []
}

function writeTable(writing: Writing, facts: readonly Fact[]): void {
  const { local, chance } = writing
  const site = local.sound[chance.integer(2)]!
  const title = titleOf(nameable(writing, facts[0]!.subject), site.language, chance, true)
  const body = inTable(penOf(writing, site, 'table'), facts)
  print(
    writing,
    'table',
    site,
    facts,
    { kind: 'table', title, publishedAt: dateFor('open', facts, chance) },
    body,
  )
}

/** A sound site of another region; in a world of one region, one of its own. */
function elsewhere({ sites, chance, question, local }: Writing): Site {
  const { region, language } = question
  const others = sites.all.filter((site) => site.region !== region && site.language === language)
  const sound = others.filter(({ host }) => host.health === 'well')
  return sound[chance.integer(sound.length)] ?? local.sound[1]
}
