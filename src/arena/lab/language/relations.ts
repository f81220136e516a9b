import type { Relation } from './relation.ts'

/** All that may be said in the world. */
export const relations: readonly Relation[] = [
  {
    id: 'opened',
    subjects: ['bridge'],
    value: { kind: 'date', precision: 'day' },
    words: {
      en: {
        statements: [
          '{s} was opened to traffic on {v}.',
          'Traffic first crossed {s} on {v}.',
          'On {v}, {s} was opened after a short ceremony.',
        ],
        asks: ['When was {s} opened?', 'On which day did {s} open?'],
        label: 'Opened',
        topic: 'the opening date of {s}',
        which: 'Which opened earlier, {a} or {b}?',
        whichLess: 'Which opened later, {a} or {b}?',
        order: 'In what order were {list} opened?',
        cue: 'open(?:ed|ing|s)?|inaugurat|first cross',
      },
      zh: {
        statements: ['{s}于{v}正式通车。', '{v}，{s}在简短的仪式后通车。', '车辆首次驶过{s}是在{v}。'],
        asks: ['{s}是什么时候通车的？', '{s}在哪一天通车？'],
        label: '通车日期',
        topic: '{s}的通车日期',
        which: '{a}和{b}哪一座通车更早？',
        whichLess: '{a}和{b}哪一座通车更晚？',
        order: '{list}通车的先后顺序是什么？',
        cue: '通车|开通|启用|驶过',
      },
    },
  },
  {
    id: 'length',
    subjects: ['bridge'],
    value: { kind: 'quantity', unit: 'metre', low: 90, high: 3_800 },
    words: {
      en: {
        statements: [
          '{s} is {v} long.',
          'From bank to bank, {s} measures {v}.',
          'Engineers give the length of {s} as {v}.',
        ],
        asks: ['How long is {s}?', 'What is the length of {s}?'],
        label: 'Length',
        topic: 'the length of {s}',
        which: 'Which is longer, {a} or {b}?',
        whichLess: 'Which is shorter, {a} or {b}?',
        together: 'How long are {list} together?',
        gap: 'How much longer is {a} than {b}?',
        cue: 'long(?:er|est)?\\b|length|measures|spans?\\b',
      },
      zh: {
        statements: ['{s}全长{v}。', '{s}两岸之间长{v}。', '工程师给出的{s}长度为{v}。'],
        asks: ['{s}有多长？', '{s}的长度是多少？'],
        label: '长度',
        topic: '{s}的长度',
        which: '{a}和{b}哪一座更长？',
        whichLess: '{a}和{b}哪一座更短？',
        together: '{list}合计有多长？',
        gap: '{a}比{b}长多少？',
        cue: '长',
      },
    },
  },
  {
    id: 'designer',
    subjects: ['bridge', 'museum'],
    value: { kind: 'entity', type: 'person' },
    words: {
      en: {
        statements: [
          '{s} was designed by {v}.',
          '{v} drew up the plans for {s}.',
          'The design of {s} is the work of {v}.',
        ],
        asks: ['Who designed {s}?', 'Who was the designer of {s}?'],
        label: 'Designer',
        noun: 'the designer of {s}',
        topic: 'the designer of {s}',
        count: { bridge: 'How many bridges did {v} design?', museum: 'How many museums did {v} design?' },
        list: { bridge: 'Which bridges did {v} design?', museum: 'Which museums did {v} design?' },
        cue: 'design|drew up|architect|plans? (?:for|of)',
      },
      zh: {
        statements: ['{s}由{v}设计。', '{s}的图纸出自{v}之手。', '为{s}做设计的是{v}。'],
        asks: ['{s}是谁设计的？', '{s}的设计者是谁？'],
        label: '设计者',
        noun: '{s}的设计者',
        topic: '{s}的设计者',
        count: { bridge: '{v}一共设计了几座桥？', museum: '{v}一共设计了几座博物馆？' },
        list: { bridge: '{v}设计了哪些桥？', museum: '{v}设计了哪些博物馆？' },
        cue: '设计|图纸|建筑师',
      },
    },
  },
  {
    id: 'population',
    subjects: ['town'],
    value: { kind: 'quantity', unit: 'person', low: 2_000, high: 480_000 },
    changing: true,
    words: {
      en: {
        statements: [
          'In {y}, {s} was home to {v}.',
          '{v} lived in {s} in {y}.',
          'The register of {y} counts {v} in {s}.',
        ],
        past: ['Until {y}, the population of {s} stood at {v}.'],
        asks: ['How many people live in {s}?', 'What is the population of {s}?'],
        label: 'Population',
        topic: 'the population of {s}',
        which: 'Which has more inhabitants, {a} or {b}?',
        whichLess: 'Which has fewer inhabitants, {a} or {b}?',
        together: 'How many people live in {list} together?',
        gap: 'How many more people live in {a} than in {b}?',
        cue: 'population|inhabitants|residents|people|liv(?:e|es|ed|ing)\\b',
      },
      zh: {
        statements: [
          '{y}年，{s}有居民{v}。',
          '{y}年的登记显示{s}人口为{v}。',
          '截至{y}年，居住在{s}的有{v}。',
        ],
        past: ['直到{y}年，{s}的人口仍为{v}。'],
        asks: ['{s}有多少人口？', '{s}的人口是多少？'],
        label: '人口',
        topic: '{s}的人口',
        which: '{a}和{b}哪里的人口更多？',
        whichLess: '{a}和{b}哪里的人口更少？',
        together: '{list}合计有多少人口？',
        gap: '{a}的人口比{b}多多少？',
        cue: '人口|居民|居住',
      },
    },
  },
]

const byId = new Map(relations.map((relation) => [relation.id, relation]))

/** The relation of this id; a defect where there is none. */
export function relationOf(id: string): Relation {
  const relation = byId.get(id)
  if (!relation) throw new TypeError(`no relation is called ${id}`)
  return relation
}
