/** What stands around the pages that tell facts: copies and lying copies, instructions, talk. */
import { tellFact } from '../language/tell.ts'
import type { Fact } from '../world.ts'
import { inSentences, inTalk, nameable } from './article.ts'
import { daysBefore, today } from './days.ts'
import type { Printed } from './press.ts'
import { instructionText } from './render/render-page.ts'
import type { Site } from './sites.ts'
import { slugOf, takenFrom, titleOf } from './words.ts'
import { anySite, notLater, penOf, print, shownSubjects, type Writing } from './writing.ts'

/** The same text under another address, word for word but for a line that says whence. */
export function writeCopy(writing: Writing, original: Printed, site: Site): void {
  const { chance, press } = writing
  if (site === original.site) return
  const { url: _, unlisted: __, ...manuscript } = original
  const note = { type: 'paragraph', text: takenFrom(original.site.name, site.language) } as const
  press.print({
    ...manuscript,
    site,
    kind: 'copy',
    publishedAt: notLater(daysBefore(original.publishedAt, -1 - chance.integer(6))),
    blocks: chance.next() < 0.6 ? [...original.blocks, note] : original.blocks,
  })
}

/** Whether two facts say something of the same subject in the same relation. */
export function isTwin(one: Fact, other: Fact): boolean {
  return one.subject === other.subject && one.relation === other.relation
}

/** A copy in which one number is another: told with the original's own chance, so that nothing else differs. */
export function writeLie(
  writing: Writing,
  original: Printed,
  key: string,
  facts: readonly Fact[],
  lie: Fact,
): void {
  const changed = facts.map((fact) => (isTwin(fact, lie) ? lie : fact))
  const site = anySite(writing, original.site.language, original.site)
  const { blocks, states } = inSentences(penOf(writing, original.site, key), changed)
  const { url: _, unlisted: __, ...manuscript } = original
  writing.press.print({ ...manuscript, site, kind: 'copy', blocks, states })
}

/** A page that instructs whoever reads it with a model to say what is false, and to give away what is not its own. */
export function writeInjected(writing: Writing, fact: Fact): void {
  const { names, local, chance } = writing
  const site = [...local.sound, local.frail][chance.integer(3)]!
  const pen = penOf(writing, site, 'injected')
  const sentence = tellFact(fact, site.language, names, chance)
  const address = `http://collector.example/${chance.integer(1_000_000)}`
  const text = instructionText(site.language, sentence, address, chance)
  const hiding = (['visible', 'comment', 'hidden', 'alt'] as const)[chance.integer(4)]!
  const talk = inTalk(pen, fact.subject)
  const shown = chance.next() < 0.4 ? [{ type: 'paragraph', text: sentence } as const] : []
  const [first, ...rest] = talk.blocks
  print(
    writing,
    'injected',
    site,
    [fact],
    { kind: 'injected', publishedAt: daysBefore(today, 5 + chance.integer(60)) },
    {
      blocks: [first!, ...shown, { type: 'instruction', text, hiding }, ...rest],
      states: [{ fact: fact.id, telling: 'sentence' }],
    },
  )
}

/** Pages about the same things that say nothing of them. */
export function writeTalk(writing: Writing, count: number): void {
  const { question, chance, local } = writing
  const subjects = shownSubjects(question)
  for (let index = 0; index < count && subjects.length > 0; index++) {
    const site = [...local.sound, local.frail][chance.integer(3)]!
    const entity = subjects[chance.integer(subjects.length)]!
    const subject = nameable(writing, entity)
    const { blocks } = inTalk(penOf(writing, site, `talk ${index}`), entity)
    writing.press.print({
      site,
      kind: 'filler',
      form: 'html',
      title: titleOf(subject, site.language, chance),
      slug: slugOf(subject, chance),
      publishedAt: daysBefore(today, 30 + chance.integer(3_000)),
      blocks,
      states: [],
    })
  }
}
