import { z } from 'zod'
import { anyAction, type ActionPlug } from '../action.ts'
import { queryInput } from './query-input.ts'

const options = z.object({})

/** Looks through what is held already, in other words than before: nothing leaves. */
export const plug: ActionPlug<z.infer<typeof options>> = {
  name: 'library',
  options,
  create: (_, { library }) =>
    anyAction({
      name: 'library',
      description: {
        en: 'looks through the documents held already, in other words',
        zh: '换词语在已有文献中查找',
      },
      schema: queryInput,
      run: ({ query }, context) => library(query, context),
    }),
}
