import { z } from 'zod'
import { languageOf, type Language } from '#vocabulary'
import { KaojuError, type Context } from '#runtime'
import { ask } from './ask.ts'
import type { Chat, ChatAnswer, ChatRequest, TokenLogprob } from './chat.ts'
import type { Prompt } from './prompt.ts'
import type { Score, Scored, ScoreOrigin } from './score.ts'

/** Samples of one item, and their temperature (methods of self-consistency use 5 to 10 at 0.7). */
const samples = 5
const sampleTemperature = 0.7

/**
 * Yes-or-no scores from a chat model, by the best means it has: true token log-probabilities (the score of
 * monoT5 and Rank1: p(yes) / (p(yes) + p(no))), else the frequency of yes over samples, Laplace-smoothed, else an
 * asked grade. All items of a question get one origin: where a better means fails on any of them, all are scored
 * again with the next, because the three are not comparable.
 */
export function createScore(chat: Chat): Score {
  const { spec } = chat
  return {
    spec,
    async score(name, question, context) {
      for (const [origin, means] of meansOf(chat)) {
        const scores = await scoreAll(question.items, (item, index) =>
          means(`${name}/${origin}/${index + 1}`, question.system, item, context),
        )
        if (scores) return { origin, model: spec.id, scores }
      }
      throw new KaojuError('model-malformed', {
        model: spec.id,
        prompt: name,
        reason: 'neither log-probabilities nor samples nor a grade',
      })
    },
  }
}

type Means = (name: string, system: string, item: string, context: Context) => Promise<number | undefined>

function meansOf(chat: Chat): [Exclude<ScoreOrigin, 'endpoint'>, Means][] {
  const { profile } = chat.spec
  const logprobs: Means = (name, system, item, context) => byLogprobs(chat, name, system, item, context)
  const sampling: Means = (name, system, item, context) => bySampling(chat, name, system, item, context)
  const grade: Means = (name, system, item, context) => byGrade(chat, name, system, item, context)
  return [
    // What thinks first has no yes or no at the first place of its answer.
    ...(profile.reasoning || profile.lacks.includes('logprobs')
      ? []
      : [['logprobs', logprobs] as [never, Means]]),
    // Without a temperature the samples are one sample.
    ...(profile.temperature ? [['sampling', sampling] as [never, Means]] : []),
    ['grade', grade],
  ]
}

/** The first item is tried alone: what the model cannot do is learnt for the price of one call. Undefined: another means is needed. */
async function scoreAll(
  items: readonly string[],
  score: (item: string, index: number) => Promise<number | undefined>,
): Promise<Scored['scores'] | undefined> {
  const scores: (number | undefined)[] = []
  for (const [from, to] of [
    [0, 1],
    [1, items.length],
  ] as const) {
    const part = await Promise.all(items.slice(from, to).map((item, index) => score(item, from + index)))
    if (part.length > 0 && part.every((one) => one === undefined)) return undefined
    scores.push(...part)
  }
  return scores.filter((one) => one === undefined).length * 4 > scores.length ? undefined : scores
}

function request(system: string, item: string, more: Partial<ChatRequest>): ChatRequest {
  return {
    system,
    messages: [{ role: 'user', content: `${item}\n\n${oneWord[languageFor(item)]}` }],
    output: { mode: 'text' },
    maxOutputTokens: 4,
    ...more,
  }
}

const oneWord: Record<Language, string> = {
  en: 'Answer with one word: yes or no.',
  zh: '只用一个字回答：是或否。',
}

function languageFor(text: string): Language {
  return languageOf(text) === 'zh' ? 'zh' : 'en'
}

async function byLogprobs(
  chat: Chat,
  name: string,
  system: string,
  item: string,
  context: Context,
): Promise<number | undefined> {
  const answer = await tried(
    chat.generate(name, request(system, item, { logprobs: 20, temperature: 0 }), context),
  )
  return answer?.logprobs && yesShare(answer.logprobs)
}

async function bySampling(
  chat: Chat,
  name: string,
  system: string,
  item: string,
  context: Context,
): Promise<number | undefined> {
  const { profile } = chat.spec
  const temperature = Math.min(
    profile.temperature!.high,
    Math.max(profile.temperature!.low, sampleTemperature),
  )
  const answers = await Promise.all(
    Array.from({ length: samples }, (_, index) =>
      tried(
        chat.generate(
          `${name}/${index + 1}`,
          request(system, item, {
            temperature,
            maxOutputTokens: 4 + profile.thinkingTokens,
            seed: context.at(`${name}/${index + 1}`).random.integer(2 ** 31),
            ...(profile.thinkPrefix === undefined ? {} : { prefill: profile.thinkPrefix }),
          }),
          context,
        ),
      ),
    ),
  )
  const said = answers.flatMap((answer) => {
    const word = answer && wordOf(answer.text)
    return word === undefined ? [] : [word]
  })
  if (said.length < Math.ceil(samples / 2)) return undefined
  return (said.filter((yes) => yes).length + 1) / (said.length + 2)
}

async function byGrade(
  chat: Chat,
  name: string,
  system: string,
  item: string,
  context: Context,
): Promise<number | undefined> {
  const language = languageFor(item)
  const prompt: Prompt<{ grade: number }> = {
    name: 'grade',
    language,
    system,
    question: `${item}\n\n${gradeWords[language]}`,
    schema: z.object({ grade: z.number().int().min(0).max(10) }),
    lines: {
      instruction: gradeWords[language],
      parse: (text) => {
        const grade = /(?<!\d)(10|\d)(?!\d|\.\d)/.exec(text)?.[1]
        return grade === undefined ? undefined : { grade: Number(grade) }
      },
    },
    answerTokens: 32,
  }
  const { value, by } = await ask(prompt, chat, () => ({ grade: -1 }), context.at(name))
  return by === 'classical' ? undefined : value.grade / 10
}

const gradeWords: Record<Language, string> = {
  en: 'How sure is "yes"? Give an integer grade: 0 = certainly no, 10 = certainly yes.',
  zh: '回答“是”的把握有多大？给出整数评分：0＝肯定不是，10＝肯定是。',
}

/** A model that cannot do it this way is asked another way; what ends the run ends it here too. */
async function tried(answer: Promise<ChatAnswer>): Promise<ChatAnswer | undefined> {
  try {
    return await answer
  } catch (error) {
    if (
      error instanceof KaojuError &&
      !['aborted', 'run-lost', 'budget-exhausted', 'budget-unpriced', 'internal'].includes(error.code)
    )
      return undefined
    throw error
  }
}

const yes = /^(?:yes|true|是|对|对的|相关)$/i
const no = /^(?:no|false|否|不|不是|不相关|无关)$/i

/** Whether the first word of an answer says yes; undefined when it says neither. */
function wordOf(text: string): boolean | undefined {
  const word = /[\p{L}]+/u.exec(text.trim())?.[0] ?? ''
  const [first] = /^(?:yes|no|true|false|不|是|否|对)/i.exec(word) ?? []
  if (yes.test(word) || (first && yes.test(first))) return true
  if (no.test(word) || (first && no.test(first))) return false
  return undefined
}

/** p(yes) / (p(yes) + p(no)) at the first place where either is among the alternatives. */
export function yesShare(places: readonly TokenLogprob[]): number | undefined {
  for (const { token, logprob, top } of places) {
    const all = top.some((other) => other.token === token) ? top : [{ token, logprob }, ...top]
    let [forYes, forNo] = [0, 0]
    for (const alternative of all) {
      const word = alternative.token.trim().replace(/^[▁Ġ"'“]+|["'”.。,，]+$/g, '')
      if (yes.test(word)) forYes += Math.exp(alternative.logprob)
      else if (no.test(word)) forNo += Math.exp(alternative.logprob)
    }
    if (forYes + forNo > 0) return forYes / (forYes + forNo)
  }
  return undefined
}
