import { z } from 'zod'
import { createWebEgress, KaojuError } from '#runtime'
import { publishedFromMarkdown } from '../score/publish.ts'
import type { Contestant } from './contestant.ts'

const times = { connect: 10_000, firstByte: 120_000, idle: 60_000 }
const answerShape = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).default([]),
})
const hitsShape = z.object({
  results: z
    .array(z.object({ url: z.string(), content: z.string(), raw_content: z.string().nullish() }))
    .default([]),
})

/** How the reader of whole pages takes part. */
export interface WholePagesOptions {
  /** Pages read for one sub-question, in the order of the engine. Default: 6, as `standard` reads in one wave. */
  readonly pages?: number
  /** Sub-questions at most. Default: 8. */
  readonly questions?: number
}

/**
 * The simplest tool that researches with a model: it lets the model take the question apart, searches for every
 * sub-question, and shows the model whole pages, all of what was found at once, for a section. What every other way of
 * reading must be cheaper than.
 */
export function wholePagesContestant({ pages = 6, questions = 8 }: WholePagesOptions = {}): Contestant {
  return {
    name: `whole pages, ${pages} for each of at most ${questions} sub-questions`,
    async answer({ text: question, language }, place, context) {
      const { model, served } = place
      if (!model)
        throw new KaojuError('option-invalid', { option: '--no-model', reason: 'somebody must read' })
      const egress = createWebEgress({
        endpoints: [served.engines.tavily, model.url],
        resolve: served.resolve,
      })
      const post = async (endpoint: string, path: string, body: object): Promise<unknown> => {
        const headers = { 'content-type': 'application/json', authorization: 'Bearer lab' }
        const request = { method: 'POST', headers, body: JSON.stringify(body), signal: context.abort }
        const reply = await egress.configured(endpoint, times)(`${endpoint}${path}`, request)
        return reply.ok ? await reply.json() : {}
      }
      const ask = async (content: string): Promise<string> => {
        const body = { model: model.name, messages: [{ role: 'user', content }] }
        return answerShape.parse(await post(model.url, '/chat/completions', body)).choices[0]?.message.content ?? '' // prettier-ignore
      }
      const find = async (query: string): Promise<{ url: string; text: string }[]> => {
        const body = { query, max_results: pages, include_raw_content: true }
        const { results } = hitsShape.parse(await post(served.engines.tavily, '/search', body))
        return results.map(({ url, content, raw_content }) => ({ url, text: raw_content ?? content }))
      }
      const plan = await ask(
        language === 'en'
          ? `Break the question down into at most ${questions} sub-questions, one a line.\nQuestion: ${question}`
          : `请把问题拆解为至多 ${questions} 个子问题，每行一个。\n问题：${question}`,
      )
      const asked = plan.split('\n').map((line) => line.trim()).filter((line) => line !== '') // prettier-ignore
      const sections = await Promise.all(
        asked.slice(0, questions).map(async (one) => {
          const read = await find(one)
          if (read.length === 0) return ''
          const sources = read.map(({ url, text }) => `<source url="${url}">\n${text}\n</source>`).join('\n')
          const said = await ask(
            language === 'en'
              ? `${sources}\n\nAnswer from these sources only, and cite their addresses.\nQuestion: ${one}`
              : `${sources}\n\n只依据这些来源回答，并引用其网址。\n问题：${one}`,
          )
          return `## ${one}\n\n${said}`
        }),
      )
      await egress.close()
      return publishedFromMarkdown(served.plain(sections.join('\n\n')))
    },
    close: async () => {},
  }
}
