import { termsOf } from '#library'
import { coveredBy, type Aim } from './aim.ts'
import type { ReadPassage } from './candidates.ts'
import type { Looked } from './look-into.ts'

/** So much of what was read for other subtopics lies below the cut. */
const quantile = 0.9
/** With fewer passages of others there is nothing to calibrate on, and nothing is cut. */
const sample = 20
/** Passages that stay, however low they lie: a subtopic is not left without any. */
const kept = 3

/**
 * Leaves of each subtopic the passages that are nearer to it than what was read for the others: the cut is the 90th
 * percentile of the nearness of passages that were not found for it, so it belongs to this index and this question.
 * Absolute thresholds do not carry over from one index to another (PIKE-RAG, issue 29). Nearness is the share of the
 * subtopic's weight that a passage and its headings hold, 0 to 1.
 */
export function cutByCalibration(looked: readonly Looked[]): Looked[] {
  return looked.map((one) => {
    const own = new Set(one.gathered.read.map(({ passage }) => passage.id))
    const others = new Map(
      looked
        .flatMap(({ gathered }) => gathered.read)
        .filter(({ passage }) => !own.has(passage.id))
        .map((read) => [read.passage.id, nearness(read, one.aim)] as const),
    )
    const cut = quantileOf([...others.values()])
    return cut === undefined ? one : above(one, cut)
  })
}

function nearness({ passage, document }: ReadPassage, aim: Aim): number {
  return coveredBy(aim, termsOf([document.title, ...passage.headings, passage.text].join('\n')))
}

function quantileOf(values: readonly number[]): number | undefined {
  const inOrder = values.toSorted((a, b) => a - b)
  return inOrder.length < sample ? undefined : inOrder[Math.floor(quantile * (inOrder.length - 1))]
}

function above(one: Looked, cut: number): Looked {
  const { read, candidates } = one.gathered
  const near = new Set(
    read
      .map((passage) => ({ passage, near: nearness(passage, one.aim) }))
      .toSorted((a, b) => b.near - a.near)
      .filter(({ near: value }, rank) => rank < kept || value > cut)
      .map(({ passage }) => passage),
  )
  const left = read.filter((passage) => near.has(passage))
  const stands = ({ document, evidence: [main] }: (typeof candidates)[number]): boolean =>
    left.some(
      ({ passage }) =>
        passage.document === document.id && passage.start < main!.end && passage.end > main!.start,
    )
  return { ...one, gathered: { ...one.gathered, read: left, candidates: candidates.filter(stands) } }
}
