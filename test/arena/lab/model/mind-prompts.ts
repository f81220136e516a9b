import { chanceOf } from '#runtime'
import type { Prompt } from '#models'
import { createMind } from '../../../../src/arena/lab/model/mind.ts'
import type {
  Json,
  MindFaults,
  ModelAnswer,
  ModelAsk,
  ShownTurn,
} from '../../../../src/arena/lab/model/model.ts'
import { render } from '../../../../src/models/ladder/render.ts'
import type { Form } from '../../../../src/models/ladder/read-answer.ts'
import { coinNames, tellFact } from '../../../../src/arena/lab/language/index.ts'
import type { Entity, EntityId, Fact, LabLanguage } from '../../../../src/arena/lab/world.ts'
import { specOf } from '../../../models/ladder-chat.ts'

export const perfect: MindFaults = { errs: 0, invents: 0, obeys: 0, paraphrases: 0 }

const mind = createMind()

/** Asks the mind. */
export function put(
  ask: Partial<ModelAsk> & { turns: readonly ShownTurn[] },
  faults = perfect,
  path = 'test',
): ModelAnswer {
  return mind({ tools: [], toolChoice: 'auto', json: false, ...ask }, faults, chanceOf('seed', path))
}

/** A prompt of Kaoju as its transports put it, in one of its forms. */
export function askOf<T>(prompt: Prompt<T>, form: Form = 'json-schema'): ModelAsk {
  const request = render(prompt, specOf('lab/model'), { form })
  const turns: ShownTurn[] = [
    ...(request.system === undefined ? [] : [{ role: 'system' as const, text: request.system }]),
    ...request.messages.map(({ role, content }) => ({
      role,
      text:
        typeof content === 'string'
          ? content
          : content.map((part) => (part.type === 'text' ? part.text : '')).join('\n'),
    })),
  ]
  const { output } = request
  return {
    turns,
    tools:
      output.mode === 'tool'
        ? [{ name: output.name, description: output.description, parameters: output.schema as Json }]
        : [],
    toolChoice: output.mode === 'tool' ? { name: output.name } : 'auto',
    json: output.mode === 'json',
    ...(output.mode === 'json-schema'
      ? { schema: { name: output.name, schema: output.schema as Json } }
      : {}),
  }
}

/** The answer to a prompt of Kaoju, read as its schema says. */
export function answerOf<T>(
  prompt: Prompt<T>,
  form: Form = 'json-schema',
  faults = perfect,
  path = 'test',
): T {
  const answer = put(askOf(prompt, form), faults, path)
  const given = answer.calls
    ? answer.calls[0]!.arguments
    : form === 'lines'
      ? prompt.lines!.parse(answer.text)
      : (JSON.parse(answer.text) as unknown)
  return prompt.schema.parse(given)
}

/** Coined things, by type. */
export const things: readonly Entity[] = coinNames(chanceOf('mind-test', 'names'), {
  bridge: 4,
  museum: 2,
  town: 3,
  person: 4,
  lake: 2,
  company: 2,
  institute: 2,
  festival: 2,
})

export const named = new Map<EntityId, Entity>(things.map((one) => [one.id, one]))

export function thing(type: Entity['type'], at = 0): Entity {
  return things.filter((one) => one.type === type)[at]!
}

let count = 0

export function factOf(
  subject: Entity,
  relation: string,
  value: Fact['value'],
  more: Partial<Fact> = {},
): Fact {
  return { id: `f${++count}`, subject: subject.id, relation, value, standing: 'true', ...more }
}

/** A fact as a sentence. */
export function told(fact: Fact, language: LabLanguage = 'en', path = 'told'): string {
  return tellFact(fact, language, named, chanceOf('mind-test', path))
}
