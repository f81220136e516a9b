import { z } from 'zod'
import type { LoggedEvent, SentSteering, Steering } from '#vocabulary'
import { explain, KaojuError, type Runs } from '#runtime'
import type { Host } from '../../host/host.ts'
import type { RunConfiguration } from '../../runs/tasks.ts'
import type { App, Door } from '../door.ts'
import { languageOf } from '../errors.ts'
import { list, runParameter, type errorBody } from '../schemas/common.ts'
import { sentSteering, steeringAsked } from '../schemas/steering.ts'
import { addRoute, answer, json, type Asked } from './route.ts'

const told = z.object({ told: list(sentSteering) }).meta({ id: 'ToldSteering' })
const heard = z
  .object({
    answer: z
      .enum(['sent', 'idle', 'finished'])
      .describe(
        '`sent`: it will be heard; `idle`: nobody works on the run, whoever goes on with it will hear; `finished`: too late',
      ),
  })
  .meta({ id: 'SteeringAnswer' })

/** What runs are told while they work. */
export function addSteering(app: App, { host }: Door): void {
  const turns = createTurns()
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/v1/runs/{id}/steering',
      tag: 'Runs',
      summary: 'Tells a run something while it works',
      description:
        'A `question-edit` with `was` is refused with 409 `plan-changed` where somebody else was first; `error.current` is what stands there now.',
      params: runParameter,
      body: steeringAsked,
      answers: { 200: json('Whether it will be heard', heard) },
      errors: ['run-unknown', 'id-ambiguous', 'steering-refused', 'address-refused', 'plan-changed'],
    },
    async ({ params: { id }, body }, c) => {
      const record = await host.runs.find(id)
      if (body.kind === 'write') return answer(c, heard, { answer: await stop(host, record.id) })
      const { web } = record.configuration as Partial<RunConfiguration>
      const steer = (steering: Steering) => host.runs.steer(record.id, steering, { allow: web?.allow ?? [] })
      if (body.kind !== 'question-edit') return answer(c, heard, { answer: await steer(body) })
      const { was, ...edit } = body
      // Of two tabs that had the same before them, one comes second.
      return turns(record.id, async () => {
        const current = was === undefined ? undefined : await textOf(edit.id, record.id, host.runs)
        if (current !== undefined && current.trim() !== was?.trim()) return planChanged(record.id, current, c)
        return answer(c, heard, { answer: await steer(edit) })
      })
    },
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/runs/{id}/steering',
      tag: 'Runs',
      summary: 'What a run was told, in order of sending',
      params: runParameter,
      answers: { 200: json('All of it; what of it was heard is in the log as `steering-heeded`', told) },
      errors: ['run-unknown', 'id-ambiguous'],
    },
    async ({ params: { id } }, c) => answer(c, told, { told: await host.runs.told(id) }),
  )
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/v1/runs/{id}/stop',
      tag: 'Runs',
      summary: 'Asks a run to stop looking and to write its report with what there is',
      params: runParameter,
      answers: { 200: json('Whether it will', heard) },
      errors: ['run-unknown', 'id-ambiguous'],
    },
    async ({ params: { id } }, c) => answer(c, heard, { answer: await stop(host, id) }),
  )
}

/** Where nobody works on it, this server does. */
async function stop(host: Host, id: string): Promise<'sent' | 'finished'> {
  return (await host.stop(id)) === 'asked' ? 'sent' : 'finished'
}

function planChanged(run: string, current: string, c: Asked): Response {
  const error = new KaojuError('plan-changed', { run })
  const { code } = error
  const body: z.input<typeof errorBody> = {
    error: { code, message: explain(error, languageOf(c)), status: 409, current },
  }
  return c.json(body, 409)
}

/** What a sub-question says now: as the plan last told it, and as people have worded it since; undefined: there is none. */
async function textOf(question: string, run: string, runs: Runs): Promise<string | undefined> {
  const [events, sent] = [await runs.events(run), await runs.told(run)]
  const plan = events.findLast(({ event }) => event.type === 'plan-made')
  const planned =
    plan?.event.type === 'plan-made' ? plan.event.plan.find(({ id }) => id === question)?.text : undefined
  const edited = sent.findLast(
    (one) =>
      one.steering.kind === 'question-edit' && one.steering.id === question && isNews(one, plan, events),
  )
  return edited?.steering.kind === 'question-edit' ? edited.steering.text : planned
}

/** Whether an instruction says more than the last plan: it was heard after that, or is still to be heard. */
function isNews(
  { number, sentAt }: SentSteering,
  plan: LoggedEvent | undefined,
  events: readonly LoggedEvent[],
): boolean {
  const heardAt = events.find(({ event }) => event.type === 'steering-heeded' && event.number === number)
  if (heardAt) return heardAt.sequence > (plan?.sequence ?? 0)
  const passedOver = events.some(
    ({ at, event }) =>
      (event.type === 'steering-heeded' && event.number > number) ||
      (event.type === 'warning' && event.code === 'steering-refused' && Date.parse(at) >= sentAt),
  )
  return !passedOver
}

/** Does what concerns one name one after another. */
function createTurns(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work, work)
    const settled = turn
      .catch(() => undefined)
      .finally(() => {
        if (last.get(name) === settled) last.delete(name)
      })
    last.set(name, settled)
    return turn
  }
}
