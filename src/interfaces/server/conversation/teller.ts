import type { Language, Report, RunEvent } from '#vocabulary'
import { createAnswer, type AnswerMark } from '#report'
import { createThoughts } from './tell-thoughts.ts'

/** What is told of a run: what it does (`thought`), or what it found (`said`): Markdown both, to be put end to end. */
export interface Told {
  readonly type: 'thought' | 'said'
  readonly text: string
}

/** Tokens of all calls of models, failed attempts included. */
export interface Usage {
  readonly input: number
  readonly output: number
}

/**
 * Tells a run as a conversation: the work as thoughts, each section when it is verified, and at the end what only the
 * whole report knows. A pure translation: the same log and report are always told in the same pieces, so that whoever
 * lost the connection can be told from any piece on.
 */
export interface Teller {
  readonly text: string
  readonly thoughts: string
  readonly marks: readonly AnswerMark[]
  readonly usage: Usage
  /** All was told. */
  readonly ended: boolean
  line(event: RunEvent): Told | undefined
  end(report: Report): readonly Told[]
}

/** @param language that of the report */
export function createTeller(language: Language): Teller {
  const answer = createAnswer(language)
  const think = createThoughts(language)
  let thoughts = ''
  let sections = 0
  let ended = false
  const usage = { input: 0, output: 0 }
  return {
    get text() {
      return answer.text
    },
    get thoughts() {
      return thoughts
    },
    get marks() {
      return answer.marks
    },
    usage,
    get ended() {
      return ended
    },
    line(event) {
      if (event.type === 'call-end') {
        usage.input += event.inputTokens
        usage.output += event.outputTokens
      }
      if (event.type === 'section-published') {
        sections += 1
        return { type: 'said', text: answer.section(event.section) }
      }
      // Who began to read is not interrupted any more.
      const text = sections === 0 ? think(event) : ''
      if (text === '') return undefined
      thoughts += text
      return { type: 'thought', text }
    },
    end(report) {
      // A run of an older version did not tell its sections.
      const rest = report.sections.slice(sections)
      sections += rest.length
      const told = [
        ...rest.map((section): Told => ({ type: 'said', text: answer.section(section) })),
        { type: 'said', text: answer.end(report) },
      ] as const
      ended = true
      return told
    },
  }
}
