import type { Steering } from '#vocabulary'
import { fill, type Words } from './words.ts'

/** An instruction as it is typed. */
export function steeringText(steering: Steering, { steer }: Words): string {
  const phrase = steer.what[steering.kind]
  switch (steering.kind) {
    case 'question-add':
    case 'note':
      return fill(phrase, { text: plain(steering.text) })
    case 'question-edit':
      return fill(phrase, { id: steering.id, text: plain(steering.text) })
    case 'question-drop':
      return fill(phrase, { id: steering.id })
    case 'source-ban':
      return fill(phrase, { site: steering.site })
    case 'source-add':
      return fill(phrase, { url: steering.url })
    case 'budget-raise': {
      const limits = Object.entries(steering.limits as Record<string, number>)
      return fill(phrase, { limits: limits.map(([name, amount]) => `--${name} ${amount}`).join(' ') })
    }
    case 'pause':
    case 'resume':
    case 'write':
      return phrase
  }
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
