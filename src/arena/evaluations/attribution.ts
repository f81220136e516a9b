import type { VerdictLabel } from '#vocabulary'
import { chanceOf, KaojuError, type Context } from '#runtime'
import { createVerifier, type Verifier } from '#reasoning'
import { attributionExamples, type AttributionExample } from '../attribution-data.ts'
import { prepareClaim } from '../attribution.ts'
import { bestThreshold, scoreDecisions, type BinaryScores, type Decided } from '../binary-scores.ts'
import { itemOf, shortly } from './ask.ts'
import { invalid, isObject, isTexts, jsonRecords, type DataRecord } from './data-file.ts'
import type { EvaluationKind, EvaluationParts, Note } from './kind.ts'

interface AttributionItem {
  readonly example: AttributionExample
  /** Its evidence was chosen by somebody before, so that all of it is offered. */
  readonly whole: boolean
  /** What people said of it. */
  readonly label: string
}

interface Measured extends AttributionItem {
  readonly overlap: number
  readonly verdict: VerdictLabel
  readonly support: number
}

/**
 * Attribution: is a sentence borne by the text it was written from? Files of the shape of WiCE (Kamoi et al.
 * 2023; also its oracle chunks, which lack `supporting_sentences`) or QAGS (Wang et al. 2020), one object a line.
 */
export const attribution: EvaluationKind<AttributionItem> = {
  kind: 'attribution',

  recognise: async (data) => {
    const records = jsonRecords(data)
    const shapes = records.map((record) => shapeOf(record, data.path))
    const other = shapes.findIndex((shape) => shape !== shapes[0])
    if (other >= 0) throw invalid(data.path, records[other]!.line, 'of another shape than the first record')
    return records.flatMap(({ line, fields }) =>
      attributionExamples(fields, line).map((example) => ({
        example,
        whole: !('article' in fields || 'supporting_sentences' in fields),
        label: 'label' in fields ? String(fields['label']) : example.supported ? 'yes' : 'no',
      })),
    )
  },

  run: async (items, parts, context) => {
    const { options, sample, tell } = parts
    const chosen = sample(items, 0)
    const verifier = options.verifier ?? 'literal'
    const verify = createVerifier(verifier)
    const measured: Measured[] = []
    for (const item of chosen) {
      if (context.stop.aborted) throw new KaojuError('aborted')
      measured.push(await measure(item, verify, context))
      tell(measured.length, chosen.length, item.example.id)
    }
    const ours = measured.map(({ example, verdict, support }) => ({
      truth: example.supported,
      decision: verdict === 'supported',
      score: support,
    }))
    const labels = [...new Set(measured.map(({ label }) => label))].sort()
    return {
      method: `${verifier}, as shipped`,
      models: [],
      used: chosen.length,
      of: items.length,
      metrics: metricsOf(scoreDecisions(ours)),
      groups: [
        {
          name: 'baseline: token overlap',
          items: measured.length,
          metrics: metricsOf(scoreDecisions(crossFitted(measured, parts))),
        },
        ...labels.map((label) => {
          const rows = measured.filter((one) => one.label === label)
          return { name: `labelled ${label}`, items: rows.length, metrics: sharesOf(rows) }
        }),
      ],
      items: measured.map((one) => asItem(one)),
      notes: [...notes, ...(verifier === 'literal' ? [seenBefore] : [])],
    }
  },
}

function shapeOf({ line, fields }: DataRecord, path: string): 'wice' | 'wice-oracle' | 'qags' {
  const { claim, evidence, label, article, summary_sentences: sentences } = fields
  if (typeof article === 'string' && Array.isArray(sentences)) {
    if (!sentences.every(isVoted)) throw invalid(path, line, 'a summary sentence without text or votes')
    return 'qags'
  }
  if (typeof claim === 'string' && isTexts(evidence)) {
    if (!['supported', 'partially_supported', 'not_supported'].includes(String(label)))
      throw invalid(path, line, `the label ${String(label)} is none of WiCE`)
    return 'supporting_sentences' in fields ? 'wice' : 'wice-oracle'
  }
  throw invalid(path, line, 'neither claim, evidence, label (WiCE) nor article, summary_sentences (QAGS)')
}

function isVoted(sentence: unknown): boolean {
  if (!isObject(sentence) || typeof sentence['sentence'] !== 'string') return false
  const { responses } = sentence
  return (
    Array.isArray(responses) &&
    responses.length > 0 &&
    responses.every((vote) => isObject(vote) && ['yes', 'no'].includes(String(vote['response'])))
  )
}

async function measure(item: AttributionItem, verify: Verifier, context: Context): Promise<Measured> {
  const { claim, offered, overlap } = prepareClaim(item.example, 'given', item.whole)
  const { label, support } = await verify({ text: claim, kind: 'quoted' }, offered, context)
  return { ...item, overlap, verdict: label, support }
}

/** The baseline's threshold is fitted on one half of the claims, drawn by seed, and applied to the other, and the other way round. */
function crossFitted(measured: readonly Measured[], { seed }: EvaluationParts): Decided[] {
  const order = chanceOf(seed, 'halves').shuffle(measured)
  const halves = [0, 1].map((half) => order.filter((_, index) => index % 2 === half))
  return halves.flatMap((rows, half) => {
    const other = halves[1 - half]!.map(({ example, overlap }) => ({
      truth: example.supported,
      score: overlap,
    }))
    const threshold = bestThreshold([other])
    return rows.map(({ example, overlap }) => ({
      truth: example.supported,
      score: overlap,
      decision: overlap >= threshold,
    }))
  })
}

function metricsOf(scores: BinaryScores): Record<string, number> {
  const { positive, negative } = scores
  const twoClasses = scores.prevalence > 0 && scores.prevalence < 1
  return {
    precision: positive.precision,
    recall: positive.recall,
    f1: positive.f1,
    'precision-unsupported': negative.precision,
    'recall-unsupported': negative.recall,
    'f1-unsupported': negative.f1,
    accuracy: scores.accuracy,
    ...(twoClasses ? { 'balanced-accuracy': scores.balancedAccuracy, auroc: scores.auroc } : {}),
    'average-precision': scores.averagePrecision,
    prevalence: scores.prevalence,
  }
}

function sharesOf(rows: readonly Measured[]): Record<string, number> {
  const share = (label: VerdictLabel): number =>
    rows.filter(({ verdict }) => verdict === label).length / rows.length
  return {
    supported: share('supported'),
    partly: share('partly'),
    conflicting: share('conflicting'),
    unsupported: share('unsupported'),
  }
}

function asItem({ example, label, verdict, support }: Measured): ReturnType<typeof itemOf> {
  const right = (verdict === 'supported') === example.supported
  return itemOf({
    id: example.id,
    group: label,
    asked: shortly(example.claim),
    expected: example.supported ? 'supported' : 'not supported',
    given: `${verdict} (${support.toFixed(2)})`,
    score: right ? 1 : 0,
  })
}

const notes: readonly Note[] = [
  {
    en: '`supported` against the rest; QAGS sentences by majority vote. Up to six quotes are chosen by Kaoju itself, save for oracle chunks, which are offered whole.',
    zh: '以 supported 对其余；QAGS 的句子按多数票。引文由考据自选（至多六处）；oracle 片段则全部提供。',
  },
  {
    en: 'Baseline: share of the claim’s tokens that stand in the same quotes; its threshold is fitted on one half of the claims and applied to the other (two folds by seed).',
    zh: '基线：论断中的词有多少出现在同样的引文里；阈值在一半论断上拟合，用于另一半（按种子分为两折）。',
  },
]

const seenBefore: Note = {
  en: 'The constants of the shipped verifier were fitted on WiCE dev and QAGS: on those files see LEADERBOARD.md for figures that were not.',
  zh: '自带核查器的常数是在 WiCE dev 和 QAGS 上拟合的；这些文件上未经拟合的数字见 LEADERBOARD.md。',
}
