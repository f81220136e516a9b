import { KaojuError, type Context, type Journal } from '#runtime'
import type { ChatRequest } from '../chat.ts'
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

const refusals = new Set([
  'model-request-refused',
  'model-unsupported',
  'model-server-error',
  'model-answer-invalid',
])
const abilityOf = { 'json-schema': 'json-schema', tool: 'tools', json: 'json-mode' } as const
/** How endpoints name what they do not take: OpenAI, Azure, DeepSeek, Anthropic, Google, vLLM, Ollama, llama.cpp, LM Studio. */
const named = {
  'json-schema':
    /response.?format|json.?schema|structured.?output|schema|guided|grammar|output_(?:format|config)|text\.format/i,
  tools: /\btools?\b|tool_|tool.?(?:choice|call|use)|function/i,
  'json-mode': /response.?format|json_object|json.?(?:mode|object)|mime.?type|format/i,
  temperature: /temperature/i,
  prefill:
    /pre.?fill|assistant (?:message|role|turn|prefix)|last message|end with a user|\bprefix\b|continue_final/i,
  system:
    /system (?:role|message|prompt|instruction)|['"`]?(?:system|developer)['"`]? (?:role|with this model|is not)|developer (?:role|message|instruction)|roles must alternate/i,
} as const

/** What a refused request teaches: the thing in it that the endpoint's words name; undefined = the words name nothing in it. */
export function lessonFrom(error: KaojuError, request: ChatRequest): Lesson | undefined {
  if (!refusals.has(error.code)) return undefined
  const words = String(error.parameters['reason'] ?? error.parameters['what'] ?? '')
  const { mode } = request.output
  const possible: Lesson[] = [
    ...(request.temperature === undefined ? [] : (['temperature'] as const)),
    ...(request.prefill === undefined ? [] : (['prefill'] as const)),
    ...(mode === 'text' ? [] : [abilityOf[mode]]),
    ...(request.system === undefined ? [] : (['system'] as const)),
  ]
  return possible.find((lesson) => named[lesson].test(words))
}

/** Whether a refusal may be about the form of answer although its words do not say so (`400 Bad Request`). */
export function mayBeAboutForm(error: KaojuError, request: ChatRequest): boolean {
  return (
    request.output.mode !== 'text' &&
    (error.code === 'model-request-refused' || error.code === 'model-unsupported')
  )
}
