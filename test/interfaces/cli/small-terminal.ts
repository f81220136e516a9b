import { displayWidth } from '../../../src/interfaces/cli/display-width.ts'

/**
 * A terminal as far as Kaoju needs one: rows and columns, a cursor, wrapping, wide letters, and the few sequences
 * that a drawing may send. Whatever else is sent to it is remembered as `strange`.
 */
export class SmallTerminal {
  columns: number
  rows: number
  /** All rows, those that have scrolled away included; the last `rows` of them are on the screen. */
  readonly lines: string[][] = [[]]
  readonly strange: string[] = []
  cursorVisible = true
  wraps = true
  private row = 0
  private column = 0
  private rest = ''

  constructor(columns: number, rows: number) {
    this.columns = columns
    this.rows = rows
  }

  write(text: string): true {
    this.rest += text
    const piece = /^(?:\u001B\[([?\d;]*)([A-Za-z])|\u001B(?!\[|$)|[^\u001B])/su
    for (let found = piece.exec(this.rest); found; found = piece.exec(this.rest)) {
      this.rest = this.rest.slice(found[0].length)
      if (found[2] === undefined) this.letter(found[0])
      else this.obey(found[1]!, found[2])
    }
    return true
  }

  /** Lines that are too long now are broken, as most terminals do. */
  resize(columns: number, rows: number): void {
    this.columns = columns
    this.rows = rows
    const old = this.lines.splice(0)
    let row = 0
    for (const [index, line] of old.entries()) {
      if (index === this.row) row = this.lines.length
      const pieces: string[][] = [[]]
      for (const [at, cell] of line.entries()) {
        const width = line[at + 1] === '' ? 2 : 1
        if (cell !== '' && pieces.at(-1)!.length + width > columns) pieces.push([])
        pieces.at(-1)!.push(cell)
      }
      this.lines.push(...pieces)
    }
    this.row = row
  }

  /** What is on the screen, a string for each row, spaces at their ends left out. */
  screen(): string[] {
    return this.all().slice(-this.rows)
  }

  /** What was ever written and still stands, the rows that have scrolled away included. */
  all(): string[] {
    return this.lines.map((line) =>
      line
        .map((cell) => cell ?? ' ')
        .join('')
        .trimEnd(),
    )
  }

  get cursor(): { readonly row: number; readonly column: number } {
    return { row: this.row, column: this.column }
  }

  private letter(letter: string): void {
    if (letter === '\r') this.column = 0
    else if (letter === '\n') this.down()
    else if (letter < ' ' || (letter >= '\u007F' && letter <= '\u009F')) this.strange.push(letter)
    else {
      const width = displayWidth(letter)
      if (width === 0) {
        const line = this.lines[this.row]!
        line[Math.max(0, this.column - 1)] = (line[Math.max(0, this.column - 1)] ?? '') + letter
        return
      }
      if (this.column + width > this.columns) {
        if (!this.wraps) return
        this.column = 0
        this.down()
      }
      const line = this.lines[this.row]!
      while (line.length < this.column) line.push(' ')
      line[this.column] = letter
      if (width === 2) line[this.column + 1] = ''
      this.column += width
    }
  }

  private down(): void {
    this.row++
    if (this.row === this.lines.length) this.lines.push([])
  }

  private obey(parameter: string, command: string): void {
    const top = Math.max(0, this.lines.length - this.rows)
    if (command === 'A') this.row = Math.max(top, this.row - Number(parameter || 1))
    else if (command === 'K' && parameter === '')
      this.lines[this.row]!.length = Math.min(this.column, this.lines[this.row]!.length)
    else if (command === 'J' && parameter === '') {
      this.lines[this.row]!.length = Math.min(this.column, this.lines[this.row]!.length)
      // Rows stay on the screen, empty.
      for (const line of this.lines.slice(this.row + 1)) line.length = 0
    } else if (parameter === '?25') this.cursorVisible = command === 'h'
    else if (parameter === '?7') this.wraps = command === 'h'
    else if (command !== 'm') this.strange.push(`\u001B[${parameter}${command}`)
  }
}
