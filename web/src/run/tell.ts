import type { Steering } from '../../../src/vocabulary/index.ts'
import { api } from '../api/api.ts'
import { refusalText } from '../parts/notice.tsx'
import type { Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'

/** Tells a run something. @returns why it was not told, in words; `` where it was */
export async function tell(watch: Watch, steering: Steering): Promise<string> {
  try {
    const { answer } = await api.steer(watch.id, steering)
    watch.lookAtTold()
    return answer === 'finished' ? words().steer.finished : ''
  } catch (error) {
    return refusalText(error)
  }
}
