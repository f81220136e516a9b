import { chanceOf, sha256 } from '#runtime'
import type { LabReply } from '../serve/listen.ts'
import type { ModelAnswer, ModelAsk } from './model.ts'
import type { answerChat } from './serve-chat.ts'
import { failed, isWireError, overflow, type WireError } from './wire-error.ts'
import { counterOf, generate, promptTokens } from './wire-generation.ts'
import { hashOf, withoutPorts } from './wire-hash.ts'
import { occurrenceOf, refused, type Question } from './wire-question.ts'
import type { Body, readChat } from './wire-request.ts'
import { createWork } from './wire-work.ts'

/** A completion, however it is asked for and told. */
export async function complete(
  question: Question,
  body: Body,
  read: typeof readChat,
  tell: typeof answerChat,
): Promise<LabReply> {
  const { settings, seed } = question
  const asked = read(body, settings.can)
  if (isWireError(asked)) return refused(question, settings.name, JSON.stringify(body), asked)
  const shown = shownIn(asked.ask)
  const input = promptTokens(asked.ask, counterOf(settings))
  const wanted = asked.limit ?? 1
  if (input + wanted > settings.contextWindow)
    return refused(question, settings.name, shown, overflow(settings.contextWindow, input, wanted))
  const { path, fault, unanswered } = occurrenceOf(question, hashOf(asked.ask))
  if (unanswered) return refused(question, settings.name, shown, unanswered)
  const began = question.clock.elapsed()
  const answer = thought(() => question.mind(asked.ask, settings.mind, chanceOf(seed, `mind/${path}`)))
  if (isWireError(answer)) return refused(question, settings.name, shown, answer)
  const chance = chanceOf(seed, `generation/${path}`)
  const generation = generate({ asked, answer, settings, input, fault, chance })
  const id = sha256(path).slice(0, 24)
  return tell(
    asked,
    createWork(generation, id, withoutPorts(shown), {
      ...question,
      streams: asked.stream,
      busy: question.clock.elapsed() - began,
    }),
  )
}

/** What the mind says; a mind that fails is a defect of the lab, which is told and recorded as one. */
function thought(think: () => ModelAnswer): ModelAnswer | WireError {
  try {
    return think()
  } catch (error) {
    return { ...failed(500), message: `the lab failed: ${String(error)}` }
  }
}

/** The prompt as the record shows it: instructions first, then the turns with their calls and what tools answered. */
function shownIn({ turns }: ModelAsk): string {
  const system = turns.filter(({ role }) => role === 'system')
  const others = turns.filter(({ role }) => role !== 'system')
  return [...system, ...others]
    .flatMap(({ text, calls = [] }) => [text, ...calls.map((call) => `${call.name}(${call.arguments})`)])
    .filter((text) => text !== '')
    .join('\n\n')
}
