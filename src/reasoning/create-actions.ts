import { actions } from './catalog.generated.ts'
import type { Action, ActionParts } from './action.ts'

/** Every action of the catalogue that can be done with these parts, in its order. */
export function createActions(parts: ActionParts): readonly Action[] {
  return actions.flatMap((plug) => plug.create(plug.options.parse({}), parts) ?? [])
}
