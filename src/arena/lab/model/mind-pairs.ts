/**
 * Questions together with their answers, as what was found so far is told: `Who designed A? → Mira Sand`,
 * `Q1: … A1: …`, a question in one line and `Answer: …` in the next. Each is a statement.
 */
import {
  questionsIn,
  readStatements,
  readValue,
  type ReadQuestion,
  type ReadStatement,
  type ReadValue,
  type Relation,
} from '../language/index.ts'
import { nameShapes } from '../language/name-shapes.ts'
import { relations } from '../language/relations.ts'
import { valueShapes } from '../language/value-shapes.ts'

const leads =
  /^["”’」』)）\]\s]{0,4}(?:(?:→|->|=>|[-–—:：|])\s*)?(?:[(（[]?\s*(?:A\d{0,2}|answers?(?:\s*\d{1,2})?|答案?|回答)\s*[:：])?\s*/i
const leadsOn = /^\s*(?:[-*•]\s*)?(?:→|->|=>|(?:A\d{0,2}|answers?(?:\s*\d{1,2})?|答案?|回答)\s*[:：])\s*/i
const openEnded =
  /\b(?:not|none|nothing|unknown|n\/a|no answer|missing|needs?)\b|没有|未找到|未知|无答案|需要|^无/i
/** A longer one is a text, which says for itself what it says. */
const longestAnswer = 300

/** What the pairs in a text say, with the places where they stand. */
export function pairsIn(text: string): ReadStatement[] {
  if (!/[?？]/.test(text)) return []
  const lines = [...text.matchAll(/[^\n]+/g)].map((match) => ({ text: match[0], start: match.index }))
  return lines.flatMap((line, index) => {
    if (!/[?？]/.test(line.text) || line.text.length > 1_200) return []
    const next = lines[index + 1]
    return questionsIn(line.text).flatMap(({ question, text: asked }) => {
      const at = line.text.indexOf(asked)
      if (at < 0 || question.form === 'survey') return []
      const rest = line.text.slice(at + asked.length).replace(/^[?？]/, '')
      const lead = leads.exec(rest)![0]
      const told = rest.slice(lead.length).trim()
      const joined = /→|->|=>|[-–—:：|]|答/.test(lead) || /answer/i.test(lead)
      const below = told === '' && next && leadsOn.test(next.text) ? next : undefined
      const answer = below ? below.text.replace(leadsOn, '').trim() : joined ? told : ''
      const end = below ? below.start + below.text.length : line.start + line.text.length
      return statementsOf(question, answer, { start: line.start, end, sentence: text.slice(line.start, end) })
    })
  })
}

type Standing = Pick<ReadStatement, 'start' | 'end' | 'sentence'>

function statementsOf(question: ReadQuestion, answer: string, standing: Standing): ReadStatement[] {
  if (answer === '' || answer.length > longestAnswer || openEnded.test(answer)) return []
  if (readStatements(answer).length > 0) return []
  const language = /\p{Script=Han}/u.test(answer) ? 'zh' : 'en'
  const one = (subject: string, relation: string, value: ReadValue): ReadStatement => ({
    ...standing,
    subject,
    relation,
    value,
    language,
  })
  const relation = relations.find(({ id }) => 'relation' in question && id === question.relation)
  if (!relation) return []
  if (question.form === 'value' && question.subject.form === 'name') {
    const { name } = question.subject
    return valuesIn(answer, relation).map((value) => one(name, relation.id, value))
  }
  if (question.form === 'list' || question.form === 'count')
    return namesShaped(answer, [question.type]).map((name) =>
      one(name, relation.id, { kind: 'name', name: question.value }),
    )
  return []
}

/** Every value of the relation's kind that stands in an answer. */
function valuesIn(answer: string, relation: Relation): ReadValue[] {
  const { value } = relation
  if (value.kind === 'entity')
    return namesShaped(answer, [value.type]).map((name) => ({ kind: 'name', name }))
  const shape = value.kind === 'date' ? valueShapes.date : valueShapes.quantity(value.unit)
  return (answer.match(new RegExp(shape, 'giu')) ?? []).flatMap((text) => readValue(text, relation) ?? [])
}

function namesShaped(answer: string, types: readonly (keyof typeof nameShapes)[]): string[] {
  const shape = types.map((type) => nameShapes[type]).join('|')
  return [...new Set(answer.match(new RegExp(shape, 'gu')) ?? [])]
}
