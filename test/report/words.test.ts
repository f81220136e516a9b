import { describe, expect, test } from 'vitest'
import type { Language, Reason } from '#vocabulary'
import { explainReason, methodLine, planStateLabel, reasonCodes, verdictLabel, wordsOf } from '#report'

const languages: readonly Language[] = ['en', 'zh']
/** Reasons whose sentence has no place for what the source has instead. */
const oneSided: readonly Reason['code'][] = [
  'verbatim',
  'evidence-withdrawn',
  'source-missing',
  'source-orders',
  'recomputed',
  'premises-named',
  'described-only',
  'nothing-relevant',
]

describe.each(languages)('the words in %s', (language) => {
  test.each(reasonCodes)('%s is a sentence with both sides filled in', (code) => {
    const sentences = [
      explainReason({ code }, language),
      explainReason({ code, text: 'here' }, language),
      explainReason({ code, text: 'here', instead: 'there' }, language),
      explainReason({ code, instead: 'there' }, language),
    ]
    for (const sentence of sentences) {
      expect(sentence).toMatch(language === 'zh' ? /^[“\p{Script=Han}].*\p{Script=Han}.*。$/u : /^[A-Z].*\.$/)
      expect(sentence).not.toMatch(/undefined|“”|\{|\.\.|。。| {2}/)
    }
    expect(sentences[1]).toContain('“here”')
    expect(sentences[2]).toContain('“here”')
    if (!oneSided.includes(code)) expect(sentences[2]).toContain('“there”')
    expect(sentences[0]).not.toBe(sentences[1])
  })

  test('no two reasons say the same', () => {
    expect(new Set(reasonCodes.map((code) => explainReason({ code }, language))).size).toBe(
      reasonCodes.length,
    )
  })

  test('labels are words of the language', () => {
    const latin = /^[A-Z][a-z ]+$/
    const han = /^\p{Script=Han}+$/u
    for (const verdict of ['supported', 'partly', 'conflicting', 'unsupported'] as const)
      expect(verdictLabel(verdict, language)).toMatch(language === 'zh' ? han : latin)
    for (const state of ['answered', 'partly', 'unanswered'] as const)
      expect(planStateLabel(state, language)).toMatch(language === 'zh' ? han : latin)
  })

  test('a model is named where one took part', () => {
    expect(methodLine('deepthought-42', 'report', language)).toContain('deepthought-42')
    expect(methodLine('extractive', 'audit', language)).toMatch(language === 'zh' ? /没有模型/ : /no model/)
  })
})

test('Chinese words hold no English sentence and English words no Han but the name', () => {
  const strings = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(strings)
        : []
  for (const text of strings(wordsOf('zh'))) expect(text).not.toMatch(/[a-z]{4,} [a-z]{3,}/)
  for (const text of strings(wordsOf('en'))) expect(text.replace('考据', '')).not.toMatch(/\p{Script=Han}/u)
})

test('a line break in a reason does not break its sentence, and a full stop is not doubled', () => {
  const sentence = explainReason({ code: 'contradicted', instead: 'It ended\non 5 December.' }, 'en')
  expect(sentence).toBe('Another source contradicts it. It says “It ended on 5 December”.')
})
