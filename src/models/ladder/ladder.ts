import { KaojuError, type Context, type ErrorCode } from '#runtime'
import type { Chat, ChatAnswer, ChatRequest } from '../chat.ts'
import type { Prompt, Thought } from '../prompt.ts'
import { bestForm, learn, lessonFrom, lessonsAbout, type Lesson } from './lessons.ts'
import type { ItemFeed } from './item-feed.ts'
import { inOtherLanguage } from './own-language.ts'
import type { Usable, Wrong } from './judge.ts'
import { readAnswer, type Form } from './read-answer.ts'
import { render, type Manner } from './render.ts'
import { ladderWords } from './words.ts'

/** Failures that speak of the run and not of a model: nobody else could do better, and no twin may hide them. */
const ofTheRun = new Set([
  'aborted',
  'run-lost',
  'replay-missing',
  'disk-full',
  'journal-damaged',
  'journal-newer',
  'step-repeated',
])

/** Whether an error ends the asking, whatever other models and the twin could answer. */
export function isOfTheRun(error: unknown): boolean {
  if (error instanceof KaojuError) return ofTheRun.has(error.code)
  return error instanceof Error && error.name === 'AbortError'
}

/** Faults of an answer that a call reports by itself. */
const ofTheAnswer = new Set<ErrorCode>(['model-empty', 'model-looping', 'model-malformed', 'model-length'])

/** What became of one asking. */
type Asked<T> = Usable<T> | { readonly wrong: Wrong }

/** Who hears answers while they are being written, if anybody does. */
type Hearing = ItemFeed<unknown> | undefined

/** One model asked for one prompt. */
export class Ladder<T> {
  private readonly prompt: Prompt<T>
  private readonly model: Chat
  private readonly name: string
  private readonly first: boolean
  private readonly feed: Hearing
  private readonly context: Context
  private lessons = new Set<Lesson>()

  /**
   * @param first the model that was meant for it; a fallback model gets a shorter ladder
   * @param feed who hears the answers while they are being written
   */
  constructor(prompt: Prompt<T>, model: Chat, name: string, first: boolean, feed: Hearing, context: Context) {
    this.prompt = prompt
    this.model = model
    this.name = name
    this.first = first
    this.feed = feed
    this.context = context
  }

  /** @throws KaojuError why this model gave no usable answer */
  async climb(): Promise<Thought<T>> {
    const { prompt, model } = this
    if (prompt.pictures?.length && !model.spec.profile.vision)
      throw new KaojuError('model-unsupported', { model: model.spec.id, what: 'pictures' })
    this.lessons = await lessonsAbout(model.spec, this.context.at(this.name))
    const { asked, form } = await this.best()
    if ('value' in asked) return this.inOwnLanguage(asked, form)
    const { wrong } = asked
    // Who declines, declines again; who is filtered, is filtered again.
    if (wrong.code === 'model-refused' || wrong.code === 'model-filtered') throw this.failure(wrong)
    if (prompt.lines && !this.first) return this.lines(wrong)
    const again = await this.again(wrong, form)
    if ('value' in again) return this.thought(again)
    if (prompt.lines && this.first) return this.lines(again.wrong)
    throw this.failure(again.wrong)
  }

  /** The first asking, in the best form that the endpoint does not refuse. */
  private async best(): Promise<{ asked: Asked<T>; form: Form }> {
    const { spec } = this.model
    const { name, prompt, context } = this
    const refused: string[] = []
    let plain = false
    for (;;) {
      const form = plain ? 'text' : bestForm(spec, this.lessons)
      const request = render(prompt, spec, { form, lessons: this.lessons })
      const suffix = refused.length === 0 ? '' : `/without-${refused.at(-1)}`
      try {
        return { asked: await this.put(`${name}${suffix}`, request, form), form }
      } catch (error) {
        if (!(error instanceof KaojuError) || plain) throw error
        const lesson = lessonFrom(error, request)
        if (lesson === undefined) throw error
        refused.push(lesson)
        if (lesson === 'form' || this.lessons.has(lesson)) plain = true
        else {
          this.lessons.add(lesson)
          learn(spec, lesson, context)
        }
      }
    }
  }

  /**
   * The same question with what was wrong, told in one sentence; the wrong answer itself is not sent back: it
   * would cost its length again. A constrained answer that came out empty or looping is asked for in text, since
   * the constraint is a known cause of both (DeepSeek API documentation, "JSON Output").
   */
  private again(wrong: Wrong, form: Form): Promise<Asked<T>> {
    const { spec } = this.model
    const freed = wrong.code === 'model-empty' || wrong.code === 'model-looping' ? 'text' : form
    const room = wrong.code === 'model-length' ? 2 : 1
    const manner: Manner = { form: freed, lessons: this.lessons, wrong: wrong.why, room }
    const request = render(this.prompt, spec, manner)
    return this.put(`${this.name}/again`, request, freed)
  }

  private async lines(before: Wrong): Promise<Thought<T>> {
    const request = render(this.prompt, this.model.spec, { form: 'lines', lessons: this.lessons })
    const asked = await this.put(`${this.name}/lines`, request, 'lines')
    if ('value' in asked) return this.thought(asked)
    throw this.failure(asked.wrong.code === 'model-malformed' ? before : asked.wrong)
  }

  /** Puts one request, and reads what comes back. */
  private async put(name: string, request: ChatRequest, form: Form): Promise<Asked<T>> {
    try {
      return readAnswer(this.prompt, await this.generate(name, request, form), form)
    } catch (error) {
      if (!(error instanceof KaojuError) || !ofTheAnswer.has(error.code)) throw error
      const words = ladderWords[this.prompt.language]
      const why = {
        'model-empty': words.empty,
        'model-looping': words.looping,
        'model-length': words.brokeOff,
      }
      const code = error.code as Wrong['code']
      return { wrong: { code, why: why[code as keyof typeof why] ?? words.noJson } }
    }
  }

  private generate(name: string, request: ChatRequest, form: Form): Promise<ChatAnswer> {
    const { model, feed, context, prompt } = this
    if (!feed || !model.stream) {
      feed?.restart()
      return model.generate(name, request, context)
    }
    return model.stream(name, request, feed.answers(form === 'lines' ? prompt.lines : undefined), context)
  }

  /**
   * An answer in the other language is asked for once more: a report that its reader cannot read is worth less
   * than a second call. It is taken as it is, and said so, when that does not help: it is paid for, it fits, and
   * the twin would not write better. Quotes, names and prompts with `anyLanguage` do not count.
   */
  private async inOwnLanguage(usable: Usable<T>, form: Form): Promise<Thought<T>> {
    const { prompt } = this
    const foreign = ({ value }: Usable<T>): boolean =>
      !prompt.anyLanguage &&
      inOtherLanguage(value, `${prompt.material ?? ''}\n${prompt.question}`, prompt.language)
    if (!foreign(usable)) return this.thought(usable)
    const asIs = { ...usable, mended: [...usable.mended, 'other-language' as const] }
    try {
      const why = ladderWords[prompt.language].otherLanguage
      const again = await this.again({ code: 'model-malformed', why }, form)
      return this.thought('value' in again && !foreign(again) ? again : asIs)
    } catch (error) {
      if (this.context.abort.aborted || isOfTheRun(error)) throw error
      return this.thought(asIs)
    }
  }

  private thought({ value, rung, mended }: Usable<T>): Thought<T> {
    const { id } = this.model.spec
    if (mended.includes('cut-list')) {
      const { message, code } = new KaojuError('model-length', {
        model: id,
        tokens: this.prompt.answerTokens,
      })
      this.context.emit({ type: 'warning', code, message })
    }
    return { value, by: id, rung, ...(mended.length === 0 ? {} : { mended }) }
  }

  private failure({ code, why }: Wrong): KaojuError {
    const model = this.model.spec.id
    return new KaojuError(code, {
      model,
      prompt: this.prompt.name,
      reason: why,
      provider: this.model.spec.provider,
      tokens: this.prompt.answerTokens,
    })
  }
}
