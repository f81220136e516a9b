import type {
  Entity, EntityId, EntityType, Fact, FactId, LabQuestion, UnitId, Value, World,
} from '../../../../src/arena/lab/world.ts' // prettier-ignore

/** A world made by hand: small enough to know by heart, with every standing in it. */

const entity = (id: EntityId, type: EntityType, en: string, zh: string): Entity => ({
  id,
  type,
  names: { en, zh },
})

export const bridges = { velmora: 'e1', karsk: 'e2', ondrel: 'e3' } as const

const entities: readonly Entity[] = [
  entity('e1', 'bridge', 'Velmora Bridge', '维尔莫拉大桥'),
  entity('e2', 'bridge', 'Tarsund Bridge', '塔松德大桥'),
  entity('e3', 'bridge', 'Ondrel Bridge', '翁德雷尔大桥'),
  entity('e4', 'museum', 'Pelgrath Museum', '佩尔格拉斯博物馆'),
  entity('e5', 'town', 'Brennick', '布伦尼克镇'),
  entity('e6', 'town', 'Ostavel', '奥斯塔韦尔镇'),
  entity('e7', 'person', 'Ilse Torvald', '伊尔丝·托瓦尔德'),
  entity('e8', 'person', 'Maren Quist', '马伦·奎斯特'),
  entity('e9', 'bridge', 'Sarnholm Bridge', '萨恩霍尔姆大桥'),
]

const amount = (value: number, unit: UnitId): Value => ({ kind: 'quantity', amount: value, unit })
const day = (date: string): Value => ({ kind: 'date', date })
const thing = (id: EntityId): Value => ({ kind: 'entity', entity: id })

const fact = (
  id: FactId,
  subject: EntityId,
  relation: string,
  value: Value,
  more: Partial<Fact> = {},
): Fact => ({ id, subject, relation, value, standing: 'true', ...more })

const facts: readonly Fact[] = [
  fact('f1', 'e1', 'opened', day('1931-05-14')),
  fact('f2', 'e2', 'opened', day('1940-09-02')),
  fact('f3', 'e3', 'opened', day('1958-03-21')),
  fact('f4', 'e1', 'length', amount(1260, 'metre')),
  fact('f5', 'e2', 'length', amount(840, 'metre')),
  fact('f6', 'e3', 'length', amount(412, 'metre')),
  fact('f7', 'e1', 'designer', thing('e7')),
  fact('f8', 'e2', 'designer', thing('e7')),
  fact('f9', 'e3', 'designer', thing('e8')),
  fact('f10', 'e4', 'designer', thing('e7')),
  fact('f11', 'e5', 'population', amount(48_213, 'person'), { asOf: 2024 }),
  fact('f12', 'e5', 'population', amount(41_090, 'person'), { standing: 'stale', asOf: 2012, until: 2023 }),
  fact('f13', 'e6', 'population', amount(12_345, 'person'), { asOf: 2024 }),
  // Told by an injected page only.
  fact('f14', 'e1', 'length', amount(1990, 'metre'), { standing: 'false' }),
  // Two sources of the same standing disagree.
  fact('f15', 'e9', 'length', amount(600, 'metre'), { standing: 'disputed' }),
  fact('f16', 'e9', 'length', amount(640, 'metre'), { standing: 'disputed' }),
  fact('f17', 'e9', 'designer', thing('e8'), { private: true }),
]

const question = (id: LabQuestion['id'], more: Partial<LabQuestion>): LabQuestion => ({
  id,
  kind: 'fact',
  language: 'en',
  text: 'How long is Velmora Bridge?',
  asked: { form: 'value', relation: 'length', subject: { form: 'name', entity: 'e1' } },
  wanted: [],
  through: [],
  derived: [],
  ...more,
})

export const questions = {
  length: question('q1', { wanted: ['f4'] }),
  compare: question('q2', {
    kind: 'compare',
    asked: { form: 'compare', relation: 'length', subjects: ['e1', 'e2'], most: true },
    through: ['f4', 'f5'],
    derived: [thing('e1')],
  }),
  sum: question('q3', {
    kind: 'sum',
    asked: { form: 'sum', relation: 'length', subjects: ['e1', 'e2', 'e3'] },
    through: ['f4', 'f5', 'f6'],
    derived: [amount(2512, 'metre')],
  }),
  count: question('q4', {
    kind: 'count',
    asked: { form: 'count', relation: 'designer', type: 'bridge', value: 'e7' },
    through: ['f7', 'f8'],
    derived: [amount(2, 'object')],
  }),
  order: question('q5', {
    kind: 'timeline',
    asked: { form: 'order', relation: 'opened', subjects: ['e1', 'e2', 'e3'] },
    wanted: ['f1', 'f2', 'f3'],
    derived: [thing('e1'), thing('e2'), thing('e3')],
  }),
  conflict: question('q6', {
    kind: 'conflict',
    asked: { form: 'value', relation: 'length', subject: { form: 'name', entity: 'e9' } },
    wanted: ['f15', 'f16'],
  }),
  unanswerable: question('q7', {
    kind: 'unanswerable',
    asked: { form: 'value', relation: 'opened', subject: { form: 'name', entity: 'e9' } },
  }),
  survey: question('q8', {
    kind: 'survey',
    asked: {
      form: 'survey',
      parts: [
        { subject: 'e1', relations: ['opened', 'length', 'designer'] },
        { subject: 'e5', relations: ['population'] },
      ],
    },
    wanted: ['f1', 'f4', 'f7', 'f11'],
  }),
  list: question('q9', {
    kind: 'list',
    asked: { form: 'list', relation: 'designer', type: 'bridge', value: 'e7' },
    wanted: ['f7', 'f8'],
  }),
} as const

export const smallWorld: World = {
  seed: 'by hand',
  today: '2026-01-15',
  entities,
  facts,
  hosts: [{ name: 'halvor-courier.example', health: 'well' }],
  pages: [
    {
      url: 'http://halvor-courier.example/2019/bridge',
      language: 'en',
      title: 'Velmora Bridge',
      publishedAt: '2019-04-02',
      mediaType: 'text/html',
      body: '<p>Velmora Bridge is 1,260 metres long.</p>',
      text: 'Velmora Bridge is 1,260 metres long.',
      states: [{ fact: 'f4', telling: 'sentence' }],
      kind: 'article',
    },
  ],
  documents: [
    {
      name: 'notes/designers.md',
      language: 'en',
      body: 'Sarnholm Bridge was designed by Maren Quist.',
      states: [{ fact: 'f17', telling: 'sentence' }],
    },
  ],
  feeds: [],
  tools: [
    {
      name: 'register',
      language: 'en',
      records: [{ id: 'r1', title: 'Velmora', text: '…', states: ['f1'] }],
    },
  ],
  questions: Object.values(questions),
}
