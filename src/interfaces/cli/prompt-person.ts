import { createInterface } from 'node:readline/promises'
import { KaojuError } from '#runtime'
import type { Session } from './command.ts'

/** Whether somebody sits there who can answer: both ends are terminals, and no program reads along. */
export function mayAsk({ json, terminal }: Session): boolean {
  return !json && terminal.live && process.stdin.isTTY
}

/** One question on standard error, one line of answer. @throws KaojuError `aborted` when there is none (Ctrl-C, Ctrl-D) */
export async function askPerson(question: string, { context }: Session): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const closed = new Promise<never>((_, reject) => {
      lines.once('close', () => reject(new KaojuError('aborted')))
    })
    return await Promise.race([lines.question(question, { signal: context.stop }), closed])
  } catch (error) {
    throw error instanceof KaojuError ? error : new KaojuError('aborted', {}, { cause: error })
  } finally {
    lines.close()
  }
}
