import { datesIn } from '#reading'
import { invalid, isObject, jsonRecords, type DataRecord, type EvaluationData } from './data-file.ts'

/** Something said, with the picture that was shown with it as its caption. */
export interface Turn {
  readonly id: string
  /** As it stands in the session's document: `Ada: Good morning.` */
  readonly text: string
}

export interface DialogueSession {
  readonly name: string
  /** As the data state it, e.g. `1:56 pm on 8 May, 2023`. */
  readonly time: string
  /** `YYYY-MM-DD`, where the time tells it. */
  readonly date?: string
  readonly turns: readonly Turn[]
}

/** A question on a conversation; its categories are those of LoCoMo's code. */
export interface DialogueQuestion {
  readonly id: string
  readonly conversation: Conversation
  readonly question: string
  /** Undefined for category 5: what is asked was never said. */
  readonly answer: string | undefined
  readonly category: 1 | 2 | 3 | 4 | 5
  /** Ids of turns. */
  readonly evidence: readonly string[]
}

export interface Conversation {
  readonly id: string
  readonly speakers: string
  readonly sessions: readonly DialogueSession[]
}

export const categoryNames: Readonly<Record<DialogueQuestion['category'], string>> = {
  1: '1 multi-hop',
  2: '2 temporal',
  3: '3 open-domain',
  4: '4 single-hop',
  5: '5 adversarial',
}

/**
 * Reads conversations of the shape of LoCoMo (Maharana et al. 2024): a list of objects with `sample_id`,
 * `conversation` (`session_1`, `session_1_date_time` …) and `qa`.
 *
 * @throws KaojuError `data-invalid` with the line on which the conversation begins
 */
export function readDialogues(data: EvaluationData): readonly DialogueQuestion[] {
  const met = new Set<string>()
  return jsonRecords(data).flatMap((record, index) => {
    const questions = questionsIn(record, index, data.path)
    const id = questions[0]?.conversation.id
    if (id === undefined) return []
    if (met.has(id)) throw invalid(data.path, record.line, `the sample_id ${id} was used before`)
    met.add(id)
    return questions
  })
}

function questionsIn({ line, fields }: DataRecord, index: number, path: string): DialogueQuestion[] {
  const wrong = (reason: string) => invalid(path, line, reason)
  const { sample_id: sample, conversation: told, qa } = fields
  if (!isObject(told) || !Array.isArray(qa)) throw wrong('no conversation and qa (LoCoMo)')
  const id =
    typeof sample === 'string' || typeof sample === 'number' ? String(sample) : `conversation ${index + 1}`
  const sessions = Object.entries(told).flatMap(([name, turns]) =>
    /^session_\d+$/.test(name) && Array.isArray(turns) ? [sessionIn(name, turns, told, wrong)] : [],
  )
  if (sessions.length === 0) throw wrong('a conversation without session_1')
  const speakers = [told['speaker_a'], told['speaker_b']]
    .filter((name) => typeof name === 'string')
    .join(', ')
  const conversation = { id, speakers, sessions }
  const turns = new Set(sessions.flatMap((session) => session.turns.map((turn) => turn.id)))
  return qa.map((question: unknown, place) => {
    const read = questionIn(question, `${id}:q${place}`, conversation, turns)
    if (!read) throw wrong(`qa ${place + 1} lacks question, category 1 to 5 or answer`)
    return read
  })
}

function sessionIn(
  name: string,
  turns: readonly unknown[],
  told: Readonly<Record<string, unknown>>,
  wrong: (reason: string) => Error,
): DialogueSession {
  const time = told[`${name}_date_time`]
  const stated = typeof time === 'string' ? time : ''
  const date = datesIn(stated).find(({ value }) => /^\d{4}-\d\d-\d\d$/.test(value))?.value
  return {
    name,
    time: stated,
    ...(date === undefined ? {} : { date }),
    turns: turns.map((turn, place) => {
      const { speaker, dia_id: id, text, blip_caption: caption } = isObject(turn) ? turn : {}
      if (typeof speaker !== 'string' || typeof id !== 'string' || typeof text !== 'string')
        throw wrong(`turn ${place + 1} of ${name} lacks speaker, dia_id or text`)
      const shown = typeof caption === 'string' ? ` [shared image: ${caption}]` : ''
      return { id, text: `${speaker}: ${text}${shown}`.replace(/\s+/g, ' ').trim() }
    }),
  }
}

function questionIn(
  value: unknown,
  id: string,
  conversation: Conversation,
  turns: ReadonlySet<string>,
): DialogueQuestion | undefined {
  const { question, answer, category, evidence } = isObject(value) ? value : {}
  const given = typeof answer === 'string' || typeof answer === 'number' ? String(answer) : undefined
  if (typeof question !== 'string' || !isCategory(category)) return undefined
  if (category !== 5 && given === undefined) return undefined
  // Some evidence is several ids in one text; ids of no turn are left out, as nobody could find them.
  const named = (Array.isArray(evidence) ? evidence : []).flatMap((one) => String(one).split(/[;,\s]+/))
  return {
    id,
    conversation,
    question,
    answer: category === 5 ? undefined : given,
    category,
    evidence: [...new Set(named.filter((one) => turns.has(one)))],
  }
}

function isCategory(value: unknown): value is DialogueQuestion['category'] {
  return typeof value === 'number' && [1, 2, 3, 4, 5].includes(value)
}
