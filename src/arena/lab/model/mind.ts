/**
 * The simulated mind: it answers any prompt from what stands in it, and knows nothing but the relations of the language.
 *
 * It reads who is asked what (`mind-prompt.ts`), what is shown (`mind-source.ts`, `mind-facts.ts`), works out what
 * can be said (`mind-answer.ts`, `mind-plan.ts`, `mind-judge.ts`) and brings it into the form that is wanted: tools
 * (`mind-tools.ts`), a schema (`mind-schema.ts`), words (`mind-form.ts`). What goes wrong goes wrong in
 * `mind-faults.ts`. No state, no clock; the same prompt, faults and chance give the same answer.
 */
import { Desk } from './mind-desk.ts'
import { degreeOf } from './mind-entry.ts'
import { answerText } from './mind-form.ts'
import { readPrompt } from './mind-prompt.ts'
import { fillSchema } from './mind-schema.ts'
import { nextCalls } from './mind-tools.ts'
import type { Mind, ModelAnswer } from './model.ts'

/** Makes a mind. */
export function createMind(): Mind {
  return (ask, faults, chance): ModelAnswer => {
    const desk = new Desk(readPrompt(ask), { faults, chance })
    if (ask.tools.length > 0 && ask.toolChoice !== 'none') {
      const calls = nextCalls(desk)
      if (calls) return { text: '', calls, sure: sureness(desk) }
    }
    if (ask.schema) return { text: JSON.stringify(fillSchema(ask.schema.schema, desk)), sure: sureness(desk) }
    return { text: answerText(desk), sure: sureness(desk) }
  }
}

/** As sure as the answer is far from undecided. */
function sureness(desk: Desk): number {
  const degree = degreeOf(desk, undefined)
  return Math.max(degree, 1 - degree, 0.5)
}
