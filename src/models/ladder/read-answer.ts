import type { ChatAnswer, ChatOutput } from '../chat.ts'
import { endsInLoop } from '../looping.ts'
import type { Prompt } from '../prompt.ts'
import { looksLikeRefusal } from '../refusal.ts'
import { separateThinking, withoutThinking } from '../thinking.ts'
import { inLanguage, Judge, malformed, sentenceOf, terse, type Usable, type Wrong } from './judge.ts'
import { ladderWords } from './words.ts'

/**
 * Reads one answer: the value it holds, mended in code as far as nothing is lost, or what is wrong with it.
 *
 * 1. A value that is given fits the schema and passes the prompt's own check; it holds no thinking.
 * 2. Readings are tried best first; what needs less mending wins.
 * 3. What broke off or loops is used only as the whole items of a list, and only when it does not loop.
 * 4. Total: no text makes it throw.
 */
export function readAnswer<T>(prompt: Prompt<T>, answer: ChatAnswer, asked: Form): Reading<T> {
  const words = ladderWords[prompt.language]
  const separated = separateThinking(answer.text)
  if (asked === 'lines') return readLines(prompt, answer, separated.text)
  const judge = new Judge(prompt, answer.finish === 'length')
  const native = asked === 'json-schema' || asked === 'json' ? asked : undefined
  const given = answer.toolArguments ?? ''
  const read = judge.read(given, asked === 'tool' ? 'tool' : undefined) ?? judge.read(answer.text, native)
  if (read) return read
  const blank = isBlank(separated.text) && isBlank(given)
  const thinking = answer.thinking || separated.thinking
  // Some servers file the whole answer under thinking; it is one only when it is JSON and nothing else.
  const misfiled = blank && /^\s*\{[\s\S]*\}\s*$/.test(thinking) ? judge.readWhole(thinking) : undefined
  if (misfiled) return misfiled
  const reason = whatIsWrong(answer, separated.text, blank ? thinking : '', words)
  return { wrong: reason.code === 'model-malformed' ? (judge.wrong ?? reason) : reason }
}

/** How an answer was asked for: on the wire, or one line a thing. */
export type Form = ChatOutput['mode'] | 'lines'

/** What became of an answer. */
export type Reading<T> = Usable<T> | { readonly wrong: Wrong }

function readLines<T>(prompt: Prompt<T>, answer: ChatAnswer, text: string): Reading<T> {
  const words = ladderWords[prompt.language]
  const brokeOff = answer.finish === 'length'
  // The line that broke off is no line: half of it must not pass for whole.
  const whole = brokeOff ? text.slice(0, text.lastIndexOf('\n') + 1) : text
  let problem: Wrong | undefined
  try {
    const value = withoutThinking(prompt.lines?.parse(whole))
    const parsed = value === undefined ? undefined : prompt.schema.safeParse(value, inLanguage(prompt))
    if (parsed?.success) {
      const objection = prompt.check?.(parsed.data)
      if (objection === undefined && !endsInLoop(text))
        return { value: parsed.data, rung: 'lines', mended: brokeOff ? ['cut-list'] : [] }
      if (objection !== undefined) problem = malformed(objection)
    } else if (parsed) problem = malformed(sentenceOf(parsed.error))
  } catch (error) {
    problem = malformed(String(error))
  }
  return { wrong: problem ?? whatIsWrong(answer, text, answer.thinking, words) }
}

/** Why nothing was found at all. */
function whatIsWrong(
  answer: ChatAnswer,
  text: string,
  thinking: string,
  words: (typeof ladderWords)['en'],
): Wrong {
  const said = `${text}${answer.toolArguments ?? ''}`
  if (answer.finish === 'filter') return { code: 'model-filtered', why: words.empty }
  if (endsInLoop(said) || endsInLoop(thinking)) return { code: 'model-looping', why: words.looping }
  if (isBlank(said)) return { code: 'model-empty', why: isBlank(thinking) ? words.empty : words.onlyThinking }
  if (looksLikeRefusal(text)) return { code: 'model-refused', why: terse(text) }
  if (answer.finish === 'length') return { code: 'model-length', why: words.brokeOff }
  return malformed(words.noJson)
}

const isBlank = (text: string): boolean => /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(text)
