import { longestQuestion, readQuestion, type ReadQuestion } from './read-question.ts'
import { sentencesOf, shortestSentence } from './segments.ts'

/**
 * The questions of the world that stand in a longer text, in order: sentences, and what stands in quotation marks or
 * after a colon (`Question: …`).
 */
export function questionsIn(text: string): FoundQuestion[] {
  return sentencesOf(text).flatMap(({ text: sentence }) => {
    let found = readAlready.get(sentence)
    if (!found) {
      if (readAlready.size >= mostKnown) readAlready.clear()
      found = firstIn(sentence)
      readAlready.set(sentence, found)
    }
    return found
  })
}

/** A question, and the words in which it was found. */
export interface FoundQuestion {
  readonly question: ReadQuestion
  readonly text: string
}

/** Prompts of one run repeat the same sentences again and again: what they ask is worked out once. */
const readAlready = new Map<string, FoundQuestion[]>()
const mostKnown = 50_000

function firstIn(sentence: string): FoundQuestion[] {
  for (const text of candidatesIn(sentence)) {
    const question = readQuestion(text)
    if (question) return [{ question, text }]
  }
  return []
}

function candidatesIn(sentence: string): string[] {
  if (sentence.length > longestQuestion || sentence.length < shortestSentence) return []
  const bare = sentence.replace(
    /^(?:[-*•·>#]{1,6}\s{0,4}|[([【]?[A-Za-z]{0,3}\d{1,4}[.)\]】、:：]{1,2}\s{0,4}){0,3}/,
    '',
  )
  const afterColon = bare.split(/[:：]\s{0,4}/).slice(1, 6)
  const quoted = bare.split(/["“”„«»『』「」<>{}]/).slice(0, 40)
  return [...new Set([bare, ...afterColon, ...quoted])]
    .map((part) => part.trim())
    .filter((part) => part.length >= shortestSentence)
}
