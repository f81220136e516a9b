import type { Language } from '#vocabulary'

/** What is told of a run's work while it lasts, in the language of the question. */
export interface ThoughtWords {
  readonly plan: string
  readonly looked: string
  readonly again: string
  readonly asks: string
  readonly page: string
  readonly pageFailed: string
  readonly found: string
  readonly disagree: string
  readonly heeded: string
  readonly fallback: string
  readonly rules: string
  readonly resumed: string
  readonly skipped: string
}

const english: ThoughtWords = {
  plan: 'Plan:',
  looked: 'Looked into “{question}”: {hits} passages',
  again: 'Looked once more into “{question}”: {hits} passages',
  asks: 'Asks outside ({engine}): {query}',
  page: 'Read {url}',
  pageFailed: 'Could not read {url}: {why}',
  found: 'Found in {source}: “{quote}”',
  disagree: 'The sources disagree on {about}',
  heeded: 'Told: {what}',
  fallback: '{purpose}: {to} instead of {from}, because: {why}',
  rules: 'rules',
  resumed: 'Resumed: what was done is not done again.',
  skipped: '{engine} is not asked: {why}',
}

const chinese: ThoughtWords = {
  plan: '计划：',
  looked: '查找“{question}”：{hits} 段',
  again: '再次查找“{question}”：{hits} 段',
  asks: '向外查询（{engine}）：{query}',
  page: '读取 {url}',
  pageFailed: '无法读取 {url}：{why}',
  found: '在 {source} 中找到：“{quote}”',
  disagree: '来源在“{about}”上说法不一',
  heeded: '收到指示：{what}',
  fallback: '{purpose}：由{to}代替 {from}，原因：{why}',
  rules: '规则',
  resumed: '已恢复运行：做过的不会重做。',
  skipped: '不查询 {engine}：{why}',
}

export function thoughtWordsIn(language: Language): ThoughtWords {
  return { en: english, zh: chinese }[language]
}
