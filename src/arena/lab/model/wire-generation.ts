/**
 * What a request makes the simulated model generate: every piece with the token at which it is there. What is sent,
 * how long it takes and what it costs all follow from this one list.
 *
 * 1. The answer is made first, and cut to the room there is; thinking gets what is left of that room. A bound of four
 *    tokens still yields a yes or no, as of models that are told how much to think.
 * 2. An answer takes at least the tokens that are set; what it does not fill is spent on thinking, before it.
 * 3. A fault changes what is generated, and so what is billed.
 */
import { languageOf, type Language } from '#vocabulary'
import { countTokens } from '#models'
import type { Chance } from '#runtime'
import type { ModelAnswer, ModelAsk, ModelSettings } from './model.ts'
import { malformed, refusal, type EndpointFault } from './wire-faults.ts'
import { withoutPorts } from './wire-hash.ts'
import { tokenChances } from './wire-logprobs.ts'
import { musing } from './wire-musing.ts'
import { piecesOf, timed, type Piece } from './wire-pieces.ts'
import type { ChatAsked } from './wire-request.ts'

/** A completion as it is generated. */
export interface Generation {
  readonly pieces: readonly Piece[]
  readonly calls: readonly { readonly name: string }[]
  readonly finish: 'stop' | 'length' | 'tool_calls'
  /** `output` holds thinking and answer. */
  readonly tokens: { readonly input: number; readonly output: number; readonly thinking: number }
  /** The connection breaks after the last piece. */
  readonly cut: boolean
}

/** Counts tokens as the served model does. */
export type Count = (text: string) => number

/** A counter for a model: nothing is nothing, every text is one token at least, and ports count nothing. */
export function counterOf({ name }: Pick<ModelSettings, 'name'>): Count {
  return (text) => (text === '' ? 0 : Math.max(1, countTokens(withoutPorts(text), { name })))
}

/** Tokens around a turn, and what opens the answer. */
const aroundTurn = 3

/** Tokens of the prompt: turns, tools and schema. */
export function promptTokens({ turns, tools, schema }: ModelAsk, count: Count): number {
  const said = turns.flatMap(({ text, calls = [] }) => [
    text,
    ...calls.map((call) => call.name + call.arguments),
  ])
  const forms = [tools.length > 0 ? JSON.stringify(tools) : '', schema ? JSON.stringify(schema) : '']
  return [...said, ...forms].reduce((sum, text) => sum + count(text), aroundTurn * (turns.length + 1))
}

/** What was asked, what the mind says, and what is left for the answer. */
export interface Occasion {
  readonly asked: ChatAsked
  readonly answer: ModelAnswer
  readonly settings: ModelSettings
  /** Tokens of the prompt. */
  readonly input: number
  readonly fault: EndpointFault | undefined
  readonly chance: Chance
}

/** Generates a completion. */
export function generate(occasion: Occasion): Generation {
  const { asked, settings, input, fault, chance } = occasion
  const count = counterOf(settings)
  const room = Math.min(asked.limit ?? Infinity, settings.contextWindow - input)
  const said = sayingOf(occasion)
  const whole = answerPieces(said, count)
  const full = whole.at(-1)?.upTo ?? 0
  const broken = fault === 'truncated' ? whole.slice(0, partOf(whole.length, 0.3, 0.9, chance)) : whole
  const kept = broken.filter(({ upTo }) => upTo <= room)
  const answered = kept.length < broken.length ? room : (kept.at(-1)?.upTo ?? 0)
  const thought = thoughtOf(occasion, full, room - answered, count)
  const pieces = [
    ...timed('thinking', thought.text, thought.tokens, 0),
    ...kept.map((piece) => ({ ...piece, upTo: piece.upTo + thought.tokens })),
  ]
  const sent = fault === 'cut' ? pieces.slice(0, partOf(pieces.length, 0.1, 0.9, chance)) : pieces
  const output = fault === 'cut' ? (sent.at(-1)?.upTo ?? 0) : thought.tokens + answered
  return {
    pieces: sent,
    calls: said.calls,
    finish: kept.length < whole.length ? 'length' : said.calls.length > 0 ? 'tool_calls' : 'stop',
    tokens: { input, output, thinking: Math.min(output, thought.tokens) },
    cut: fault === 'cut',
  }
}

/** How many of `length` a share between two bounds is. */
const partOf = (length: number, from: number, to: number, chance: Chance): number =>
  Math.floor(length * (from + (to - from) * chance.next()))

/** What is said before it is cut: a text or a refusal, or calls. */
interface Saying {
  readonly kind: 'text' | 'refusal'
  readonly text: string
  readonly calls: readonly { readonly name: string; readonly arguments: string }[]
  readonly chances: ((pieces: readonly string[]) => readonly NonNullable<Piece['chance']>[]) | undefined
}

function sayingOf({ asked, answer, fault, chance }: Occasion): Saying {
  const { logprobs, ask } = asked
  const refused = fault === 'refused'
  const made = (refused ? [] : (answer.calls ?? [])).slice(0, asked.parallel ? undefined : 1)
  const spoil = (json: string, index: number): string =>
    fault === 'malformed' && index === 0 ? malformed(json, chance) : json
  const text = refused
    ? refusal[languageFor(ask)]
    : made.length > 0
      ? ''
      : ask.schema || ask.json
        ? spoil(answer.text, 0)
        : answer.text
  return {
    kind: refused && ask.schema ? 'refusal' : 'text',
    text: stopped(text, asked.stop),
    calls: made.map((call, index) => ({
      name: call.name,
      arguments: spoil(JSON.stringify(call.arguments), index),
    })),
    chances:
      logprobs === undefined
        ? undefined
        : (pieces) => tokenChances(pieces, refused ? 1 : answer.sure, logprobs),
  }
}

/** A text up to the first of the sequences that stop it. */
function stopped(text: string, stop: readonly string[]): string {
  const ends = stop.map((each) => text.indexOf(each)).filter((at) => at >= 0)
  return text.slice(0, Math.min(text.length, ...ends))
}

function answerPieces({ kind, text, calls, chances }: Saying, count: Count): readonly Piece[] {
  const said = timed(kind, text, count(text), 0)
  const told = chances?.(said.map((piece) => piece.text))
  const pieces = said.map((piece, index) => (told ? { ...piece, chance: told[index]! } : piece))
  for (const [call, { name, arguments: given }] of calls.entries()) {
    const opened = (pieces.at(-1)?.upTo ?? 0) + count(name)
    pieces.push({ kind: 'call', call, text: '', upTo: opened })
    for (const piece of timed('call', given, count(given), opened)) pieces.push({ ...piece, call })
  }
  return pieces
}

/** Thinking that fills what the answer leaves, as far as there is room. */
function thoughtOf(
  { asked, answer, settings, chance }: Occasion,
  answered: number,
  room: number,
  count: Count,
): { readonly text: string; readonly tokens: number } {
  const { schema, json } = asked.ask
  const structured = schema !== undefined || json || (answer.calls?.length ?? 0) > 0
  const least = settings.answerTokens[structured ? 'structured' : 'text']
  const thinking = answer.thinking ?? ''
  const own = count(thinking)
  const tokens = Math.min(room, Math.max(own, least - answered))
  if (tokens <= 0) return { text: '', tokens: 0 }
  if (tokens < own) {
    const texts = piecesOf(thinking)
    return { text: texts.slice(0, Math.max(1, Math.floor((texts.length * tokens) / own))).join(''), tokens }
  }
  const more = musing(tokens - own, languageFor(asked.ask), chance, count)
  return { text: [thinking, more].filter((part) => part !== '').join('\n'), tokens }
}

/** The language that was spoken last. */
function languageFor({ turns }: ModelAsk): Language {
  const last = turns.findLast(({ role }) => role === 'user')?.text ?? ''
  return languageOf(last.slice(-2_000)) === 'zh' ? 'zh' : 'en'
}
