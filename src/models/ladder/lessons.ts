import { KaojuError, type Context, type Journal } from '#runtime'
import type { ChatRequest } from '../chat.ts'
import { readErrorBody, refusedPart, refusedPartIn, type RefusedPart } from '../faults/index.ts'
import type { ModelSpec } from '../model.ts'
import type { Form } from './read-answer.ts'

/** What an endpoint turned out not to take, beyond what its profile says. */
export type Lesson = 'json-schema' | 'tools' | 'json-mode' | 'prefill' | 'temperature' | 'system'

/**
 * What a run has learned about its endpoints, kept in memory, a run's own by its journal.
 *
 * What is known when a question is first put depends on which other questions were answered before, and so on
 * chance; so it is observed: a resumed or replayed run hears what was known then and asks the same again. A
 * refusal that is replayed teaches the same lesson as the first time.
 */
const learned = new WeakMap<Journal, Map<string, Set<Lesson>>>()

/** What is known of a model at this place of the run. */
export async function lessonsAbout(spec: ModelSpec, context: Context): Promise<Set<Lesson>> {
  const known = await context.observe('known', { model: spec.id }, () =>
    [...learnedOf(spec, context)].toSorted(),
  )
  return new Set(known)
}

/** Remembers a lesson for the rest of the run. */
export function learn(spec: ModelSpec, lesson: Lesson, context: Context): void {
  learnedOf(spec, context).add(lesson)
}

function learnedOf(spec: ModelSpec, context: Context): Set<Lesson> {
  let models = learned.get(context.journal)
  if (!models) learned.set(context.journal, (models = new Map()))
  let lessons = models.get(spec.id)
  if (!lessons) models.set(spec.id, (lessons = new Set()))
  return lessons
}

/** The best form that a model is not known to lack. A model that is made to think by a prefill answers in text: constrained decoding would forbid its thinking. */
export function bestForm(spec: ModelSpec, lessons: ReadonlySet<Lesson>): Exclude<Form, 'lines'> {
  const lacks = (ability: 'json-schema' | 'tools' | 'json-mode'): boolean =>
    spec.profile.lacks.includes(ability) || lessons.has(ability)
  if (spec.profile.thinkPrefix !== undefined) return 'text'
  return !lacks('json-schema')
    ? 'json-schema'
    : !lacks('tools')
      ? 'tool'
      : !lacks('json-mode')
        ? 'json'
        : 'text'
}

const formOf = { 'json-schema': 'json-schema', tool: 'tools', json: 'json-mode', text: undefined } as const

/**
 * What a refused request teaches: the part of it that the endpoint complains of; `form` when it complains of
 * nothing by name (`400 Bad Request`), which may be about the form of the answer; undefined when the request had no
 * such part, or the failure is another.
 */
export function lessonFrom(error: KaojuError, request: ChatRequest): Lesson | 'form' | undefined {
  const part = partOf(error, request)
  const form = formOf[request.output.mode]
  switch (part) {
    case 'json-schema':
    case 'json-mode':
      // The two share a field: who complains of it while naming the other still complains of this one.
      return form === 'tools' ? 'form' : form
    case 'tools':
      return part === form ? part : form && 'form'
    case 'temperature':
      return request.temperature === undefined ? undefined : part
    case 'prefill':
      return request.prefill === undefined ? undefined : part
    case 'system-role':
      return request.system === undefined ? undefined : 'system'
    case 'unknown':
      return form && 'form'
    default:
      return undefined
  }
}

function partOf(error: KaojuError, request: ChatRequest): RefusedPart | undefined {
  const { what, reason } = error.parameters
  if (error.code === 'model-request-refused' && what !== undefined) return refusedPart(error)
  // Some servers fail inside (500) over a template that knows no tools, and say so.
  const told = refusedPartIn(readErrorBody(String(reason ?? what ?? '')), request.output.mode)
  const refused = error.code === 'model-request-refused' || error.code === 'model-unsupported'
  return refused || (error.code === 'model-server-error' && told === formOf[request.output.mode])
    ? told
    : undefined
}
