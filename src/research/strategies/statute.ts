import { z } from 'zod'
import type { Context } from '#runtime'
import { compose } from '../compose.ts'
import { investigate } from '../investigate.ts'
import { planStudy } from '../plan-study.ts'
import { answerByProvisions } from '../statute/answer-by-provisions.ts'
import { consult } from '../statute/consult.ts'
import { designationsIn } from '../statute/designation.ts'
import type { Findings, ResearchTask, StrategyParts, StrategyPlug } from '../strategy.ts'
import { openStudy } from '../study.ts'
import { allEnded } from '../web/all-ended.ts'

/**
 * Long-form answers over a code of law (DeepSeek-R1 legal RAG, SkyPilot `llm/rag`): one model embeds, another, which may
 * reason, writes, and the effort goes into strict citation. What we do differently: provisions are the units instead of
 * chunks of 512 characters, so that conditions and exceptions come with the rule; what they refer to is read too (one hop);
 * a number in the question is looked up instead of searched for; and which provision a sentence rests on is told by code
 * from its evidence, since a model that is asked for `[citation:X]` names articles that it has not read. The right one where
 * the library holds a code and the question is what it says; not for case law or commentary.
 */
export const plug: StrategyPlug<Record<string, never>> = {
  name: 'statute',
  options: z.object({}) as z.ZodType<Record<string, never>>,
  create: (_, parts) => (task, context) => answerFromCode(task, parts, context),
}

const guidance = {
  en: 'The sources are provisions of a code. State each rule with its conditions, time limits and exceptions, and cite the statements of the provision that lays it down; say "may", "must" and "must not" exactly as it does. Name no provision by number unless the statements that the sentence cites belong to it. Where the code leaves the question open, say in what is missing that it does; nothing is filled in from general knowledge, commentary or the law of other places. Think before you answer: which provision governs, which makes an exception, which defines the words.',
  zh: '来源是一部法规的条文。陈述每条规则时连同其条件、期限和例外，并引用规定它的条文中的语句；“可以”“应当”“不得”与原文完全一致。除非该句所引语句属于某条，否则不写出该条的编号。法规没有规定的，在“缺少什么”里说明，不用常识、评论或其他地方的法律填补。作答前先想清楚：由哪一条规范，哪一条作出例外，哪一条界定用语。',
}

async function answerFromCode(task: ResearchTask, parts: StrategyParts, context: Context): Promise<Findings> {
  const study = { ...openStudy(task, parts, context), guidance }
  // Who names a provision has said where to look: there is nothing to plan.
  const plan =
    designationsIn(task.question).length > 0
      ? [{ id: 'q1', text: task.question.trim(), origin: 'asked', dependsOn: [] }]
      : await planStudy(study, context)
  const looked = await investigate(plan, study, context)
  const consulted = await allEnded(
    looked.map((one) => consult(one, study, context.at(`provisions/${one.id}`))),
  )
  const found = await compose(
    consulted.map(({ inquiry }) => inquiry),
    study,
    context,
  )
  return answerByProvisions(found, consulted, study)
}
