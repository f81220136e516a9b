import { z } from 'zod'

/** Words to look for: one line, not endless. */
export const queryInput = z.object({
  query: z.string().trim().min(1).max(300).describe('What to look for: names in full and a few words'),
})
