import type { Effort } from '#research'
import type { Settings } from '../../config/settings.ts'
import { efforts } from '../../config/settings.ts'
import { WireRefusal } from './refuse.ts'

/** A model as OpenAI's wire lists it. */
export interface ListedModel {
  readonly id: string
  readonly object: 'model'
  /** Seconds since the Unix epoch. */
  readonly created: number
  readonly owned_by: 'kaoju'
}

/** The engine under its own name, with the effort that the settings say, and once for each effort. */
export const modelNames: readonly string[] = ['kaoju', ...efforts.map((effort) => `kaoju-${effort}`)]

export function listedModel(id: string): ListedModel {
  return { id, object: 'model', created: published, owned_by: 'kaoju' }
}

/** The day of the first version: clients sort by it, and want it to stay. */
const published = Date.UTC(2026, 0, 1) / 1000

/** OpenAI's words for how hard to think. */
export const reasoningEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const

const meant = {
  none: 'glance',
  minimal: 'glance',
  low: 'quick',
  medium: 'standard',
  high: 'deep',
  xhigh: 'exhaustive',
  max: 'exhaustive',
} as const satisfies Record<(typeof reasoningEfforts)[number], Effort>

/** @throws WireRefusal `model_not_found` */
export function checkModel(model: string): void {
  if (modelNames.includes(model)) return
  const known = modelNames.join(', ')
  throw new WireRefusal(
    'model',
    {
      en: `There is no model of this name here. There are: ${known}.`,
      zh: `这里没有这个名称的模型。可用：${known}。`,
    },
    { code: 'model_not_found', status: 404 },
  )
}

/** A name that says an effort says it whatever else is said. @throws WireRefusal `model_not_found` */
export function effortFor(
  model: string,
  reasoning: (typeof reasoningEfforts)[number] | null | undefined,
  { effort }: Pick<Settings, 'effort'>,
): Effort {
  checkModel(model)
  const named = efforts.find((one) => model === `kaoju-${one}`)
  return named ?? (reasoning ? meant[reasoning] : effort)
}
