import type { Language } from '#vocabulary'
import type { Chance } from '#runtime'

/** A sentence that stands in no text of the world, what to ask for it, and the word that answers. */
export interface Needle {
  readonly sentence: string
  readonly question: string
  readonly value: string
}

interface Template {
  /** `{place}` is coined; `{value}` is drawn. */
  readonly sentence: string
  readonly question: string
  readonly value: (chance: Chance) => string
}

const amount = (chance: Chance): string => String(21 + chance.integer(970))

/** Everything is coined here: no needle stands in a public text, and none is about anything that exists. */
const templates: Readonly<Record<Language, readonly Template[]>> = {
  en: [
    {
      sentence: 'The lantern keeper of {place} stores {value} copper keys behind the boathouse door.',
      question: 'How many copper keys does the lantern keeper of {place} store?',
      value: amount,
    },
    {
      sentence: 'The winter market of {place} was founded by the beekeeper {value}.',
      question: 'Who founded the winter market of {place}?',
      value: (chance) => `${coinedName(chance)} ${coinedName(chance)}`,
    },
    {
      sentence: 'The bell tower of {place} is {value} metres high.',
      question: 'How high is the bell tower of {place}?',
      value: amount,
    },
    {
      sentence: 'The ferry to {place} departs from the village of {value}.',
      question: 'From which village does the ferry to {place} depart?',
      value: coinedName,
    },
  ],
  zh: [
    {
      sentence: '{place}的守灯人在船库门后收着{value}把铜钥匙。',
      question: '{place}的守灯人收着多少把铜钥匙？',
      value: amount,
    },
    {
      sentence: '{place}的冬季集市由养蜂人{value}创办。',
      question: '{place}的冬季集市是谁创办的？',
      value: (chance) => pick(['褚', '郗', '蔺', '訾', '蒯'], chance) + coinedCharacters(chance),
    },
    {
      sentence: '{place}的钟楼高{value}米。',
      question: '{place}的钟楼有多高？',
      value: amount,
    },
    {
      sentence: '开往{place}的渡船从{value}村出发。',
      question: '开往{place}的渡船从哪个村出发？',
      value: coinedCharacters,
    },
  ],
}

/** A needle by chance whose coined words stand nowhere in the text. */
export function drawNeedle(language: Language, text: string, chance: Chance): Needle {
  const template = pick(templates[language], chance)
  const fresh = (draw: () => string): string => {
    for (let attempt = 0; attempt < 50; attempt++) {
      const word = draw()
      if (!text.includes(word)) return word
    }
    return draw()
  }
  const place = fresh(() =>
    language === 'zh' ? `${coinedCharacters(chance)}${pick('湾镇岛桥', chance)}` : coinedName(chance),
  )
  const value = fresh(() => template.value(chance))
  const fill = (words: string): string => words.replace('{place}', place).replace('{value}', value)
  return { sentence: fill(template.sentence), question: fill(template.question), value }
}

function coinedName(chance: Chance): string {
  const syllables = ['vel', 'mor', 'tas', 'quil', 'bren', 'dax', 'lom', 'fen', 'ruk', 'sib', 'ond', 'zar']
  const ends = ['ia', 'eth', 'ock', 'und', 'ava', 'orn', 'ith']
  const word = pick(syllables, chance) + pick(syllables, chance) + pick(ends, chance)
  return word[0]!.toUpperCase() + word.slice(1)
}

function coinedCharacters(chance: Chance): string {
  return pick('霁槿笠砚汀蓼', chance) + pick('篁浔岫濮荇堞', chance)
}

function pick<T>(of: ArrayLike<T>, chance: Chance): T
function pick(of: string, chance: Chance): string
function pick(of: ArrayLike<unknown>, chance: Chance): unknown {
  return of[chance.integer(of.length)]
}
