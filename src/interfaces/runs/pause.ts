import type { Runs } from '#runtime'

/** Whoever goes on with a run that was paused means it to go on. */
export async function endPause(runs: Runs, id: string): Promise<void> {
  const told = await runs.told(id)
  const last = told.findLast(({ steering: { kind } }) => kind === 'pause' || kind === 'resume')
  if (last?.steering.kind === 'pause') await runs.steer(id, { kind: 'resume' })
}
