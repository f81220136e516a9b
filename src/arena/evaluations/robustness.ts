import { languageOf, type Language } from '#vocabulary'
import { chanceOf, type Context } from '#runtime'
import type { EvaluationItem } from '../evaluation.ts'
import { containsAnswer, type ExpectedAnswer } from './answer-measures.ts'
import { ask, inOrder, itemOf, meansOf, methodOf, noAnswer, orFailure, shortly, type Answer } from './ask.ts'
import { invalid, isTexts, jsonRecords, type DataRecord } from './data-file.ts'
import type { EvaluationKind, EvaluationParts, Note } from './kind.ts'
import { withLibrary } from './throw-away-library.ts'

interface RobustnessItem {
  readonly id: string
  readonly question: string
  readonly language: Language
  readonly answer: ExpectedAnswer
  readonly positive: readonly string[]
  readonly negative: readonly string[]
  /** The same passages with another answer put in. */
  readonly wrong: readonly string[]
  readonly fakes: ExpectedAnswer
}

/** How many passages a question is given, as in the paper. */
const passages = 5
const noiseRates = [0, 0.2, 0.4, 0.6, 0.8] as const

/** One question with one choice of passages. */
interface Trial {
  readonly group: string
  readonly what: 'noise' | 'rejection' | 'counterfactual' | 'mixed'
  readonly passages: readonly string[]
}

/**
 * Robustness of answers against what retrieval brings in, as RGB measures it (Chen et al. 2023): noise, nothing
 * but noise, and passages that state something false. One object a line: `query`, `answer`, `positive`,
 * `negative`, and for the last `positive_wrong` and `fakeanswer`.
 */
export const robustness: EvaluationKind<RobustnessItem> = {
  kind: 'robustness',

  recognise: async (data) => jsonRecords(data).map((record) => itemIn(record, data.path)),

  run: async (items, parts, context) => {
    const chosen = parts.sample(items, 0)
    let done = 0
    const rows = await inOrder(chosen, context, async (item, index) => {
      const row = await measure(item, parts, context.at(`evaluation/${index}`))
      parts.tell(++done, chosen.length, item.id)
      return row
    })
    const all = rows.flat()
    const names = [...new Set(all.map(({ item }) => item.group!))].sort()
    return {
      ...methodOf(parts.models),
      used: chosen.length,
      of: items.length,
      metrics: meansOf(all.map(({ metrics }) => metrics)),
      groups: names.map((name) => {
        const ofGroup = all.filter(({ item }) => item.group === name)
        const means = meansOf(ofGroup.map(({ metrics }) => metrics))
        return { name, items: ofGroup.length, metrics: means }
      }),
      items: all.map(({ item }) => item),
      notes,
    }
  },
}

interface Row {
  readonly item: EvaluationItem
  readonly metrics: Readonly<Record<string, number>>
}

/**
 * The passages of all trials are one library, as opening one takes longer than asking it; each trial may see only
 * its own of them, as a run with `--docs` does.
 */
async function measure(item: RobustnessItem, parts: EvaluationParts, context: Context): Promise<Row[]> {
  const trials = trialsOf(item, parts.seed)
  const names = new Map(
    [...new Set(trials.flatMap((trial) => trial.passages))].map((text, index) => [text, index]),
  )
  const nameOf = (text: string): string => `passage-${names.get(text)! + 1}.txt`
  const texts = [...names.keys()].map((text) => ({ name: nameOf(text), text }))
  const rows = await orFailure(() =>
    withLibrary(texts, parts.pool, context, async (library, documents) => {
      const judged: Row[] = []
      for (const trial of trials) {
        const place = context.at(trial.group.replaceAll(' ', '-'))
        const shown = [...new Set(trial.passages.map((text) => documents.get(nameOf(text))!))]
        const answer = await orFailure(() => ask(item.question, library, shown, parts.models, place))
        judged.push(
          'failed' in answer ? judge(item, trial, noAnswer, answer.failed) : judge(item, trial, answer),
        )
      }
      return judged
    }),
  )
  return 'failed' in rows ? trials.map((trial) => judge(item, trial, noAnswer, rows.failed)) : rows
}

function trialsOf(item: RobustnessItem, seed: string): Trial[] {
  const draw = (texts: readonly string[], count: number, what: string): readonly string[] =>
    chanceOf(seed, `${item.id}/${what}`).shuffle(texts).slice(0, count)
  const mixed = (texts: readonly string[], what: string): readonly string[] => draw(texts, texts.length, what)
  const trials: Trial[] = noiseRates.map((rate) => {
    const group = `noise ${rate}`
    const [right, noise] = sharesAt(rate, item)
    const texts = [...draw(item.positive, right, group), ...draw(item.negative, noise, `${group}/noise`)]
    return { group, what: 'noise', passages: mixed(texts, `${group}/order`) }
  })
  if (item.negative.length > 0)
    trials.push({
      group: 'only noise',
      what: 'rejection',
      passages: draw(item.negative, passages, 'only noise'),
    })
  if (item.wrong.length > 0) {
    const group = 'counterfactual'
    trials.push({ group, what: 'counterfactual', passages: draw(item.wrong, passages, group) })
  }
  // A passage and its own falsified twin are not shown together, as in the paper.
  if (item.wrong.length > 1 && item.wrong.length === item.positive.length) {
    const group = 'counterfactual and right'
    const places = chanceOf(seed, `${item.id}/${group}`).shuffle(item.wrong.map((_, index) => index))
    const used = places.slice(0, passages)
    const right = Math.floor(used.length / 2)
    const texts = used.map((place, index) => (index < right ? item.positive : item.wrong)[place]!)
    trials.push({ group, what: 'mixed', passages: mixed(texts, `${group}/order`) })
  }
  return trials.filter((trial) => trial.passages.length > 0)
}

/** How many right and how many noisy passages: where one kind is short, the other fills up, as RGB's `processdata` does. */
function sharesAt(rate: number, { positive, negative }: RobustnessItem): readonly [number, number] {
  const noise = Math.ceil(passages * rate)
  if (noise > negative.length) return [passages - negative.length, negative.length]
  const right = Math.min(passages - noise, positive.length)
  return [right, passages - right]
}

function judge(item: RobustnessItem, trial: Trial, answer: Answer, failed?: string): Row {
  const { language } = item
  const text = answer.published.join('\n')
  const right = failed === undefined && containsAnswer(text, item.answer, language)
  const wrong = item.fakes.length > 0 && item.fakes.some((one) => containsAnswer(text, [one], language))
  const metrics = metricsOf(trial, answer, right, wrong, failed)
  return {
    metrics,
    item: itemOf({
      id: item.id,
      group: trial.group,
      asked: item.question,
      expected: trial.what === 'rejection' ? '–' : item.answer.flat().join(' / '),
      given: shortly(text),
      score: Object.values(metrics)[0]!,
      failed,
    }),
  }
}

/** The first is the item's score. */
function metricsOf(
  { what }: Trial,
  answer: Answer,
  right: boolean,
  wrong: boolean,
  failed: string | undefined,
): Record<string, number> {
  switch (what) {
    case 'noise':
      return { 'noise-accuracy': Number(right) }
    case 'rejection':
      return {
        'negative-rejection': Number(failed === undefined && answer.admitted),
        'negative-silence': Number(failed === undefined && answer.published.length === 0),
      }
    case 'counterfactual':
      return { 'counterfactual-accuracy': Number(right), 'counterfactual-shown': Number(wrong) }
    case 'mixed':
      return {
        'mixed-accuracy': Number(right),
        'mixed-wrong-shown': Number(wrong),
        'mixed-both-shown': Number(right && wrong),
        'mixed-conflict-told': Number(right && wrong && answer.sides.length > 0),
      }
  }
}

function itemIn({ line, fields }: DataRecord, path: string): RobustnessItem {
  const { id, query, answer, positive, negative, positive_wrong: wrong = [], fakeanswer = [] } = fields
  if (typeof query !== 'string' || query.trim() === '') throw invalid(path, line, 'no query')
  const expected = answerIn(answer)
  if (!expected || expected.length === 0) throw invalid(path, line, 'no answer: a text or a list of texts')
  const right = passagesIn(positive)
  if (!right || right.length === 0) throw invalid(path, line, 'no positive: a list of passages')
  if (!isTexts(negative)) throw invalid(path, line, 'no negative: a list of passages')
  const fakes = answerIn(fakeanswer)
  if (!isTexts(wrong) || !fakes || (wrong.length > 0 && fakes.length === 0))
    throw invalid(path, line, 'positive_wrong and fakeanswer do not go together')
  return {
    id: typeof id === 'number' || typeof id === 'string' ? String(id) : `line ${line}`,
    question: query,
    language: languageOf(query) === 'zh' ? 'zh' : 'en',
    answer: expected,
    positive: right,
    negative: negative.filter(hasText),
    wrong: wrong.filter(hasText),
    fakes,
  }
}

/** Without texts that say nothing: every report contains them. */
function answerIn(value: unknown): ExpectedAnswer | undefined {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value]
  const elements = given.map((one) => (typeof one === 'number' ? String(one) : one))
  const told = (one: unknown): one is string | readonly string[] =>
    typeof one === 'string' ? hasText(one) : isTexts(one) && one.length > 0 && one.every(hasText)
  return elements.every(told) ? elements : undefined
}

/** Files on the integration of information list the passages of each part of the answer by themselves. */
function passagesIn(value: unknown): readonly string[] | undefined {
  if (isTexts(value)) return value.filter(hasText)
  if (Array.isArray(value) && value.every(isTexts)) return value.flat().filter(hasText)
  return undefined
}

function hasText(passage: string): boolean {
  return passage.trim() !== ''
}

const notes: readonly Note[] = [
  {
    en: 'Accuracy is RGB’s: the published sentences contain every element of the answer. Its figures are of answers that a model wrote in one piece from five passages; here research published what it could cite from them.',
    zh: '准确率同 RGB：公布的句子包含答案的每个要素。RGB 的数字来自模型依据五段文字一次写成的回答；这里是研究流程能从中引证而公布的句子。',
  },
  {
    en: 'Passages are drawn by seed, where RGB takes the first; where one kind is short, the other fills up to five, as there. Each trial sees its own five only, but all trials of a question share an index and its statistics.',
    zh: '段落按种子抽取（RGB 取最前面的）；一类不足时由另一类补足五段，与 RGB 相同。每次试验只看得到自己的五段，但同一问题的各次试验共用一个索引及其统计。',
  },
  {
    en: 'negative-rejection: with nothing but noise, no question is called answered; negative-silence: nothing at all is published. RGB asks a model to say “insufficient information”.',
    zh: 'negative-rejection：只给噪声时，报告没有把任何问题称为已回答；negative-silence：什么也不公布。RGB 则要求模型说“信息不足”。',
  },
  {
    en: 'Counterfactual: all passages state the wrong value; mixed: right and falsified passages together, and whether both values, or a conflict, are shown. The overall figures are means over all trials.',
    zh: '反事实：全部段落写的都是错误的值；混合：正确与被改过的段落同时给出，看报告是否两个值都列出、是否指明冲突。总数是所有试验的平均。',
  },
]
