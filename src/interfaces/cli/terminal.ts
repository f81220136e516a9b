import { openScreen } from './live/screen.ts'

/** The two streams of a command line, and what may be drawn on them. */
export interface Terminal {
  /** Standard output: the result and nothing else. */
  out(text: string): void
  /** Standard error: progress, notes, errors; a line each. */
  note(line: string): void
  /**
   * Draws lines below all notes of standard error, in place of those drawn before; none takes them away. `above` are
   * notes that come with them. Only where `live`.
   */
  draw(lines: readonly string[], above?: readonly string[]): void
  /** Standard error is a terminal, so that a bar can be drawn. */
  readonly live: boolean
  /** It may show a whole run, redrawn in place: `live`, and no machine reads along. */
  readonly block: boolean
  /** Columns and rows of standard error as they are now; calls `resized` when they change, until it is left. */
  readonly size: () => { readonly columns: number; readonly rows: number }
  watchSize(resized: () => void): () => void
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
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    gone = true
  })
  stderr.on('error', () => {})
  const live = stderr.isTTY && environment['TERM'] !== 'dumb'
  const screen = openScreen(stderr)
  if (live) {
    // Whatever ends the process, a block that stands is taken away: nothing else is left of it.
    process.on('exit', () => screen.draw([]))
    process.on('SIGCONT', () => screen.forget())
  }
  return {
    out: (text) => {
      if (live) screen.draw([])
      // A program that reads along gets C1 controls as they are: they may stand in what is quoted.
      if (!gone) stdout.write(harmless(text, stdout.isTTY ? controls : oldControls))
    },
    note: (line) => screen.above([lineOf(line)]),
    draw: (lines, above = []) => screen.draw(lines.map(blockLine), above.map(lineOf)),
    live,
    block: live && !isMachine(environment),
    size: () => ({ columns: stderr.columns || 80, rows: stderr.rows || 24 }),
    watchSize: (resized) => {
      stderr.on('resize', resized)
      return () => void stderr.off('resize', resized)
    },
    colour: {
      out: mayColour(stdout, argv, environment),
      note: mayColour(stderr, argv, environment),
    },
    columns: stdout.columns || stderr.columns || 100,
    flush: async () => {
      for (const stream of [stdout, stderr])
        if (stream.writableLength > 0) await new Promise<void>((resolve) => stream.write('', () => resolve()))
    },
  }
}

/** A terminal that keeps its notes to itself: `--quiet`. */
export function quietTerminal(terminal: Terminal): Terminal {
  return { ...terminal, note: () => {}, draw: () => {}, live: false, block: false }
}

/** A terminal whose standard output is read by a program while the run goes on, perhaps on the same screen: `--events`. */
export function linesOnly(terminal: Terminal): Terminal {
  return { ...terminal, draw: () => {}, live: false, block: false }
}

/** A note may have several lines; none of them turns the direction of writing. */
function lineOf(note: string): string {
  return harmless(note).replace(turning, '')
}

function blockLine(line: string): string {
  return lineOf(line).replaceAll('\n', ' ')
}

/** Embeddings, overrides and isolates (UAX #9): they would rearrange what stands beside them. */
const turning = /[\u202A-\u202E\u2066-\u2069]/g

/**
 * Shows control characters as pictures (␛, those of C1 as �) instead of sending them: a file may be named so that
 * printing its name clears the screen or sets the window's title. Line breaks, tabs and our own colours pass.
 */
export function harmless(text: string, which = controls): string {
  return text.replace(which, (found) =>
    found.length > 1
      ? found
      : found === '\u007F'
        ? '␡'
        : found > '\u007F'
          ? '\uFFFD'
          : String.fromCodePoint(0x2400 + found.codePointAt(0)!),
  )
}

/** All but those of C1, which few terminals obey. */
const oldControls = /\u001B\[(?:0|1|2|31|32|33|36)m|[\u0000-\u0008\u000B-\u001F\u007F]/g

const controls = /\u001B\[(?:0|1|2|31|32|33|36)m|[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g

/** `--no-color` and NO_COLOR (no-color.org) forbid, then FORCE_COLOR demands, else a terminal decides. */
function mayColour(
  stream: NodeJS.WriteStream,
  argv: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): boolean {
  if (unwanted(argv, environment)) return false
  const force = environment['FORCE_COLOR']
  if (force !== undefined) return force !== '0' && force !== 'false'
  return stream.isTTY && environment['TERM'] !== 'dumb'
}

function unwanted(argv: readonly string[], environment: Readonly<NodeJS.ProcessEnv>): boolean {
  return argv.includes('--no-color') || Boolean(environment['NO_COLOR'])
}

/** Whether what is written is kept by a build server: it would keep every frame. */
function isMachine({ CI }: Readonly<NodeJS.ProcessEnv>): boolean {
  return Boolean(CI) && CI !== 'false' && CI !== '0'
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
