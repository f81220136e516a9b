/**
 * What to do next, told in words or JSON and not by calling a tool: look for what is open, read what was found, work out
 * what follows, end. All that was done before stands in the prompt.
 */
import type { Told } from './mind-say.ts'
import { freshNext } from './mind-fresh.ts'
import { overlap } from './mind-overlap.ts'
import { bareWords, nextQuestions, type Planned } from './mind-plan.ts'
import type { Reading } from './mind-prompt.ts'
import { addressesIn } from './mind-source.ts'
import type { ReadQuestion } from '../language/index.ts'
import { relationOf, type Facts } from './mind-facts.ts'

/** A step, with what it needs. */
export interface Step {
  readonly kind: 'search' | 'read' | 'compute' | 'finish'
  readonly planned?: Planned
  /** What to read: an address, or the id under which it is listed. */
  readonly address?: string
  readonly id?: string
  /** `312 + 88.5` */
  readonly expression?: string
}

/** The next step. */
export function stepIn(reading: Reading, told: Told): Step {
  const expression = expressionFor(reading.question.read, reading.facts)
  if (told.state === 'yes') {
    const worked = expression === undefined || squeezed(reading.shown).includes(squeezed(expression))
    return worked ? { kind: 'finish' } : { kind: 'compute', expression }
  }
  const found = toRead(reading, told)
  const [next] = freshNext(reading, told)
  // What was found is read before more is looked for.
  if (found) return { kind: 'read', ...found, ...(next ? { planned: next } : {}) }
  if (next) return { kind: 'search', planned: next }
  const { text } = reading.question
  const words = bareWords(text)
  const plain = { text, query: words, heading: words }
  return reading.question.read || reading.shown.split(words).length > 1
    ? { kind: 'finish' }
    : { kind: 'search', planned: plain }
}

const squeezed = (text: string): string => text.replace(/\s+/g, '')

/** What is to be worked out, as a calculation: of sums and differences whose parts are all known. */
export function expressionFor(read: ReadQuestion | undefined, facts: Facts): string | undefined {
  if (read?.form !== 'sum' && read?.form !== 'difference') return undefined
  const relation = relationOf(read.relation)
  const amounts = read.subjects.map((subject) => {
    const sides = relation ? facts.settle(subject, relation).sides : []
    const [side] = sides
    return sides.length === 1 && side?.value.kind === 'quantity' ? side.value.amount : undefined
  })
  if (amounts.length < 2 || amounts.includes(undefined)) return undefined
  const sorted = read.form === 'difference' ? amounts.toSorted((a, b) => b! - a!) : amounts
  return sorted.join(read.form === 'sum' ? ' + ' : ' - ')
}

/** Lines of the prompt that name an address that was not opened, around which the question's words stand. */
function toRead(
  reading: Reading,
  told: Told,
): { readonly address: string; readonly id?: string } | undefined {
  const { shown, sources, question, words } = reading
  if (
    !/\b(?:read|open|visit|fetch|scrape)\b|阅读|打开|访问|抓取/i.test(
      `${words} ${JSON.stringify(reading.ask.schema ?? '')}`,
    )
  )
    return undefined
  const open = nextQuestions(reading, told)
  const wanted = [question.text, ...open.map((one) => JSON.stringify(one))].join(' ')
  const listed = sources.flatMap(({ id, url, title = '', text }) =>
    (url ? [url] : addressesIn(text)).map((address) => ({ address, id, around: `${title} ${text}` })),
  )
  return listed
    .filter(({ address }) => shown.split(address).length <= 2)
    .map((one) => ({ ...one, score: overlap(question.text, one.around.slice(0, 1_000)) }))
    .filter(({ score, around }) => score > 0.2 && around.length < 1_500 && wanted !== '')
    .toSorted((a, b) => b.score - a.score)
    .map(({ address, id }) => ({ address, ...(id === undefined ? {} : { id }) }))[0]
}
