import type { Chance } from '#runtime'
import type { Names } from '../language/tell.ts'
import type { EntityId, Fact, LabLanguage } from '../world.ts'
import { inSentences, nameable, type Body, type Pen } from './article.ts'
import { today } from './days.ts'
import type { PlannedQuestion } from './planned.ts'
import type { Manuscript, Press, Printed } from './press.ts'
import type { RegionSites, Site, Sites } from './sites.ts'
import { slugOf, titleOf } from './words.ts'

/** What pages are written with. */
export interface Desk {
  readonly seed: string
  readonly names: Names
  readonly sites: Sites
  readonly prose: Readonly<Record<LabLanguage, readonly string[]>>
  readonly press: Press
  /** Paragraphs by which pages are longer than they must be. */
  readonly padding: number
}

/** One question's pages being written. */
export interface Writing extends Desk {
  readonly question: PlannedQuestion
  readonly chance: Chance
  readonly local: RegionSites
}

/** Writes an article that tells the facts in sentences. */
export function print(
  writing: Writing,
  key: string,
  site: Site,
  facts: readonly Fact[],
  more: Partial<Manuscript>,
  body?: Body,
): Printed {
  const { chance, press, question } = writing
  const subject = nameable(writing, facts[0]!.subject)
  const scanned = more.form === 'scan'
  const both = site.language !== question.language && !scanned
  const manner = { both, asOfThen: more.kind === 'stale' }
  const { blocks, states } = body ?? inSentences(penOf(writing, site, key), facts, manner)
  const title = titleOf(subject, site.language, chance)
  const also = scanned && question.language === 'zh' ? ` (${subject.names.zh})` : ''
  return press.print({
    site,
    kind: 'article',
    form: 'html',
    title: title + also,
    slug: slugOf(subject, chance),
    publishedAt: today,
    blocks,
    states: scanned ? states.map(({ fact }) => ({ fact, telling: 'scan' })) : states,
    ...more,
  })
}

/** What may be spoken of in public. */
export function shownSubjects({ placed, asked }: PlannedQuestion): EntityId[] {
  const open = placed.filter(({ place }) => place !== 'private').map(({ fact }) => fact.subject)
  const named = asked.form === 'value' && asked.subject.form === 'name' ? [asked.subject.entity] : []
  return [...new Set([...named, ...open])]
}

/** What a body of a page under this key is written with. */
export function penOf({ names, seed, question, prose, padding }: Writing, site: Site, key: string): Pen {
  return {
    names,
    seed,
    language: site.language,
    path: `${question.id}/${key}`,
    prose: prose[site.language],
    padding,
  }
}

/** Any site of the language, whatever its health. */
export function anySite({ sites, chance }: Writing, language: LabLanguage, but?: Site): Site {
  const fitting = sites.all.filter((site) => site.language === language && site !== but)
  return fitting[chance.integer(fitting.length)]!
}

/** The date, or today where it has not come yet. */
export function notLater(date: string): string {
  return date < today ? date : today
}
