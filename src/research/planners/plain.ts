import { ask, askStreaming } from '#models'
import { givenQuestion, plannedNodes, planGraphPrompt } from '../plan-graph.prompt.ts'
import { thoughtOf, type Planner } from './planner.ts'

/** One call gives the whole graph; its sub-questions are heard while it is written. */
export const planPlainly: Planner = async (input, chat, hears, context) => {
  const prompt = planGraphPrompt(input)
  const twin = (): { questions: [] } => ({ questions: [] })
  const thought = hears
    ? await askStreaming(
        prompt,
        chat,
        twin,
        { list: 'questions', item: givenQuestion, onItem: hears, onRestart: () => undefined },
        context,
      )
    : await ask(prompt, chat, twin, context)
  return thoughtOf(thought, ({ questions }) => plannedNodes(questions, input))
}
