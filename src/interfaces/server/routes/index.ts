import type { App, Door } from '../door.ts'
import { addOpenApi } from '../openapi.ts'
import { addDocuments } from './documents.ts'
import { addEstimate } from './estimate.ts'
import { addEvents } from './events.ts'
import { addFeedback } from './feedback.ts'
import { addLibrary } from './library.ts'
import { addReport } from './report.ts'
import { addRuns } from './runs.ts'
import { addSnapshots } from './snapshots.ts'
import { addStatus } from './status.ts'
import { addSteering } from './steering.ts'

/** Adds REST, events and their OpenAPI document; see docs/api.md. */
export function addRoutes(app: App, door: Door): void {
  for (const add of doors) add(app, door)
  addOpenApi(app)
  warm()
}

const doors = [
  addStatus,
  addLibrary,
  addRuns,
  addEstimate,
  addReport,
  addEvents,
  addSteering,
  addFeedback,
  addDocuments,
  addSnapshots,
]

/** Loads what the first question needs once the server answers, so that neither waits for the other. */
function warm(): void {
  const rooms = [() => import('#research'), () => import('#retrieval'), () => import('#reading')]
  setTimeout(() => {
    // Whoever needs a room that does not load is told so.
    for (const room of rooms) room().catch(() => undefined)
  }, 200).unref()
}
