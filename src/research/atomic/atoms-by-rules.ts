import { headingsAt, type Language } from '#vocabulary'
import { termsOf } from '#library'
import { namesIn } from '#reading'
import { cellsOfRow, ordersMachines, readAsked, tellQuote } from '#reasoning'
import { oneLine, type ReadPassage } from '../candidates.ts'
import { statementsIn } from '../statements.ts'
import { languageIn, type Atom } from './atoms.ts'

/** Atoms of one passage, at most. */
const most = 24
/** Attributes asked of one statement, at most. */
const attributesAtMost = 3

/**
 * The questions that a passage answers, by rules: what is asked of the subject of each statement (its own name, else
 * the heading's) by the attributes that it speaks of, and of each row of a table by the heads of its columns. The last
 * one asks what the passage is about, so that no passage is without an atom.
 */
export function atomsByRules(read: ReadPassage): readonly Atom[] {
  const { document, passage } = read
  const headings = [...headingsAt(document, passage.start)]
  const about = headings.at(-1) ?? document.title
  const atoms = new Map<string, Atom>()
  const add = (question: string, said: string): void => {
    if (atoms.size < most && !atoms.has(question))
      atoms.set(question, { question, read, index: `${question} ${said}` })
  }
  for (const span of statementsIn(document, passage)) {
    if (ordersMachines(document, span)) continue
    const said = oneLine(tellQuote(document, span))
    const language = languageIn(said)
    const rows = rowQuestions(read, span.start, language)
    for (const question of rows) add(question, `${about} ${said}`)
    if (rows.length > 0) continue
    const subject = readAsked(said, language).subjects[0] ?? namesIn(about)[0]?.text ?? about
    for (const attribute of attributesIn(said, language).slice(0, attributesAtMost))
      add(asking(subject, attribute, language), `${document.title} ${about} ${said}`)
  }
  const language = languageIn(about)
  const whole = document.text.slice(passage.start, Math.min(passage.end, passage.start + 400))
  add(language === 'zh' ? `关于${about}说了什么？` : `What is said about ${about}?`, oneLine(whole))
  return [...atoms.values()]
}

function attributesIn(said: string, language: Language): string[] {
  const found = readAsked(said, language).items.flatMap(({ attributes }) =>
    attributes.map(({ name, words }) =>
      language === 'zh' ? (words.exec(said)?.[0] ?? name) : name.replaceAll('-', ' '),
    ),
  )
  return [...new Set(found)]
}

function asking(subject: string, attribute: string, language: Language): string {
  return language === 'zh' ? `${subject}的${attribute}是什么？` : `What is the ${attribute} of ${subject}?`
}

/** A row's label is who, the head of each column is what. */
function rowQuestions({ document }: ReadPassage, start: number, language: Language): string[] {
  const table = document.tables.find((one) => one.start <= start && start < one.end)
  const row = table?.cells.find((cell) => cell.start <= start && start < cell.end)?.row
  if (!table || row === undefined) return []
  const text = ({ start: from, end }: { readonly start: number; readonly end: number }): string =>
    oneLine(document.text.slice(from, end))
  const heads = new Map(table.cells.filter(({ header }) => header).map((cell) => [cell.column, text(cell)]))
  const [label, ...cells] = cellsOfRow(table, row)
  if (!label || termsOf(text(label)).size === 0) return []
  return cells.flatMap(({ column }) => {
    const head = heads.get(column) ?? ''
    return head === '' ? [] : [asking(text(label), head, language)]
  })
}
