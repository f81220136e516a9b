import { chanceOf } from '#runtime'
import { tellFiller } from '../language/prose.ts'
import { tellFact, type Names } from '../language/tell.ts'
import { labLanguages, type LabLanguage, type LabToolServer } from '../world.ts'
import { nameable } from './article.ts'
import type { PlannedQuestion } from './planned.ts'
import { shownSubjects } from './writing.ts'

const serverNames: Readonly<Record<LabLanguage, string>> = { en: 'civic-register', zh: 'city-archives' }

type LabRecord = LabToolServer['records'][number]

/** One MCP server a language: a record for each fact that stands nowhere else, and others that state nothing. */
export function makeToolServers(
  questions: readonly PlannedQuestion[],
  seed: string,
  names: Names,
): LabToolServer[] {
  return labLanguages.flatMap((language) => {
    const spoken = questions.filter((question) => question.language === language)
    const told = spoken.flatMap((question) => recordsOf(question, seed, names))
    if (told.length === 0) return []
    // As many records of other things as there are answers: the right one has to be looked for.
    const others = spoken
      .filter((question) => question.kind !== 'tool')
      .slice(0, 2 * told.length)
      .flatMap((question) => talkOf(question, seed, names))
    const records = [...told, ...others].map((record, index) => ({ ...record, id: `r${index + 1}` }))
    const chance = chanceOf(seed, `world/records/${language}`)
    return [{ name: serverNames[language], language, records: chance.shuffle(records) }]
  })
}

function recordsOf({ id, language, placed }: PlannedQuestion, seed: string, names: Names): LabRecord[] {
  const chance = chanceOf(seed, `world/records/${id}`)
  const facts = placed.filter(({ place }) => place === 'record').map(({ fact }) => fact)
  return facts.map((fact) => {
    const subject = nameable({ names }, fact.subject)
    const texts = [tellFiller(subject, language, chance, 1), tellFact(fact, language, names, chance)]
    const text = texts.join(language === 'en' ? ' ' : '')
    return { id: '', title: subject.names[language], text, states: [fact.id] }
  })
}

function talkOf(question: PlannedQuestion, seed: string, names: Names): LabRecord[] {
  const chance = chanceOf(seed, `world/records/${question.id}`)
  const { language } = question
  return shownSubjects(question)
    .slice(0, 1)
    .map((entity) => {
      const subject = nameable({ names }, entity)
      return {
        id: '',
        title: subject.names[language],
        text: tellFiller(subject, language, chance, 3),
        states: [],
      }
    })
}
