import { isWriting } from '../keys.ts'

/** Keys that lead from sentence to sentence: j and k, or the arrows where a sentence has the focus already. */
export function walkSentences(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return
  const target = event.target as HTMLElement
  // Unlike other shortcuts these work beside an open source, not within it.
  if (isWriting(event) || target.closest('dialog')) return
  const onSentence = target.classList.contains('sentence')
  const by = stepOf(event.key, onSentence)
  if (by === 0) return
  const all = [...document.querySelectorAll<HTMLElement>('.report .sentence')]
  const next = all[nextIndex(all, target, by)]
  if (!next) return
  event.preventDefault()
  next.focus({ preventScroll: true })
  next.scrollIntoView({ block: 'nearest' })
}

function stepOf(key: string, onSentence: boolean): number {
  if (key === 'j' || (onSentence && key === 'ArrowDown')) return 1
  if (key === 'k' || (onSentence && key === 'ArrowUp')) return -1
  return 0
}

/** From within a sentence its neighbour; from elsewhere the first that is in sight. */
function nextIndex(all: readonly HTMLElement[], from: HTMLElement, by: number): number {
  const within = from.closest<HTMLElement>('.sentence')
  if (within) return all.indexOf(within) + by
  return all.findIndex((sentence) => sentence.getBoundingClientRect().bottom > 0)
}
