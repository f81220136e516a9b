import { expect, test } from 'vitest'
import { languageOf } from '#vocabulary'
import { asksForNews } from '../../src/research/asks-for-news.ts'

const asked = (question: string) => asksForNews(question, languageOf(question) === 'zh' ? 'zh' : 'en')

test.each([
  'What is new since the last run?',
  "What's new?",
  'What’s new since my last visit?',
  'what is new',
  'What has changed since the last run?',
  'Has anything arrived since I last asked?',
  'Which documents were added since the previous poll?',
  'Anything new?',
  'Any news?',
  'Any updates in my feeds?',
  'What is new in my feeds?',
  'What is the latest from our sources?',
  'Show me the updates since last time',
  '有什么新内容？',
  '最近有什么新消息吗？',
  '我的订阅有哪些更新',
  '自上次以来有哪些更新',
  '自上次运行以来有什么新内容？',
  '上次之后有变化吗？',
  '距上次有什么新的？',
  '资料库里有没有新内容',
])('%s asks for news', (question) => {
  expect(asked(question)).toEqual({})
})

test.each([
  ['What is new since the last run about the dredging of the lake?', 'the dredging of the lake'],
  ['Anything new about Poyang Lake?', 'Poyang Lake'],
  ['Any news on water prices since last time?', 'water prices'],
  ["What's new in my feeds about sluices?", 'sluices'],
  ['自上次以来，关于清淤工程有哪些更新？', '清淤工程'],
  ['关于水价有什么新消息？', '水价'],
])('%s asks for news about %s', (question, about) => {
  expect(asked(question)).toEqual({ about })
})

test.each([
  'What is new in the 2024 regulation?',
  "What's new about the design of the sluice?",
  'When was the dredging completed?',
  'How has the lake changed since 1998?',
  'What changed?',
  'What changed since the last ice age?',
  'Who built the new bridge?',
  'What news agencies reported the flood?',
  'How did prices develop since the last report of the board was published in 2020?',
  'Summarise the latest run of the experiment',
  '新规定有哪些变化？',
  '新的水闸是什么时候建成的？',
  '关于闸门有什么新技术？',
  '清淤工程什么时候完成？',
  '2024年更新了哪些条款？',
  '有哪些新能源项目？',
])('%s asks about a matter', (question) => {
  expect(asked(question)).toBeUndefined()
})
