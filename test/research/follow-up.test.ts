import { describe, expect, test } from 'vitest'
import { standAlone } from '#research'

/** Question before, follow-up, what it must become. */
type Pair = readonly [before: string, asked: string, whole: string]

const after = (before: string, asked: string): string =>
  standAlone(asked, { question: before, title: before })

describe('English', () => {
  const pairs: readonly Pair[] = [
    [
      'How long is the Golden Gate Bridge?',
      'and when was it built?',
      'When was the Golden Gate Bridge built?',
    ],
    ['How deep is Lake Orlin?', 'Who owns it?', 'Who owns Lake Orlin?'],
    ['How deep is Lake Orlin?', 'What are its islands called?', "What are Lake Orlin's islands called?"],
    [
      'Who runs the Athena Institute?',
      'When was it founded and by whom?',
      'When was the Athena Institute founded and by whom?',
    ],
    ['How long is the Yangtze?', 'Where does it rise?', 'Where does the Yangtze rise?'],
    ['What is Marie Curie known for?', 'Where was she born?', 'Where was Marie Curie born?'],
    ['What is Marie Curie known for?', 'Who was her husband?', "Who was Marie Curie's husband?"],
    ['What did Charles Darwin publish?', 'When did he die?', 'When did Charles Darwin die?'],
    [
      'How long are the Rhine and the Danube?',
      'Where do they rise?',
      'Where do the Rhine and the Danube rise?',
    ],
    [
      'How long are the Rhine and the Danube?',
      'What are their tributaries?',
      "What are the Rhine and the Danube's tributaries?",
    ],
    [
      'How long is the Golden Gate Bridge?',
      'Who designed the bridge?',
      'Who designed the Golden Gate Bridge?',
    ],
    ['How deep is Lake Orlin?', 'Who owns this lake?', 'Who owns Lake Orlin?'],
    ['How long is the Yangtze?', 'What about the Mekong?', 'How long is the Mekong?'],
    ['How long is the Yangtze?', 'And the Mekong?', 'How long is the Mekong?'],
    ['How deep is Lake Orlin?', 'How about Lake Baikal?', 'How deep is Lake Baikal?'],
    ['What did Lake Orlin cost in 2019?', 'And in 2020?', 'What did Lake Orlin cost in 2020?'],
    ['What did Lake Orlin cost?', 'And in 2020?', 'What did Lake Orlin cost in 2020?'],
    ['What did Lake Orlin cost in 2019?', 'What about 2020?', 'What did Lake Orlin cost in 2020?'],
    [
      'When was the Golden Gate Bridge built?',
      'And the cost?',
      'What about the cost of the Golden Gate Bridge?',
    ],
    [
      'When was the Golden Gate Bridge built?',
      'What about its cost?',
      "What about the Golden Gate Bridge's cost?",
    ],
    ['When did World War II end?', 'Why?', 'Why? (When did World War II end?)'],
    ['Who built the Hoover Dam?', 'By whom?', 'By whom? (Who built the Hoover Dam?)'],
    ['Who built the Hoover Dam?', 'When?', 'When? (Who built the Hoover Dam?)'],
    ['What is photosynthesis?', 'Where does it happen?', 'Where does it happen? (What is photosynthesis?)'],
    ['What is photosynthesis?', 'Who discovered this?', 'Who discovered this? (What is photosynthesis?)'],
    // What stands alone stays.
    ['How long is the Golden Gate Bridge?', 'What is photosynthesis?', 'What is photosynthesis?'],
    ['How deep is Lake Orlin?', 'Who wrote the first dictionary?', 'Who wrote the first dictionary?'],
    [
      'How deep is Lake Orlin?',
      'Is it true that the Thames froze in 1814?',
      'Is it true that the Thames froze in 1814?',
    ],
    [
      'How deep is Lake Orlin?',
      'How long does it take to learn Greek?',
      'How long does it take to learn Greek?',
    ],
    [
      'How deep is Lake Orlin?',
      'When was Napoleon born and where did he die?',
      'When was Napoleon born and where did he die?',
    ],
    [
      'How deep is Lake Orlin?',
      'What did Rome do when its emperor fell?',
      'What did Rome do when its emperor fell?',
    ],
    [
      'How long is the Golden Gate Bridge?',
      'Which is the longest bridge of the world?',
      'Which is the longest bridge of the world?',
    ],
    ['How deep is Lake Orlin?', 'Who said that the earth moves?', 'Who said that the earth moves?'],
    [
      'Who founded OpenAI?',
      'Is it possible to travel faster than light?',
      'Is it possible to travel faster than light?',
    ],
  ]
  test.each(pairs)('%s → %s', (before, asked, whole) => expect(after(before, asked)).toBe(whole))

  test('he is who the answer named', () => {
    const evidence = [] as const
    const finding = {
      claim: { text: 'The Sydney Opera House was designed by Jørn Utzon.', kind: 'quoted' },
      evidence,
      writer: 'm',
      question: 'q',
      state: 'answered',
    } as const
    const question = 'Who designed the Sydney Opera House?'
    const previous = { question, title: question, findings: [finding] }
    expect(standAlone('When was he born?', previous)).toBe('When was Jørn Utzon born?')
    expect(standAlone('How tall is it?', previous)).toBe('How tall is the Sydney Opera House?')
  })
})

describe('Chinese', () => {
  const pairs: readonly Pair[] = [
    ['长江大桥有多长？', '它是什么时候建成的？', '长江大桥是什么时候建成的？'],
    ['长江大桥有多长？', '那它的造价是多少？', '长江大桥的造价是多少？'],
    ['武汉长江大桥的造价是多少？', '什么时候建成的？', '武汉长江大桥什么时候建成的？'],
    ['武汉长江大桥的造价是多少？', '谁设计的？', '武汉长江大桥是谁设计的？'],
    ['武汉长江大桥的造价是多少？', '这座桥有多长？', '武汉长江大桥有多长？'],
    ['武汉长江大桥的造价是多少？', '该桥由谁设计？', '武汉长江大桥由谁设计？'],
    ['谁设计了悉尼歌剧院？', '它位于哪里？', '悉尼歌剧院位于哪里？'],
    ['谁设计了悉尼歌剧院？', '其造价是多少？', '悉尼歌剧院的造价是多少？'],
    ['谁设计了悉尼歌剧院？', '造价是多少？', '悉尼歌剧院的造价是多少？'],
    ['鲁迅写过哪些小说？', '他的原名是什么？', '鲁迅的原名是什么？'],
    ['长江有多长？', '珠江呢？', '珠江有多长？'],
    ['长江有多长？', '那珠江呢？', '珠江有多长？'],
    ['青湖2019年的清淤花了多少钱？', '2020年呢？', '青湖2020年的清淤花了多少钱？'],
    ['深圳市的人口有多少？', '面积呢？', '深圳市的面积？'],
    ['深圳市的人口有多少？', '面积是多少？', '深圳市的面积是多少？'],
    ['深圳市的人口有多少？', '这个城市的市长是谁？', '深圳市的市长是谁？'],
    ['深圳市的人口有多少？', '那里的气候如何？', '深圳市的气候如何？'],
    ['阿里巴巴集团的创始人是谁？', '这家公司的总部在哪里？', '阿里巴巴集团的总部在哪里？'],
    ['《红楼梦》的作者是谁？', '它写于什么时候？', '《红楼梦》写于什么时候？'],
    ['黄河和长江有多长？', '它们发源于哪里？', '黄河和长江发源于哪里？'],
    ['乾嘉学派为何重考据？', '为什么？', '为什么？（乾嘉学派为何重考据？）'],
    ['乾嘉学派为何重考据？', '这是什么时候的事？', '这是什么时候的事？（乾嘉学派为何重考据？）'],
    ['乾嘉学派为何重考据？', '其代表人物有哪些？', '乾嘉学派的代表人物有哪些？'],
    ['量子计算是什么？', '它有什么应用？', '量子计算有什么应用？'],
    ['长江大桥有多长？', '有多高？', '长江大桥有多高？'],
    ['长江大桥有多长？', '始建于哪一年？', '长江大桥始建于哪一年？'],
    // What stands alone stays.
    ['长江大桥有多长？', '谁发明了电话？', '谁发明了电话？'],
    ['长江大桥有多长？', '什么是光合作用？', '什么是光合作用？'],
    ['长江大桥有多长？', '其他国家有哪些高铁？', '其他国家有哪些高铁？'],
    ['长江大桥有多长？', '应该如何学习微积分？', '应该如何学习微积分？'],
    ['长江大桥有多长？', '珠峰有多高？', '珠峰有多高？'],
    ['长江大桥有多长？', '为什么天空是蓝色的？', '为什么天空是蓝色的？'],
    ['长江大桥有多长？', '拿破仑生于何时，他死于哪里？', '拿破仑生于何时，他死于哪里？'],
  ]
  test.each(pairs)('%s → %s', (before, asked, whole) => expect(after(before, asked)).toBe(whole))
})

test('a subject may come from the title, and nothing is made of nothing', () => {
  expect(standAlone('When was it built?', { question: 'Tell me more.', title: 'Hoover Dam' })).toBe(
    'When was the Hoover Dam built?',
  )
  expect(after('', 'When was it built?')).toBe('When was it built?')
  expect(after('How deep is Lake Orlin?', '  ')).toBe('')
  expect(after('Wie tief ist der Orlin-See?', 'Und wem gehört er?')).toBe('Und wem gehört er?')
})
