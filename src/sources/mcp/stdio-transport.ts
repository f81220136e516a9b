import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import { startSpokenProcess, type SpokenProcess } from '#runtime'
import { createMessageGate } from './message-gate.ts'
import type { GuardedTransport, TransportEvents } from './guarded-transport.ts'

/** A program to speak with; see `SpokenProcessOptions`. */
export interface StdioOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Bytes of one message, at most. */
  readonly maxBytes: number
}

/** MCP over a program's standard input and output: one JSON text a line. */
export function createStdioTransport(options: StdioOptions, events: TransportEvents): GuardedTransport {
  let program: SpokenProcess | undefined
  let over = false
  let said = 0
  const flooded = (why: string): void => {
    events.broken(why)
    program?.kill()
  }
  const gate = createMessageGate(
    (message) => transport.onmessage?.(message),
    (why) => flooded(why),
  )
  const transport: Transport & { readonly pid: number | undefined; readonly stderr: null } = {
    // The client takes what has these two for a program, whose silence on its first question means an older one.
    get pid() {
      return program?.pid
    },
    stderr: null,
    start: () => {
      program = startSpokenProcess({
        command: options.command,
        args: options.args,
        environment: options.environment,
        maxLineBytes: options.maxBytes,
        onLine: (line) => {
          said += line.length
          // Answers under way at once may be so many times as long as one.
          if (said > 4 * options.maxBytes) flooded(`it sent more than ${Math.round(said / 2 ** 20)} MB`)
          else gate.text(line)
        },
        onEnd: (why) => {
          // Who closed it knows why.
          if (over) return
          over = true
          const complaint = program?.tail() ?? ''
          events.broken(complaint === '' ? why : `${why}: ${complaint}`)
          transport.onclose?.()
        },
      })
      program.listen(true)
      return Promise.resolve()
    },
    send: (message: JSONRPCMessage) => {
      if (!program || over) return Promise.reject(new Error('it is gone'))
      try {
        gate.sent(message)
        program.write(JSON.stringify(message))
        return Promise.resolve()
      } catch (error) {
        return Promise.reject(error)
      }
    },
    close: async () => {
      const open = !over
      over = true
      await program?.close()
      if (open) transport.onclose?.()
    },
  }
  return {
    transport,
    listen(wanted) {
      if (!wanted) {
        gate.rest()
        said = 0
      }
      program?.listen(wanted)
    },
    leave: () => Promise.resolve(),
  }
}
