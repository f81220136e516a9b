import { KaojuError, type Chance } from '#runtime'
import type { Entity, EntityType, LabLanguage } from '../world.ts'
import { entityTypes, nameForms, typeOfName } from './name-shapes.ts'
import { beginnings, endings, givenNames, middles } from './syllables.ts'

type Both = Readonly<Record<LabLanguage, string>>

/** Stems that happen to be known outside, in either language. */
const known = new Set(
  (
    'Fennia Hallin Hestor Iskra Iskren Jaslin Karlin Karren Kestor Orbek Orbelin Ormund Ortor Oskara Oslin Osmund' +
    ' Rudnia Rudra Sevlin Tarkara Tarlin Tarnia Tarra Tarren Tartor Ullin Ulnara Ulvik Vesnia Vestor Yarra Zannara' +
    ' Zantor'
  ).split(' '),
)

let coined: readonly Both[] | undefined

/** All stems that names can be coined from, always in the same order; none is a part of another in either language. */
export function nameStems(): readonly Both[] {
  coined ??= apart([...twoParts(), ...threeParts()])
  return coined
}

function* twoParts(): Generator<Both> {
  for (const [en, zh] of beginnings)
    for (const [enEnd, zhEnd] of endings) yield { en: en + enEnd, zh: zh + zhEnd }
}

function* threeParts(): Generator<Both> {
  for (const [en, zh] of beginnings)
    for (const [enMiddle, zhMiddle] of middles)
      for (const [enEnd, zhEnd] of endings) yield { en: en + enMiddle + enEnd, zh: zh + zhMiddle + zhEnd }
}

/** Drops what holds, or is held by, another stem or a given name; of two that are written alike neither stays. */
function apart(stems: readonly Both[]): Both[] {
  const given = givenNames.map(([en, zh]): Both => ({ en, zh }))
  const bad = new Set<Both>()
  for (const language of ['en', 'zh'] as const) {
    const owners = new Map<string, Both>()
    for (const stem of [...given, ...stems]) {
      const word = stem[language].toLowerCase()
      const other = owners.get(word)
      if (other) bad.add(stem).add(other)
      owners.set(word, stem)
    }
    for (const stem of stems) {
      const word = stem[language].toLowerCase()
      for (let start = 0; start < word.length; start++)
        for (let end = start + 2; end <= word.length; end++) {
          const held = owners.get(word.slice(start, end))
          if (held && held !== stem) bad.add(stem)
        }
    }
  }
  return stems.filter((stem) => !bad.has(stem) && !known.has(stem.en) && stem.en.length >= 5)
}

/**
 * Coins things: `e1`, `e2` … in order of `entityTypes`. Each has a stem of its own, so that no name is a part of another.
 *
 * @throws {KaojuError} `option-invalid` when more are wanted than there are stems.
 */
export function coinNames(chance: Chance, counts: Readonly<Partial<Record<EntityType, number>>>): Entity[] {
  const stems = chance.shuffle(nameStems())
  const wanted = entityTypes.flatMap((type) => Array.from({ length: counts[type] ?? 0 }, () => type))
  if (wanted.length > stems.length) throw tooMany(wanted.length, stems.length)
  return wanted.map((type, index) => {
    const form = nameForms[type][chance.integer(nameForms[type].length)]!
    const [en, zh] = givenNames[chance.integer(givenNames.length)]!
    const given: Both = { en, zh }
    const name = (language: LabLanguage): string =>
      form[language].replace('{g}', given[language]).replace('{n}', stems[index]![language])
    return { id: `e${index + 1}`, type, names: { en: name('en'), zh: name('zh') } }
  })
}

function tooMany(wanted: number, stems: number): Error {
  return new KaojuError('option-invalid', {
    option: 'questions',
    reason: `${wanted} names are wanted, ${stems} can be coined`,
  })
}

const words: Record<LabLanguage, Map<string, Both> | undefined> = { en: undefined, zh: undefined }

/** A coined name in the other language, as a translator would write it by its syllables; undefined = it is not coined. */
export function translateName(name: string, to: LabLanguage): string | undefined {
  const type = typeOfName(name)
  if (!type) return undefined
  const from: LabLanguage = /\p{Script=Han}/u.test(name) ? 'zh' : 'en'
  if (from === to) return name
  words[from] ??= new Map(
    [...nameStems(), ...givenNames.map(([en, zh]) => ({ en, zh }))].map((stem) => [
      stem[from].toLowerCase(),
      stem,
    ]),
  )
  const inOther = (part: string): string | undefined => words[from]!.get(part.toLowerCase())?.[to]
  for (const form of nameForms[type]) {
    const parts = new RegExp(
      `^${form[from].replace('{g}', '(?<g>.+?)').replace('{n}', '(?<n>.+)')}$`,
      'iu',
    ).exec(name)
    const stem = inOther(parts?.groups?.['n'] ?? '')
    const given = parts?.groups?.['g'] === undefined ? '' : inOther(parts.groups['g'])
    if (stem !== undefined && given !== undefined) return form[to].replace('{g}', given).replace('{n}', stem)
  }
  return undefined
}
