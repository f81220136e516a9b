import { KaojuError, type Context } from '#runtime'
import type { Chat, ChatAnswer, ChatRequest } from '../chat.ts'
import type { Prompt, Thought } from '../prompt.ts'
import { bestForm, learn, lessonFrom, lessonsAbout, mayBeAboutForm, type Lesson } from './lessons.ts'
import { inOtherLanguage } from './own-language.ts'
import { readAnswer, type Form, type Usable, type Wrong } from './read-answer.ts'
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

/** Faults of an answer that a call reports after its own repetitions: only another form can help. */
const ofTheAnswer = new Set(['model-empty', 'model-looping', 'model-malformed', 'model-length'])

/** One model asked for one prompt. */
export class Ladder<T> {
  private readonly prompt: Prompt<T>
  private readonly model: Chat
  private readonly name: string
  private readonly first: boolean
  private readonly context: Context
  private lessons = new Set<Lesson>()

  /** @param first the model that was meant for it; a fallback model gets a shorter ladder */
  constructor(prompt: Prompt<T>, model: Chat, name: string, first: boolean, context: Context) {
    this.prompt = prompt
    this.model = model
    this.name = name
    this.first = first
    this.context = context
  }

  /** @throws KaojuError why this model gave no usable answer */
  async climb(): Promise<Thought<T>> {
    const { prompt, model } = this
    if (prompt.pictures?.length && !model.spec.profile.vision)
      throw new KaojuError('model-unsupported', { model: model.spec.id, what: 'pictures' })
    this.lessons = await lessonsAbout(model.spec, this.context.at(this.name))
    let wrong: Wrong
    let form: Form
    try {
      const best = await this.best()
      if ('value' in best.reading) return await this.inOwnLanguage(best.reading, best.form)
      wrong = best.reading.wrong
      form = best.form
    } catch (error) {
      if (!(error instanceof KaojuError) || !ofTheAnswer.has(error.code) || !prompt.lines) throw error
      return await this.lines(error)
    }
    // Who declines, declines again; who is filtered, is filtered again.
    if (wrong.code === 'model-refused' || wrong.code === 'model-filtered') throw this.failure(wrong)
    if (await this.stopping()) throw this.failure(wrong)
    if (!this.first && prompt.lines) return this.lines(this.failure(wrong))
    const again = await this.again(wrong, form)
    if ('value' in again) return this.thought(again)
    if (!prompt.lines || !this.first) throw this.failure(again.wrong)
    return this.lines(this.failure(again.wrong))
  }

  /** The first asking, in the best form that the endpoint does not refuse. */
  private async best(): Promise<{ reading: Usable<T> | { wrong: Wrong }; form: Form }> {
    const { spec } = this.model
    const { name, prompt, context } = this
    const refused: string[] = []
    let plain = false
    for (;;) {
      const form = plain ? 'text' : bestForm(spec, this.lessons)
      const request = render(prompt, spec, { form, lessons: this.lessons })
      const suffix = refused.length === 0 ? '' : `/without-${refused.at(-1)}`
      try {
        const answer = await this.model.generate(`${name}${suffix}`, request, context)
        return { reading: this.read(answer, request, form), form }
      } catch (error) {
        if (!(error instanceof KaojuError) || plain) throw error
        const lesson = lessonFrom(error, request)
        if (lesson === undefined || this.lessons.has(lesson)) {
          if (!mayBeAboutForm(error, request)) throw error
          plain = true
          refused.push('form')
          continue
        }
        this.lessons.add(lesson)
        learn(spec, lesson, context)
        refused.push(lesson)
      }
    }
  }

  /**
   * The same question with what was wrong, told in one sentence; the wrong answer itself is not sent back: it
   * would cost its length again. A constrained answer that came out empty or looping is asked for in text, since
   * the constraint is a known cause of both (DeepSeek API documentation, "JSON Output").
   */
  private async again(wrong: Wrong, form: Form): Promise<Usable<T> | { wrong: Wrong }> {
    const { spec } = this.model
    const freed = wrong.code === 'model-empty' || wrong.code === 'model-looping' ? 'text' : form
    const room = wrong.code === 'model-length' ? 2 : 1
    const manner: Manner = { form: freed, lessons: this.lessons, wrong: wrong.why, room }
    const request = render(this.prompt, spec, manner)
    const answer = await this.model.generate(`${this.name}/again`, request, this.context)
    return this.read(answer, request, freed)
  }

  private async lines(before: KaojuError): Promise<Thought<T>> {
    const request = render(this.prompt, this.model.spec, { form: 'lines', lessons: this.lessons })
    const answer = await this.model.generate(`${this.name}/lines`, request, this.context)
    const reading = this.read(answer, request, 'lines')
    if ('value' in reading) return this.thought(reading)
    throw reading.wrong.code === 'model-malformed' ? before : this.failure(reading.wrong)
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
    if (await this.stopping()) return this.thought(asIs)
    try {
      const why = ladderWords[prompt.language].otherLanguage
      const again = await this.again({ code: 'model-malformed', why }, form)
      return this.thought('value' in again && !foreign(again) ? again : asIs)
    } catch (error) {
      if (this.context.abort.aborted || isOfTheRun(error)) throw error
      return this.thought(asIs)
    }
  }

  /** Whether the run was asked to finish with what there is: then nothing is asked twice. */
  private stopping(): Promise<boolean> {
    const { context, name } = this
    return context.at(name).observe('stopping', {}, () => context.stop.aborted)
  }

  private read(answer: ChatAnswer, request: ChatRequest, form: Form): Usable<T> | { wrong: Wrong } {
    return readAnswer(this.prompt, answer, form, request.prefill !== undefined)
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
