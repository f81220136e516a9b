import { z } from 'zod'
import type { Models } from '#models'
import { compose } from '../compose.ts'
import { investigate } from '../investigate.ts'
import type { StrategyParts, StrategyPlug } from '../strategy.ts'
import { openStudy } from '../study.ts'

/**
 * The whole result page in one call (Large Search Model, Wang et al. 2023, arXiv 2310.14587): retrieval stays apart and
 * is done by rules and by ranking models; one call understands the question, chooses among what was retrieved and
 * answers. What we do differently: its ranking is what it cites, since an order that nobody can check says nothing; its
 * sentences are verified like any other, for which the judge may be asked. For small jobs, and the cheap baseline of
 * every other way.
 */
export const plug: StrategyPlug<Record<string, never>> = {
  name: 'one-call',
  options: z.object({}) as z.ZodType<Record<string, never>>,
  create: (_, parts) => async (task, context) => {
    const study = openStudy(task, { ...parts, ...onlyWriting(parts) }, context)
    const whole = { id: 'q1', text: task.question.trim(), origin: 'asked', dependsOn: [] }
    return await compose(await investigate([whole], study, context), study, context)
  },
}

/** Nobody plans, rewrites or digests. */
function onlyWriting({ models }: StrategyParts): { readonly models?: Models } {
  if (!models) return {}
  const { planner: _planner, worker: _worker, ...others } = models
  return { models: others }
}
