import { languageOf } from '#vocabulary'
import { completeChinese } from './follow-up/chinese.ts'
import { completeEnglish } from './follow-up/english.ts'
import { subjectOf, type AskedBefore } from './follow-up/subject.ts'

/**
 * A question that asks on from another, so that it can be understood without it: pronouns and "the bridge" become the
 * names they stand for, and what was left out ("And in 2020?", "那珠江呢？") is taken from the question before. The
 * classical twin of conversational query rewriting (Elgohary et al., CANARD, EMNLP 2019; Vakulenko et al., question
 * rewriting for conversational QA, WSDM 2021), by rules: conservative, since a wrong completion asks for something
 * else, while one that is missing only finds less. Where what is referred to has no name, the question before is put
 * in parentheses behind it. What stands alone comes back as it was.
 */
export function standAlone(question: string, previous: AskedBefore): string {
  const asked = question.trim()
  if (asked === '' || previous.question.trim() === '') return asked
  const subject = subjectOf(previous)
  return languageOf(asked) === 'zh'
    ? completeChinese(asked, subject, previous.question.trim())
    : completeEnglish(asked, subject, previous.question.trim())
}
