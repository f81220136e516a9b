/** The two streams of a command line, and what may be drawn on them. */
export interface Terminal {
  /** Standard output: the result and nothing else. */
  out(text: string): void
  /** Standard error: progress, notes, errors; a line each. */
  note(line: string): void
  /** Draws over the current line of standard error; an empty text clears it. Only where `live`. */
  draw(text: string): void
  /** Standard error is a terminal, so that a bar can be drawn. */
  readonly live: boolean
  readonly colour: { readonly out: boolean; readonly note: boolean }
  /** Columns of standard output (of standard error where output goes elsewhere). */
  readonly columns: number
  /** Resolves when everything written has left the process. */
  flush(): Promise<void>
}

/**
 * The process's own terminal. When a reader goes away (`kaoju list | head`), the rest is dropped without a
 * word: nobody is there to read an error.
 */
export function processTerminal(argv: readonly string[], environment: Readonly<NodeJS.ProcessEnv>): Terminal {
  const { stdout, stderr } = process
  let gone = false
  let drawn = false
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    gone = true
  })
  stderr.on('error', () => {})
  const draw = (text: string): void => {
    if (!text && !drawn) return
    stderr.write(`\r\u001B[2K${harmless(text).replaceAll('\n', ' ')}`)
    drawn = text !== ''
  }
  return {
    out: (text) => {
      if (!gone) stdout.write(harmless(text))
    },
    note: (line) => {
      draw('')
      stderr.write(`${harmless(line)}\n`)
    },
    draw,
    live: stderr.isTTY && environment['TERM'] !== 'dumb',
    colour: {
      out: mayColour(stdout, argv, environment),
      note: mayColour(stderr, argv, environment),
    },
    columns: stdout.columns ?? stderr.columns ?? 100,
    flush: async () => {
      for (const stream of [stdout, stderr])
        if (stream.writableLength > 0) await new Promise<void>((resolve) => stream.write('', () => resolve()))
    },
  }
}

/**
 * Shows control characters as pictures (␛) instead of sending them: a file may be named so that printing its
 * name clears the screen or sets the window's title. Line breaks, tabs and our own colours pass.
 */
export function harmless(text: string): string {
  return text.replace(controls, (found) =>
    found.length > 1
      ? found
      : found === '\u007F'
        ? '␡'
        : String.fromCodePoint(0x2400 + found.codePointAt(0)!),
  )
}

const controls = /\u001B\[(?:0|1|2|31|32|33|36)m|[\u0000-\u0008\u000B-\u001F\u007F]/g

/** `--no-color` and NO_COLOR (no-color.org) forbid, then FORCE_COLOR demands, else a terminal decides. */
function mayColour(
  stream: NodeJS.WriteStream,
  argv: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): boolean {
  if (argv.includes('--no-color') || environment['NO_COLOR']) return false
  const force = environment['FORCE_COLOR']
  if (force !== undefined) return force !== '0' && force !== 'false'
  return stream.isTTY && environment['TERM'] !== 'dumb'
}

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const

/** Colours a text where colour is allowed. */
export function paint(text: string, colour: keyof typeof codes, allowed: boolean): string {
  return allowed ? `\u001B[${codes[colour]}m${text}\u001B[0m` : text
}

/** Tells what will not work, a line each. */
export function tellRemarks(remarks: readonly string[], { terminal }: { readonly terminal: Terminal }): void {
  for (const one of remarks) terminal.note(paint(one, 'yellow', terminal.colour.note))
}
