import { separateThinking } from '../thinking.ts'

/** An answer without its thinking, and where it begins in what the model wrote. */
export interface Split {
  readonly text: string
  readonly thinking: string
  /** UTF-16 units of the content that stand before the answer. */
  readonly start: number
}

/**
 * Splits what a model wrote, after what it was made to open with (`prefill`): that belongs to the answer, or opens
 * its thinking, unless the model wrote it again. Where only our own prefill opened thinking and the model came to
 * its end without closing it, it did not think: all is answer.
 *
 * @param ended whether the model came to its end by itself
 */
export function splitThinking(content: string, prefill = '', ended = true): Split {
  const continued = prefill !== '' && !content.startsWith(prefill.trimEnd())
  const opened = continued && separateThinking(prefill).unclosed
  if (opened && ended && separateThinking(content).thinking === '')
    return { text: content.trim(), thinking: '', start: 0 }
  const { text, thinking } = separateThinking(content, opened)
  const answer = text.trim()
  const start = thinking === '' ? 0 : Math.max(0, content.lastIndexOf(answer))
  return { text: continued && !opened ? prefill + text : answer, thinking, start }
}

const opening = /^\s*(?:<(?:think|thinking|thought|reasoning)>|\[THINK\]|◁think▷)/i
const closing = /<\/(?:think|thinking|thought|reasoning)>|\[\/THINK\]|◁\/think▷/i
/** The longest tag, and so what must be held back until it is known to be none. */
const longestTag = 12

/**
 * Tells thinking that stands at the start of an answer, and the answer behind it, while they are being written; only
 * what is shown and hinted at depends on it.
 */
export function createThinkingStream(
  prefill: string,
  tell: (piece: string) => void,
  answer: (piece: string) => void = () => {},
): (piece: string) => void {
  let state: 'unknown' | 'inside' | 'over' = opening.test(prefill) ? 'inside' : 'unknown'
  let held = ''
  return (piece) => {
    if (state === 'over') return answer(piece)
    held += piece
    if (state === 'unknown') {
      const tag = opening.exec(held)
      if (!tag) {
        const start = held.trimStart()
        if (start === '' || (start.length <= longestTag && /^[<[◁]/.test(start))) return
        state = 'over'
        return answer(held)
      }
      state = 'inside'
      held = held.slice(tag[0].length)
    }
    const end = closing.exec(held)
    const known = end ? end.index : Math.max(0, held.length - longestTag)
    if (known > 0) tell(held.slice(0, known))
    held = held.slice(known)
    if (!end) return
    state = 'over'
    if (held.length > end[0].length) answer(held.slice(end[0].length))
  }
}
