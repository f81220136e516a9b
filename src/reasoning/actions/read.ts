import { z } from 'zod'
import { anyAction, type ActionPlug } from '../action.ts'

const options = z.object({})

/** Reads a document that was shown, by the short id that code gave it: neither an address nor a path is taken. */
export const plug: ActionPlug<z.infer<typeof options>> = {
  name: 'read',
  options,
  create: (_, { read }) =>
    anyAction({
      name: 'read',
      description: {
        en: 'reads on in a document shown before, by its id (D1, D2 …)',
        zh: '按编号（D1、D2 等）继续阅读已显示的文献',
      },
      schema: z.object({
        id: z.string().trim().max(12).describe('The id of the document, e.g. D2'),
      }),
      run: ({ id }, context) => read(id, context),
    }),
}
