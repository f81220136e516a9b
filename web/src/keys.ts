/** Whether whoever presses a key, or drops something, is writing, or working a control that takes keys itself. */
export function isWriting(event: Event): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** Whether a key is a shortcut of the page: plain, not while writing, and not behind an open dialog. */
export function isShortcut(event: KeyboardEvent): boolean {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented
  return plain && !isWriting(event) && document.querySelector('dialog[open]') === null
}

/** Enter that sends: not one that ends the choice of Chinese characters, nor one that begins a line. */
export function isSending(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !isComposing(event)
}

/** Whether a key belongs to the choice of Chinese characters. */
export function isComposing(event: KeyboardEvent): boolean {
  // 229: browsers that report the composition's last key after it has ended.
  return event.isComposing || event.keyCode === 229
}
