import { z } from 'zod'
import { anyAction, type ActionPlug } from '../action.ts'

const options = z.object({})

/** Ends the work: nothing more is needed, or nothing more is to be found. */
export const plug: ActionPlug<z.infer<typeof options>> = {
  name: 'finish',
  options,
  create: () =>
    anyAction({
      name: 'finish',
      description: {
        en: 'ends the work: every task is answered, or nothing more is to be found',
        zh: '结束：每项任务都已回答，或者再也找不到更多',
      },
      schema: z.object({ why: z.string().max(300).describe('Why it ends, in a few words') }),
      run: () => Promise.resolve({ outcome: 'finished' }),
    }),
}
