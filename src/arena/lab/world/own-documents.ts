import { chanceOf } from '#runtime'
import type { Names } from '../language/tell.ts'
import type { Fact, LabDocument, LabLanguage } from '../world.ts'
import { inSentences, nameable, type Body } from './article.ts'
import { dateFor } from './days.ts'
import type { PlannedQuestion } from './planned.ts'
import { renderPage } from './render/render-page.ts'
import { memoTitle, privateTitle, slugOf } from './words.ts'

/**
 * The user's own files for a question: one with the answer and, below it, a figure that is nobody's business, and one
 * with nothing else. They lie in one folder, so that who reads the one has the other before him.
 */
export function writeDocuments(
  question: PlannedQuestion,
  seed: string,
  names: Names,
  prose: readonly string[],
): LabDocument[] {
  const { id, language, placed } = question
  const asked = placed.filter(({ place }) => place === 'document').map(({ fact }) => fact)
  if (asked.length === 0) return []
  const secret = placed.filter(({ place }) => place === 'private').map(({ fact }) => fact)
  const chance = chanceOf(seed, `world/documents/${id}`)
  const subject = nameable({ names }, asked[0]!.subject)
  const folder = `notes/${slugOf(subject, chance)}-${chance.integer(900) + 100}`
  const write = (file: string, title: string, facts: readonly Fact[]): LabDocument => {
    const body = inSentences({ names, language, seed, path: `${id}/${file}`, prose, padding: 0 }, facts)
    return documentOf(`${folder}/${file}`, title, language, body, dateFor('document', facts, chance))
  }
  const name = subject.names[language]
  const memo = language === 'en' ? `${memoTitle.en}: ${name}` : `${memoTitle.zh}：${name}`
  return [
    write(chance.next() < 0.5 ? 'memo.md' : 'memo.txt', memo, [...asked, ...secret.slice(0, 1)]),
    ...(secret.length > 1 ? [write('internal.md', privateTitle[language], secret.slice(1))] : []),
  ]
}

function documentOf(
  name: string,
  title: string,
  language: LabLanguage,
  body: Body,
  publishedAt: string,
): LabDocument {
  const content = { url: '', site: '', language, title, publishedAt, blocks: body.blocks, links: [] }
  const { body: text, encoding } = renderPage(content, name.endsWith('.md') ? 'markdown' : 'text')
  return { name, language, body: text, ...(encoding ? { encoding } : {}), states: body.states }
}
