/** One frame of a stream of server-sent events. */
export interface Frame {
  /** `message` where the server names none. */
  readonly event: string
  readonly data: string
}

/**
 * Takes a stream of server-sent events apart as it arrives.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 * @returns what takes the next piece of text and gives the frames that it completes
 */
export function createFrames(): (piece: string) => readonly Frame[] {
  let rest = ''
  let event = ''
  let data: string[] = []
  return (piece) => {
    const frames: Frame[] = []
    const lines = (rest + piece).split('\n')
    rest = lines.pop()!
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
      if (line === '') {
        if (data.length > 0) frames.push({ event: event || 'message', data: data.join('\n') })
        event = ''
        data = []
        continue
      }
      const colon = line.indexOf(':')
      const [field, value] =
        colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
      if (field === 'event') event = value
      if (field === 'data') data.push(value)
    }
    return frames
  }
}
