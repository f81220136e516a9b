import { z } from 'zod'
import { anyAction, type ActionPlug } from '../action.ts'
import { queryInput } from './query-input.ts'

const options = z.object({})

/**
 * Looks outside, on the web and on MCP servers, by words: which of them leave, who is asked and which pages are read is
 * decided by code (WebGPT's `Search`, Nakano et al. 2021, arXiv 2112.09332, without its browser: no address is ever
 * given by a model).
 */
export const plug: ActionPlug<z.infer<typeof options>> = {
  name: 'search',
  options,
  create: (_, { search }) =>
    search &&
    anyAction({
      name: 'search',
      description: {
        en: 'looks for new sources on the web by words, and shows the best statements found',
        zh: '按词语在网上查找新来源，并给出找到的最好的陈述',
      },
      schema: queryInput,
      run: ({ query }, context) => search(query, context),
    }),
}
