import { ask } from '#models'
import { programNodes, programPrompt } from './program-of-thought.prompt.ts'
import { thoughtOf, type Planner } from './planner.ts'

/**
 * Program of thoughts (Chen et al. 2022, arXiv 2211.12588): reasoning is written as a program, computing is left to an
 * interpreter. Ours runs no code: what a program may do is the algebra of `Expression`, run by `evaluateExpression`
 * over values that stand in cited quotes (`expressionOf`); everything else is found.
 */
export const planProgram: Planner = async (input, chat, _, context) => {
  const thought = await ask(programPrompt(input), chat, () => ({ steps: [] }), context)
  return thoughtOf(thought, (answer) => programNodes(answer, input))
}
