import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decompose, expectedAnswer, withoutAskingWords } from '#reasoning'

const texts = (question: string, language: 'en' | 'zh'): string[] =>
  decompose(question, language).map((draft) => draft.text)

describe('decompose', () => {
  test.each([
    ['en', 'How deep is Qing Lake?', ['How deep is Qing Lake?']],
    ['en', 'How deep is Qing Lake? Who surveyed it?', ['How deep is Qing Lake?', 'Who surveyed it?']],
    [
      'en',
      'When was the wetland opened and how much did it cost?',
      ['When was the wetland opened', 'how much did it cost (the wetland opened)?'],
    ],
    [
      'en',
      'What are the cost, duration and risks of the dredging?',
      [
        'What are the cost of the dredging?',
        'What are the duration of the dredging?',
        'What are the risks of the dredging?',
      ],
    ],
    ['en', 'Did salt and pepper prices rise?', ['Did salt and pepper prices rise?']],
    ['zh', '清湖的面积是多少？谁负责监测？', ['清湖的面积是多少？', '谁负责监测？']],
    ['zh', '湿地何时建成，花费多少？', ['湿地何时建成', '湿地花费多少？']],
    [
      'zh',
      '清湖治理的投资、工期和风险分别是什么？',
      ['清湖治理的投资是什么？', '清湖治理的工期是什么？', '清湖治理的风险是什么？'],
    ],
    ['zh', '清湖和东湖的水质为什么不同？', ['清湖和东湖的水质为什么不同？']],
  ] as const)('%s: %s', (language, question, expected) => {
    expect(texts(question, language)).toEqual(expected)
  })

  test.each([
    [
      'en',
      'What did Lake Orlin Dam cost to build, and how large is it?',
      'how large is it (Lake Orlin Dam)?',
      'quantity',
    ],
    [
      'en',
      'How much did Airbus and Boeing spend, and where are they based?',
      'where are they based (Airbus and Boeing)?',
      'place',
    ],
    [
      'en',
      'How much was the budget of Lake Orlin Dam cut, and why?',
      'why (the budget of Lake Orlin Dam cut)?',
      'cause',
    ],
    ['zh', '关于投资巨大的清湖大坝，造价是多少，有多高？', '关于投资巨大的清湖大坝有多高？', 'quantity'],
  ] as const)('%s: what a clause borrows asks for nothing: %s', (language, question, text, expects) => {
    expect(decompose(question, language).at(-1)).toMatchObject({ text, expects })
  })

  test.each([
    [
      'en',
      'Write a report on Lake Como and Lake Garda that covers the area of Lake Como, the depth of Lake Como and the area of Lake Garda.',
      ['the area of Lake Como', 'the depth of Lake Como', 'the area of Lake Garda'],
    ],
    [
      'en',
      'I need a briefing on Airbus and Boeing covering revenue, number of employees and headquarters.',
      [
        'revenue of Airbus',
        'revenue of Boeing',
        'number of employees of Airbus',
        'number of employees of Boeing',
        'headquarters of Airbus',
        'headquarters of Boeing',
      ],
    ],
    [
      'en',
      'Write a report on solar energy in Spain. Cover costs, capacity and policy.',
      [
        'costs of solar energy in Spain',
        'capacity of solar energy in Spain',
        'policy of solar energy in Spain',
      ],
    ],
    [
      'zh',
      '请写一份关于故宫博物院和国家博物馆的报告，内容包括成立年份和馆长。',
      ['故宫博物院的成立年份', '国家博物馆的成立年份', '故宫博物院的馆长', '国家博物馆的馆长'],
    ],
    ['en', 'Describe the causes of the algal bloom.', ['Describe the causes of the algal bloom.']],
    ['zh', '请介绍清湖治理的情况', ['请介绍清湖治理的情况']],
  ] as const)('a request, %s: %s', (language, question, expected) => {
    expect(texts(question, language)).toEqual(expected)
  })

  test('many items of a request are put together by their subjects', () => {
    const items = ['Lake Como', 'Lake Garda', 'Lake Iseo'].flatMap((lake) =>
      ['area', 'depth', 'length', 'largest town'].map((what) => `the ${what} of ${lake}`),
    )
    const parts = texts(
      `Compile an overview of Lake Como, Lake Garda and Lake Iseo, stating ${items.slice(0, -1).join(', ')} and ${items.at(-1)}.`,
      'en',
    )
    expect(parts).toEqual([0, 2, 4, 6, 8, 10].map((at) => items.slice(at, at + 2).join(', ')))
  })

  test.each([
    [
      'en',
      'When was the mayor of the town where Novartis has its headquarters born?',
      [
        ['In which town does Novartis have its headquarters?', []],
        ['Who is the mayor of {q1}?', [0]],
        ['When was {q2} born?', [1]],
      ],
    ],
    [
      'en',
      'Who designed the bridge that connects Buda and Pest?',
      [
        ['Which bridge connects Buda and Pest?', []],
        ['Who designed {q1}?', [0]],
      ],
    ],
    [
      'en',
      'What is the birthplace of Marie Curie’s husband?',
      [
        ['Who is the husband of Marie Curie?', []],
        ['What is the birthplace of {q1}?', [0]],
      ],
    ],
    [
      'zh',
      '设计悉尼歌剧院的建筑师毕业于哪所大学？',
      [
        ['设计悉尼歌剧院的建筑师是谁？', []],
        ['{q1}毕业于哪所大学？', [0]],
      ],
    ],
    [
      'zh',
      '《红楼梦》作者的出生地在哪里？',
      [
        ['《红楼梦》作者是谁？', []],
        ['{q1}的出生地在哪里？', [0]],
      ],
    ],
  ] as const)('a chain, %s: %s', (language, question, expected) => {
    expect(decompose(question, language).map(({ text, dependsOn }) => [text, dependsOn])).toEqual(expected)
  })

  test.each([
    ['en', 'Who is the director of the British Museum?'],
    ['en', 'Who were the heads of the British Museum over the years?'],
    ['en', 'How many families owned the ponds in which the Heyan Wetland was built?'],
    ['en', 'What is the area of Lake Geneva?'],
    ['zh', '长江大桥的设计者是谁？'],
    ['zh', '北京大学的校长先后由哪些人担任，分别在哪些年份？'],
  ] as const)('no chain, %s: %s', (language, question) => {
    expect(texts(question, language)).toEqual([question])
  })

  test.each([
    [
      'en',
      'Which is longer, the Nile or the Amazon?',
      ['What is the length of Nile?', 'What is the length of Amazon?'],
    ],
    ['zh', '清湖和东湖合计面积是多少？', ['清湖的面积是多少？', '东湖的面积是多少？']],
  ] as const)(
    'what is asked across things is asked of each first, %s: %s',
    (language, question, expected) => {
      const drafts = decompose(question, language)
      expect(drafts.map(({ text }) => text)).toEqual([...expected, question])
      expect(drafts.at(-1)!.dependsOn).toEqual([0, 1])
    },
  )

  test('a comparison asks for each side first and depends on them', () => {
    const drafts = decompose('What is the difference between plan A and plan B?', 'en')
    expect(drafts.map(({ text, origin, dependsOn }) => ({ text, origin, dependsOn }))).toEqual([
      { text: 'plan A', origin: 'comparison', dependsOn: [] },
      { text: 'plan B', origin: 'comparison', dependsOn: [] },
      { text: 'What is the difference between plan A and plan B?', origin: 'asked', dependsOn: [0, 1] },
    ])
    expect(
      decompose('清湖与东湖相比有什么不同？', 'zh')
        .slice(0, 2)
        .map((draft) => draft.text),
    ).toEqual(['清湖', '东湖'])
  })

  test('any text gives at least one draft, none empty, and dependencies point backwards', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => /[\p{L}\p{N}]/u.test(text)),
        fc.constantFrom('en' as const, 'zh' as const),
        (text, language) => {
          const drafts = decompose(text, language)
          expect(drafts.length).toBeGreaterThan(0)
          drafts.forEach((draft, index) => {
            expect(draft.text.trim()).not.toBe('')
            for (const on of draft.dependsOn) expect(on).toBeLessThan(index)
          })
        },
      ),
    )
  })
})

describe('expectedAnswer', () => {
  test.each([
    ['en', 'When did dredging begin?', 'date'],
    ['en', 'Which year saw the highest level?', 'date'],
    ['en', 'How many hectares of wetland were restored?', 'quantity'],
    ['en', 'By what percentage did phosphorus fall?', 'percent'],
    ['en', 'What percentage of residents agreed?', 'percent'],
    ['en', 'How much did the project cost?', 'money'],
    ['en', 'Who chaired the meeting?', 'name'],
    ['en', 'Where is the pumping station?', 'place'],
    ['en', 'Why were carp removed?', 'cause'],
    ['en', 'Was the plan approved?', 'polar'],
    ['zh', '清淤工程何时开工？', 'date'],
    ['zh', '恢复了多少公顷湿地？', 'quantity'],
    ['zh', '总磷下降了百分之多少？', 'percent'],
    ['zh', '工程总投资是多少万元？', 'money'],
    ['zh', '谁主持了会议？', 'name'],
    ['zh', '为什么要移除鲤鱼？', 'cause'],
    ['zh', '方案是否获得批准？', 'polar'],
  ] as const)('%s: %s → %s', (language, question, expected) => {
    expect(expectedAnswer(question, language)).toBe(expected)
  })
})

test('asking words are not looked for', () => {
  expect(withoutAskingWords('How deep is Qing Lake?', 'en').trim().replace(/\s+/g, ' ')).toBe(
    'depth is Qing Lake',
  )
  expect(withoutAskingWords('清湖的面积是多少？', 'zh').replace(/\s+/g, '')).toBe('清湖的面积是')
})
