import { request, type IncomingMessage } from 'node:http'
import type { LoggedEvent } from '#vocabulary'
import type { OpenServer } from './open-server.ts'

/** What of a frame's data is looked at: a line of a log, or the end. */
interface Data extends LoggedEvent {
  readonly state: string
  readonly error?: { readonly code: string; readonly message: string }
}

/** One frame of a stream. */
export interface Frame {
  readonly id?: number
  readonly event: string
  readonly data: Data
}

/** What came of a stream until it ended or was left. */
export interface Heard {
  readonly frames: Frame[]
  /** The server said that no more will come. */
  readonly ended: boolean
}

/**
 * Reads a run's events over a connection of its own.
 *
 * @param leaveAfter cuts the connection when so many bytes have come, wherever in a frame that is
 */
export function readEvents(
  server: Pick<OpenServer, 'origin'>,
  run: string,
  about: {
    readonly lastId?: number
    readonly leaveAfter?: number
    readonly opened?: (response: IncomingMessage) => void
  } = {},
): Promise<Heard> {
  const { lastId, leaveAfter = Infinity, opened } = about
  return new Promise((resolve, reject) => {
    const headers = {
      Accept: 'text/event-stream',
      ...(lastId === undefined ? {} : { 'Last-Event-ID': String(lastId) }),
    }
    const asked = request(new URL(`/api/v1/runs/${run}/events`, server.origin), { headers, agent: false })
    let text = ''
    const settle = (): void => {
      const frames = framesIn(text)
      resolve({ frames, ended: frames.at(-1)?.event === 'end' })
    }
    asked.on('error', (error) => (asked.destroyed ? settle() : reject(error)))
    asked.on('response', (response) => {
      if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode}`))
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        text += piece.slice(0, Math.max(0, leaveAfter - text.length))
        if (text.length >= leaveAfter) asked.destroy()
      })
      response.on('close', settle)
      response.on('error', settle)
      opened?.(response)
    })
    asked.end()
  })
}

/** Frames that came whole. */
export function framesIn(text: string): Frame[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .flatMap((frame) => {
      const fields = new Map(
        frame.split('\n').map((line) => {
          const at = line.indexOf(': ')
          return [line.slice(0, at), line.slice(at + 2)] as const
        }),
      )
      const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')]
      if (event === undefined || data === undefined) return []
      return [{ ...(id === undefined ? {} : { id: Number(id) }), event, data: JSON.parse(data) as Data }]
    })
}
