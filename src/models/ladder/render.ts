import type { ChatOutput, ChatPart, ChatRequest } from '../chat.ts'
import type { ModelSpec } from '../model.ts'
import type { Prompt } from '../prompt.ts'
import { defuse } from '../defuse.ts'
import { holdsOutside } from '../quote-outside.ts'
import type { Lesson } from './lessons.ts'
import type { Form } from './read-answer.ts'
import { shapeOf } from './shape.ts'
import { ladderWords } from './words.ts'

/** How a prompt is put to a model this time. */
export interface Manner {
  readonly form: Form
  /** What the endpoint was found not to take. */
  readonly lessons?: ReadonlySet<Lesson>
  /** What was wrong with the last answer, where it is asked again. */
  readonly wrong?: string
  /** Times the room for thinking and answer; 2 after an answer that broke off. */
  readonly room?: number
}

/**
 * A prompt as a request to one model, in the order in which providers' prefix caches hit: system, examples,
 * material, question, and last what changes from one asking to the next.
 *
 * 1. Instructions go where the profile wants them; DeepSeek-R1 gets all in the user's turn (its README, 2025).
 * 2. Reasoning models get no examples and nothing on how to think (OpenAI, "Reasoning best practices").
 * 3. Temperature is 0 where the profile's range allows it, else the profile's own.
 * 4. The schema is told in words where it does not travel on the wire, and when it travelled in vain.
 * 5. The rule that quoted text is data is told exactly when there is quoted text.
 */
export function render<T>(prompt: Prompt<T>, spec: ModelSpec, manner: Manner): ChatRequest {
  const { profile } = spec
  const { form, wrong, room = 1, lessons = new Set<Lesson>() } = manner
  const words = ladderWords[prompt.language]
  const { schema } = shapeOf(prompt.schema)
  const opening = [profile.reasoning ? '' : (prompt.examples ?? ''), prompt.material ?? '']
  const closing = [prompt.question, wrong === undefined ? '' : words.again(defuse(wrong))]
  const told = form === 'lines' || form === 'text' || form === 'json' || wrong !== undefined
  const answerForm =
    form === 'lines' ? prompt.lines!.instruction : told ? words.jsonOnly(JSON.stringify(schema)) : ''
  const outside = holdsOutside([...opening, ...closing].join('\n')) ? words.outsideIsData : ''
  const instructions = paragraphs([prompt.system, outside, answerForm])
  const apart = profile.systemRole !== 'none' && !lessons.has('system')
  const content = contentOf([...(apart ? [] : [instructions]), ...opening], prompt.pictures ?? [], closing)
  const temperature = lessons.has('temperature') ? undefined : temperatureOf(spec)
  const prefill = prefillOf(spec, lessons)
  return {
    ...(apart ? { system: instructions } : {}),
    messages: [{ role: 'user', content }],
    output: outputOf(form, prompt.name, schema, words.toolDescription),
    maxOutputTokens: Math.min(spec.maxOutput, (prompt.answerTokens + profile.thinkingTokens) * room),
    ...(temperature === undefined ? {} : { temperature }),
    ...(prefill === undefined ? {} : { prefill }),
  }
}

/** What the answer is made to open with; undefined where the model takes no such thing. */
function prefillOf({ profile }: ModelSpec, lessons: ReadonlySet<Lesson>): string | undefined {
  return lessons.has('prefill') ? undefined : profile.thinkPrefix
}

/** Structured answers want no chance, unless the model's makers warn against greedy decoding. */
function temperatureOf({ profile: { temperature } }: ModelSpec): number | undefined {
  if (!temperature) return undefined
  return temperature.low <= 0 ? 0 : Math.min(temperature.high, Math.max(temperature.low, temperature.default))
}

function outputOf(
  form: Form,
  promptName: string,
  schema: Readonly<Record<string, unknown>>,
  description: string,
): ChatOutput {
  const name = promptName.replace(/[^\w-]+/g, '_').slice(0, 64)
  switch (form) {
    case 'json-schema':
      return { mode: 'json-schema', name, schema }
    case 'tool':
      return { mode: 'tool', name, description, schema }
    case 'json':
      return { mode: 'json' }
    case 'text':
    case 'lines':
      return { mode: 'text' }
  }
}

function contentOf(
  opening: readonly string[],
  pictures: readonly ChatPart[],
  closing: readonly string[],
): string | ChatPart[] {
  if (pictures.length === 0) return paragraphs([...opening, ...closing])
  const before = paragraphs(opening)
  return [
    ...(before === '' ? [] : [{ type: 'text' as const, text: before }]),
    ...pictures,
    { type: 'text' as const, text: paragraphs(closing) },
  ]
}

const paragraphs = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n')
