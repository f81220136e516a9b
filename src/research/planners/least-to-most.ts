import { ask } from '#models'
import { leastToMostNodes, leastToMostPrompt } from './least-to-most.prompt.ts'
import { thoughtOf, type Planner } from './planner.ts'

/**
 * Least-to-most prompting (Zhou et al. 2022, arXiv 2205.10625): the question is reduced to simpler ones, which are
 * answered one after another, each with the answers before it. Ours differs: the answers come from sources and take
 * the place of slots, and code checks the chain. It is slow by nature: nothing runs beside anything else.
 */
export const planLeastToMost: Planner = async (input, chat, _, context) => {
  const thought = await ask(leastToMostPrompt(input), chat, () => ({ steps: [] }), context)
  return thoughtOf(thought, (answer) => leastToMostNodes(answer, input))
}
