/**
 * Keeps thinking apart from answers, for models and servers that leave it in the text.
 *
 * 1. What stands between an opener and its closer is thinking; blocks may be nested and may stand anywhere.
 * 2. A closer that nobody opened ends thinking that began with the text (the chat template had opened it).
 * 3. An opener that nobody closes makes the rest thinking: an answer that never came.
 * 4. A tag that the model only speaks of inside its thinking does not cost the answer: when no answer is left,
 *    what follows the last closer is the answer.
 */
const openings = [
  String.raw`<(?:\w{1,16}:)?(?:think|thinking|thought|thoughts|reasoning|reflection)(?:\s[^<>]{0,80})?>`,
  // Kimi; Magistral; Cohere; Sky-T1 and OpenThinker; MedGemma; Gemma 4; gpt-oss.
  '◁think▷',
  String.raw`\[THINK\]`,
  String.raw`<\|START_THINKING\|>`,
  String.raw`<\|begin_of_thought\|>`,
  '<unused94>(?:thought)?',
  String.raw`<\|channel>(?:thought)?`,
  String.raw`<\|channel\|>analysis<\|message\|>`,
]
const closings = [
  String.raw`</(?:\w{1,16}:)?(?:think|thinking|thought|thoughts|reasoning|reflection)\s*>`,
  '◁/think▷',
  String.raw`\[/THINK\]`,
  String.raw`<\|END_THINKING\|>`,
  String.raw`<\|end_of_thought\|>`,
  '<unused95>',
  '<channel\\|>',
  String.raw`<\|end\|>(?:<\|start\|>assistant)?(?:<\|channel\|>final<\|message\|>)?`,
]
const tags = new RegExp(`(?<open>${openings.join('|')})|(?<close>${closings.join('|')})`, 'gi')

/** A text without its thinking, and the thinking. */
export interface Separated {
  readonly text: string
  readonly thinking: string
  /** The text ended inside its thinking. */
  readonly unclosed: boolean
}

/** Separates thinking from answer; `opened` = the answer was made to open with a think tag that is not in it. Total. */
export function separateThinking(given: string, opened = false): Separated {
  const thoughts: string[] = []
  let text = ''
  let start = 0
  let depth = opened ? 1 : 0
  let lastClosed: number | undefined
  for (const tag of given.matchAll(tags)) {
    const end = tag.index + tag[0].length
    if (tag.groups?.['open'] !== undefined) {
      if (depth++ > 0) {
        // A model whose opening was forced may write it again: that is the same block.
        if (opened && given.slice(0, tag.index).trim() === '') depth = 1
        continue
      }
      text += given.slice(start, tag.index)
    } else {
      lastClosed = end
      if (depth > 0) depth--
      else {
        thoughts.push(text)
        text = ''
      }
      if (depth > 0) continue
      thoughts.push(given.slice(start, tag.index))
    }
    start = end
  }
  const unclosed = depth > 0
  if (unclosed && text.trim() === '' && lastClosed !== undefined) {
    const rest = given.slice(lastClosed)
    const answer = rest.search(tags) < 0 ? rest : ''
    if (answer.trim() !== '') return { text: answer, thinking: given.slice(0, lastClosed), unclosed: false }
  }
  if (unclosed) thoughts.push(given.slice(start))
  else text += given.slice(start)
  return { text, thinking: thoughts.join('\n').trim(), unclosed }
}

/** A value with the thinking taken out of its strings; the same object when there was none. */
export function withoutThinking<T>(value: T): T {
  if (typeof value === 'string')
    return (value.search(tags) < 0 ? value : separateThinking(value).text.trim()) as T
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown) => withoutThinking(part))
    return (parts.some((part, index) => part !== value[index]) ? parts : value) as T
  }
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, part]) => [key, withoutThinking(part)] as const)
  return entries.some(([key, part]) => part !== (value as Record<string, unknown>)[key])
    ? (Object.fromEntries(entries) as T)
    : value
}
