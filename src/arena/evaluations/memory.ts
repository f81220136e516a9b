import { languageOf } from '#vocabulary'
import { KaojuError, type Context } from '#runtime'
import { embedMissing } from '#library'
import { createRetriever, type Retriever } from '#retrieval'
import type { EvaluationItem } from '../evaluation.ts'
import { openCollection, type CollectionDocument } from '../collection-library.ts'
import { measureRanking, type RetrievalMetrics } from '../retrieval-metrics.ts'
import { partsF1, tokenOverlap } from './answer-measures.ts'
import { ask, inOrder, itemOf, meansOf, methodOf, noAnswer, orFailure, shortly, type Answer } from './ask.ts'
import { categoryNames, readDialogues, type Conversation, type DialogueQuestion } from './locomo-file.ts'
import type { EvaluationKind, EvaluationParts, Note } from './kind.ts'
import { withLibrary, type GivenText } from './throw-away-library.ts'

interface Measured {
  readonly question: DialogueQuestion
  readonly metrics: Readonly<Record<string, number | undefined>>
  readonly item?: EvaluationItem
}

/** Answering is slow: so many questions are enough to see a difference of a tenth. */
const usuallyAnswered = 60

/**
 * Memory of long dialogues, as LoCoMo measures it (Maharana et al. 2024): whether the turns that hold the answer
 * are found (all questions), and how well what research publishes matches the answer (a sample).
 */
export const memory: EvaluationKind<DialogueQuestion> = {
  kind: 'memory',
  recognise: async (data) => readDialogues(data),

  run: async (questions, parts, context) => {
    const answered = parts.sample(questions, usuallyAnswered)
    const conversations = [...new Set(questions.map(({ conversation }) => conversation))]
    const measured = await searchTurns(conversations, questions, parts, context.at('evaluation'))
    let done = 0
    for (const [index, conversation] of conversations.entries()) {
      const wanted = answered.filter((question) => question.conversation === conversation)
      if (wanted.length === 0) continue
      const place = context.at(`evaluation/${index}/answers`)
      const tell = (id: string): void => parts.tell(++done, answered.length, id)
      measured.push(...(await answerAll(conversation, wanted, parts, tell, place)))
    }
    const { method, models } = methodOf(parts.models)
    return {
      method: `${retrieverFor(parts)}; ${method}`,
      models,
      used: answered.length,
      of: questions.length,
      metrics: meansOf(measured.map(({ metrics }) => metrics)),
      groups: groupsOf(measured),
      items: measured.flatMap(({ item }) => item ?? []),
      notes,
    }
  },
}

function groupsOf(measured: readonly Measured[]): {
  name: string
  items: number
  metrics: Record<string, number>
}[] {
  const categories = [...new Set(measured.map(({ question }) => question.category))].sort((a, b) => a - b)
  return categories.map((category) => {
    const rows = measured.filter(({ question }) => question.category === category)
    return {
      name: categoryNames[category],
      items: new Set(rows.map(({ question }) => question.id)).size,
      metrics: meansOf(rows.map(({ metrics }) => metrics)),
    }
  })
}

function retrieverFor({ models }: EvaluationParts): string {
  return models?.embedder ? 'bm25+dense' : 'bm25'
}

/** Each turn is a document, with the day on which it was said; what another conversation said is not looked through. */
async function searchTurns(
  conversations: readonly Conversation[],
  questions: readonly DialogueQuestion[],
  parts: EvaluationParts,
  context: Context,
): Promise<Measured[]> {
  const { models } = parts
  const collection = await openCollection(turnsOf(conversations), context)
  try {
    const { library } = collection
    if (models?.embedder) {
      const { ended } = await embedMissing(library, models.embedder, context.at('turns'))
      if (ended !== 'done') throw new KaojuError('aborted')
    }
    const retrieve = createRetriever(retrieverFor(parts), { library, ...(models ? { models } : {}) })
    const measured: Measured[] = []
    for (const [index, question] of questions.entries()) {
      // Nothing can be found for what was never said: LoCoMo's evidence of category 5 is where the trap was set.
      if (question.evidence.length === 0 || question.category === 5) continue
      if (context.stop.aborted) throw new KaojuError('aborted')
      const ranking = await searchFor(question, retrieve, context.at(`search-${index}`))
      measured.push({
        question,
        metrics: {
          'evidence-recall@5': ranking['recall@5'],
          'evidence-recall@10': ranking['recall@10'],
          'evidence-full@5': ranking['full@5'],
        },
      })
    }
    return measured
  } finally {
    await collection.close()
  }
}

async function searchFor(
  { question: text, conversation, evidence }: DialogueQuestion,
  retrieve: Retriever,
  context: Context,
): Promise<RetrievalMetrics> {
  const filter = { group: conversation.id }
  const { hits } = await retrieve(
    { text, language: languageOf(text), limit: 10, origin: 'asked', filter },
    context,
  )
  return measureRanking(
    hits.map(({ document }) => document),
    new Map(evidence.map((id) => [`${conversation.id}:${id}`, 1])),
  )
}

async function* turnsOf(conversations: readonly Conversation[]): AsyncGenerator<CollectionDocument> {
  for (const { id: group, sessions } of conversations)
    for (const { name, time, turns } of sessions)
      for (const { id, text } of turns)
        yield { id: `${group}:${id}`, title: '', body: [name, time, text].join('\n'), group }
}

async function answerAll(
  conversation: Conversation,
  questions: readonly DialogueQuestion[],
  { pool, models }: EvaluationParts,
  tell: (id: string) => void,
  context: Context,
): Promise<Measured[]> {
  const texts: GivenText[] = conversation.sessions
    .filter(({ turns }) => turns.length > 0)
    .map(({ name, time, date, turns }) => ({
      name: `${name}.txt`,
      text: [`${conversation.speakers}: ${time}`, ...turns.map(({ text }) => text)].join('\n\n'),
      ...(date === undefined ? {} : { publishedAt: date }),
    }))
  return withLibrary(texts, pool, context, (library) =>
    inOrder(questions, context, async (question, index) => {
      const place = context.at(`question-${index}`)
      const answer = await orFailure(() => ask(question.question, library, undefined, models, place))
      tell(question.id)
      return 'failed' in answer ? judge(question, noAnswer, answer.failed) : judge(question, answer)
    }),
  )
}

function judge(question: DialogueQuestion, answer: Answer, failed?: string): Measured {
  const given = answer.published.join(' ')
  const { category, id } = question
  const about = {
    id,
    group: categoryNames[category],
    asked: question.question,
    given: shortly(given),
    failed,
  }
  if (question.answer === undefined) {
    const admitted = failed === undefined && answer.admitted ? 1 : 0
    const expected = 'that it was not said'
    return {
      question,
      metrics: { admitted },
      item: itemOf({ ...about, expected, score: admitted }),
    }
  }
  const expected = category === 3 ? question.answer.split(';')[0]!.trim() : question.answer
  const score =
    failed !== undefined ? 0 : category === 1 ? partsF1(given, expected) : tokenOverlap(given, expected).f1
  return {
    question,
    metrics: {
      f1: score,
      'best-sentence-f1': Math.max(0, ...answer.published.map((one) => tokenOverlap(one, expected).f1)),
      'answer-recall': tokenOverlap(given, expected).recall,
      'evidence-cited': shareCited(question, answer),
    },
    item: itemOf({ ...about, expected, score }),
  }
}

/** Of the turns that hold the answer, the share of which a published sentence quotes something. */
function shareCited({ evidence, conversation }: DialogueQuestion, answer: Answer): number | undefined {
  if (evidence.length === 0) return undefined
  const turns = conversation.sessions.flatMap((session) =>
    session.turns.map((turn) => ({ ...turn, document: `/${session.name}.txt` })),
  )
  const quotes = answer.cited.flatMap(({ citations }) => citations)
  const cited = turns.filter(
    ({ id, text, document }) =>
      evidence.includes(id) &&
      quotes.some(({ uri, quote }) => uri.endsWith(document) && overlaps(text, quote.replace(/\s+/g, ' '))),
  )
  return cited.length / evidence.length
}

function overlaps(turn: string, quote: string): boolean {
  return turn.includes(quote) || quote.includes(turn)
}

const notes: readonly Note[] = [
  {
    en: 'Retrieval: turns as documents, with their session and its date, searched within their own conversation; categories 1 to 4, questions with evidence; what a picture shows is its caption.',
    zh: '检索：一句发言为一篇文档（连同所在会话及日期），只在所属对话内查找；第 1–4 类中有证据的问题；图片以其说明文字代替。',
  },
  {
    en: 'Answers: f1 is LoCoMo’s token F1 of all that was published (category 1 by parts, category 3 up to the semicolon), stemmed by Porter’s second algorithm where LoCoMo uses his first. Whole quoted sentences are longer than the gold phrases, which lowers it: see answer-recall and best-sentence-f1.',
    zh: '回答：f1 是 LoCoMo 的词 F1，按公布的全部文字计算（第 1 类按部分，第 3 类只到分号），词干用 Porter 第二算法（LoCoMo 用第一）。引用整句比标准答案的短语长，分数因此偏低，可参看 answer-recall 和 best-sentence-f1。',
  },
  {
    en: 'Category 5 (admitted): the report calls nothing answered, where LoCoMo asks for the words “not mentioned”.',
    zh: '第 5 类（admitted）：报告没有把任何问题称为已回答；LoCoMo 则要求写出“not mentioned”。',
  },
  {
    en: 'Retrieval is measured on all questions, answers on the sample.',
    zh: '检索在全部问题上测量，回答只在抽样的问题上测量。',
  },
]
