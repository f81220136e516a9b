import type { PDFPageProxy } from 'unpdf/pdfjs'
import { normaliseText } from '../document-builder.ts'

/** A run of characters where the page shows it. Units: points from the top-left corner of the page as displayed. */
export interface Glyphs {
  text: string
  readonly x: number
  width: number
  /** Of the baseline, from the top. */
  y: number
  /** Font size. */
  readonly size: number
  readonly font: string
}

export interface PageGlyphs {
  readonly width: number
  readonly height: number
  readonly glyphs: readonly Glyphs[]
  /** Text that stands at an angle to the rest: margin stamps, axis labels. */
  readonly turned: readonly Glyphs[]
  /** False when the page was turned to read it: places are then not those of the page as displayed. */
  readonly upright: boolean
}

/** The text of a page as it is placed, in the order of its content stream. */
export async function readGlyphs(page: PDFPageProxy): Promise<PageGlyphs> {
  const viewport = page.getViewport({ scale: 1 })
  const content = await page.getTextContent()
  const upright: Glyphs[] = []
  const turned: { readonly run: Glyphs; readonly direction: readonly [number, number] }[] = []
  for (const item of content.items) {
    if (!('str' in item) || item.str.trim() === '') continue
    const [a, b, c, d, x, y] = multiply(viewport.transform, item.transform)
    const size = Math.hypot(c, d)
    if (!(size > 0.5 && size < 2_000) || !Number.isFinite(x + y + item.width)) continue
    const run: Glyphs = {
      text: normaliseText(item.str),
      x,
      width: Math.max(0, item.width),
      y,
      size,
      font: item.fontName,
    }
    if (run.text === '') continue
    const length = Math.hypot(a, b) || 1
    if (Math.abs(b) > Math.abs(a) * 0.2 || a < 0) turned.push({ run, direction: [a / length, b / length] })
    else upright.push(run)
  }
  const { width, height } = viewport
  const finish = (glyphs: Glyphs[]): Glyphs[] => liftScripts(withoutDoubles(glyphs))
  if (charactersOf(turned.map(({ run }) => run)) <= 2 * charactersOf(upright))
    return { width, height, glyphs: finish(upright), turned: turned.map(({ run }) => run), upright: true }
  // A page set sideways is read along its own direction.
  const [dx, dy] = turned[0]!.direction
  const along = turned
    .filter(({ direction }) => direction[0] * dx + direction[1] * dy > 0.9)
    .map(({ run }) => ({ ...run, x: run.x * dx + run.y * dy, y: run.y * dx - run.x * dy }))
  const top = Math.min(...along.map((run) => run.y)) - 36
  return {
    width: height,
    height: width,
    glyphs: finish(along.map((run) => ({ ...run, y: run.y - top }))),
    turned: upright,
    upright: false,
  }
}

function charactersOf(runs: readonly Glyphs[]): number {
  return runs.reduce((sum, run) => sum + run.text.length, 0)
}

type Matrix = readonly [number, number, number, number, number, number]

function multiply(m: readonly number[], n: readonly number[]): Matrix {
  const at = (matrix: readonly number[], index: number): number => matrix[index] ?? 0
  return [
    at(m, 0) * at(n, 0) + at(m, 2) * at(n, 1),
    at(m, 1) * at(n, 0) + at(m, 3) * at(n, 1),
    at(m, 0) * at(n, 2) + at(m, 2) * at(n, 3),
    at(m, 1) * at(n, 2) + at(m, 3) * at(n, 3),
    at(m, 0) * at(n, 4) + at(m, 2) * at(n, 5) + at(m, 4),
    at(m, 1) * at(n, 4) + at(m, 3) * at(n, 5) + at(m, 5),
  ]
}

/** Shadows and poor man's bold print the same run twice in nearly the same place. */
function withoutDoubles(glyphs: readonly Glyphs[]): Glyphs[] {
  const seen = new Map<string, Glyphs[]>()
  return glyphs.filter((run) => {
    const same = seen.get(run.text) ?? []
    if (
      same.some(
        (other) => Math.abs(other.x - run.x) < run.size * 0.15 && Math.abs(other.y - run.y) < run.size * 0.15,
      )
    )
      return false
    seen.set(run.text, [...same, run])
    return true
  })
}

const raised: Readonly<Record<string, string>> = {
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
  '+': '⁺',
  '-': '⁻',
  '−': '⁻',
}

/**
 * Small runs raised or lowered beside a larger one join its line. Raised digits become superscripts: a note
 * mark read as a digit would change the number it hangs on.
 */
function liftScripts(glyphs: Glyphs[]): Glyphs[] {
  let base: Glyphs | undefined
  let end = 0
  glyphs.forEach((run, index) => {
    const next = glyphs[index + 1]
    if (base && isScript(run, base, run.x - end)) lift(run, base)
    else if (next && /^[\d+\-−*†‡]+$/.test(run.text) && isScript(run, next, next.x - run.x - run.width))
      lift(run, next)
    else base = run
    end = run.x + run.width
  })
  return glyphs
}

function isScript(run: Glyphs, base: Glyphs, gap: number): boolean {
  const rise = Math.abs(base.y - run.y)
  return (
    run.size < base.size * 0.82 &&
    Math.abs(gap) < base.size * 0.35 &&
    rise < base.size * 0.7 &&
    rise > base.size * 0.04
  )
}

function lift(run: Glyphs, base: Glyphs): void {
  if (base.y - run.y > base.size * 0.2 && /^[\d+\-−]+$/.test(run.text))
    run.text = run.text.replace(/./g, (digit) => raised[digit] ?? digit)
  run.y = base.y
}

/**
 * Names of the fonts of a page (`TimesNewRomanPS-BoldMT`), which pdf.js tells only after it has prepared the
 * page for drawing.
 */
export async function nameFonts(
  page: PDFPageProxy,
  fonts: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  await page.getOperatorList().catch(() => undefined)
  for (const font of fonts) {
    if (!page.commonObjs.has(font)) continue
    const known: unknown = page.commonObjs.get(font)
    const name: unknown = typeof known === 'object' && known !== null ? Reflect.get(known, 'name') : undefined
    if (typeof name === 'string') names.set(font, name)
  }
  return names
}
