import type { Language, RunEvent } from '#vocabulary'
import { explainRecorded } from '#runtime'
import { escapeMarkdown } from '#report'
import { steeringText } from '../../cli/steering-text.ts'
import { fill, wordsIn } from '../../cli/words.ts'
import { escapePieces } from './escape-pieces.ts'
import { thoughtWordsIn } from './thought-words.ts'

/**
 * Tells of a run's work, event by event, for whoever waits: Markdown in which nothing from outside is active. What was
 * said once is not said again. The same events give the same text.
 */
export function createThoughts(language: Language): (event: RunEvent) => string {
  const said = new Set<string>()
  const questions = new Map<string, string>()
  const own = thoughtWordsIn(language)
  const words = wordsIn(language)
  const escape = escapePieces()
  let aloud = false
  const line = (phrase: string, values: Readonly<Record<string, string | number>> = {}): string => {
    const safe = Object.entries(values).map(([name, value]) => [name, escapeMarkdown(shown(value))] as const)
    const told = `- ${fill(phrase, Object.fromEntries(safe))}\n`
    if (said.has(told)) return ''
    said.add(told)
    const begun = aloud ? '\n\n' : ''
    aloud = false
    return begun + told
  }
  const why = (code: string, message: string): string => explainRecorded(code, message, language)
  return (event) => {
    switch (event.type) {
      case 'plan-made': {
        const fresh = event.plan.filter(({ id, text }) => questions.get(id) !== text)
        for (const { id, text } of fresh) questions.set(id, text)
        if (fresh.length === 0) return ''
        const listed = fresh.map((_, index) => `\n  - {q${index}}`).join('')
        return line(
          own.plan + listed,
          Object.fromEntries(fresh.map(({ text }, index) => [`q${index}`, text])),
        )
      }
      case 'question-searched': {
        const question = questions.get(event.question) ?? event.query
        return line(event.round > 1 ? own.again : own.looked, { question, hits: event.hits })
      }
      case 'query-sent':
        return line(own.asks, { engine: event.engine, query: event.query })
      case 'page-fetched':
        return line(own.page, { url: event.url })
      case 'page-failed':
        return line(own.pageFailed, { url: event.url, why: why(event.code, event.why) })
      case 'engine-skipped':
        return line(own.skipped, { engine: event.engine, why: why(event.code, event.why) })
      case 'evidence-found':
        return line(own.found, { source: sourceOf(event.uri), quote: event.quote })
      case 'conflict-found':
        return line(own.disagree, { about: event.conflict.about })
      case 'steering-heeded':
        return line(own.heeded, { what: steeringText(event.steering, words) })
      case 'fallback': {
        const purpose = words.purposes[event.purpose] ?? words.roles[event.purpose] ?? event.purpose
        const to = event.to === 'classical' ? own.rules : event.to
        return line(own.fallback, { purpose, to, from: event.from, why: why(event.code, event.why) })
      }
      case 'run-resumed':
        return line(own.resumed)
      case 'warning':
        return line('{why}', { why: why(event.code, event.message) })
      case 'thinking': {
        const begun = aloud || said.size === 0 ? '' : '\n'
        aloud = true
        return begun + escape(event.text)
      }
      case 'run-start':
      case 'run-end':
      case 'step-start':
      case 'step-end':
      case 'progress':
      case 'file-read':
      case 'file-failed':
      case 'file-missing':
      case 'sentence-verified':
      case 'section-published':
      case 'feedback-given':
      case 'call-end':
      case 'call-retry':
        return ''
    }
  }
}

const longest = 300

function shown(value: string | number): string {
  const text = String(value)
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}

/** Of a file its name; of a page its address. */
function sourceOf(uri: string): string {
  const name = uri.startsWith('file:') ? uri.split('/').at(-1)! : uri
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
