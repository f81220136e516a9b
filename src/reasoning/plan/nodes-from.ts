import type { PlanNode } from './node.ts'
import { slotsIn } from './slots.ts'
import { workOf } from './work.ts'

/** A sub-question as a planner gives it: the numbers are of others in the same list, from 1. */
export interface GivenQuestion {
  readonly question: string
  readonly needs: readonly number[]
}

/** `{1}`, `{q1}`, `{{1}}`, `{answer 1}`, `｛第1个｝`, `#1`: models write a slot in many ways. */
const loose =
  /[{｛]{1,2}\s*(?:q|Q|#|question|answer(?: (?:of|to))?|sub-?question|问题|答案|第)?\s*_?(\d{1,2})\s*(?:个?(?:问题|子问题)?(?:的?答案)?)?\s*[}｝]{1,2}|(?<![\p{L}\p{N}])#(\d{1,2})(?!\d)/gu

/**
 * Nodes from what a planner gave, mended where only one thing can be meant:
 *
 * 1. numbers counted from 0 (some number is 0) are moved up by one, in slots and needs alike;
 * 2. a slot whose node is not among the needs is added to them;
 * 3. a need of itself, or of what does not exist, that has no slot is dropped: it can be searched for all the same.
 *
 * What stays wrong (a slot for nothing, a circle) is left for `faultsInGraph` to tell.
 */
export function nodesFrom(given: readonly GivenQuestion[], origin: string): PlanNode[] {
  const texts = given.map(({ question }) => withoutNumber(plain(question)))
  const numbers = [...given.flatMap(({ needs }) => needs), ...texts.flatMap(numbersIn)]
  const shift = numbers.includes(0) ? 1 : 0
  return given.map(({ needs }, index) => {
    const id = `q${index + 1}`
    const text = texts[index]!.replace(loose, (_, a?: string, b?: string) => `{q${Number(a ?? b) + shift}}`)
    const slots = slotsIn(text)
    const usable = needs
      .map((need) => need + shift)
      .filter((need) => need >= 1 && need <= given.length && need !== index + 1)
      .map((need) => `q${need}`)
    const dependsOn = [...new Set([...usable, ...slots])]
    const work = workOf(text, dependsOn)
    return { id, text, dependsOn, origin, ...(work ? { work } : {}) }
  })
}

function numbersIn(text: string): number[] {
  return [...text.matchAll(loose)].map(([, a, b]) => Number(a ?? b))
}

/** The numbering of a list is no part of the question. */
function withoutNumber(text: string): string {
  return text.replace(/^(?:\(?\d{1,2}[.)、．）:：]\s*(?!\d)|q\d{1,2}[.:：]\s*|[-*•]\s+)/iu, '')
}

/** One line, without marks of emphasis. */
function plain(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/\*\*|__/g, '')
    .trim()
}
