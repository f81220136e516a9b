import type { ComponentChildren } from 'preact'
import { Refusal } from '../api/client.ts'
import { words } from '../words.ts'

/** Something a person should know now; `bad` is read aloud at once. */
export function Notice(given: {
  readonly tone: 'plain' | 'caution' | 'bad'
  readonly children: ComponentChildren
}) {
  return (
    <div class={`notice ${given.tone}`} role={given.tone === 'bad' ? 'alert' : 'status'}>
      {given.children}
    </div>
  )
}

/** Why something was refused, in words. */
export function refusalText(error: unknown): string {
  if (error instanceof Refusal) return error.code === 'offline' ? words().link.offline : error.message
  return error instanceof Error ? error.message : String(error)
}
