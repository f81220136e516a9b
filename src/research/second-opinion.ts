import { languageOf, type Language } from '#vocabulary'
import type { Context } from '#runtime'
import { ask, type Chat, type Models } from '#models'
import { isOpen, judge } from '#reasoning'
import { goesOn } from './go-on.ts'
import { passes, type Checked } from './checked.ts'
import { deedOf, type Deed } from './ledger.ts'
import { inventsAddress, plainLine, plainSentences } from './plain-sentence.ts'
import { repairPrompt } from './repair.prompt.ts'
import type { Finding } from './strategy.ts'
import { withoutMarks } from './write-section.prompt.ts'

/** What judging and repairing left behind, beside the verdicts. */
export interface Opinion {
  readonly deeds: readonly Deed[]
  /** Models that judged what they had written themselves, there being no other. */
  readonly ownJudges: readonly string[]
}

interface Bench {
  readonly language: Language
  readonly models: Models | undefined
  /** The literal verifier, which always speaks first. */
  readonly verify: (findings: readonly Finding[]) => Promise<Checked[]>
}

/**
 * The ladder above the literal verifier, for the sentences of one section: the judge is asked once about all
 * that the literal check left open; what a model wrote and neither bears is repaired once by the writer from
 * its evidence, and goes through both again. Without a judge and a writer nothing is changed.
 */
export async function secondOpinion(
  checked: readonly Checked[],
  bench: Bench,
  context: Context,
): Promise<Opinion & { readonly checked: readonly Checked[] }> {
  const deeds: Deed[] = []
  const ownJudges: string[] = []
  const judged = async (some: readonly Checked[], place: Context): Promise<Checked[]> => {
    const opinion = await judgeOpen(some, bench, place)
    deeds.push(...opinion.deeds)
    ownJudges.push(...opinion.ownJudges)
    return [...opinion.checked]
  }
  const first = await judged(checked, context)
  const failing = first.filter((one) => isWritten(one.finding) && !passes(one))
  const { writer } = bench.models ?? {}
  if (failing.length === 0 || !writer) return { checked: first, deeds, ownJudges }
  if (!(await goesOn('repair/go-on', context))) {
    deeds.push({ step: 'repair', role: 'writer', by: 'classical', because: 'run-stopping' })
    return { checked: first, deeds, ownJudges }
  }
  const repaired = await repair(failing, bench.language, writer, context)
  deeds.push(repaired.deed)
  const again = await judged(
    await bench.verify(repaired.findings.flatMap((finding) => finding ?? [])),
    context.at('again'),
  )
  const rest = again.values()
  const second = new Map(
    failing.map((one, index) => [one, repaired.findings[index] ? rest.next().value : undefined] as const),
  )
  return { checked: first.map((one) => second.get(one) ?? one), deeds, ownJudges }
}

function isWritten({ writer }: Finding): boolean {
  return writer !== 'extractive'
}

async function judgeOpen(
  checked: readonly Checked[],
  { language, models }: Bench,
  context: Context,
): Promise<Opinion & { readonly checked: readonly Checked[] }> {
  // Evidence in another language is a reason to ask; a sentence that the reader cannot read is none.
  const readable = ({ finding: { claim }, offered }: Checked): boolean =>
    languageOf(claim.text) === language ||
    offered.every(({ evidence }) => languageOf(evidence.quote) === languageOf(claim.text))
  const open = checked.filter((one) => readable(one) && isOpen(one.finding.claim, one.offered, one.verdict))
  const writers = new Set(open.map(({ finding }) => finding.writer))
  const chat = judgeFor(models, writers)
  if (open.length === 0 || !chat) return { checked, deeds: [], ownJudges: [] }
  const asked = open.map(({ finding, offered, verdict }) => ({ claim: finding.claim, offered, verdict }))
  const { verdicts, thought } = await judge(asked, language, chat, context)
  const verdictOf = new Map(open.map((one, index) => [one, verdicts[index]!]))
  return {
    checked: checked.map((one) => ({ ...one, verdict: verdictOf.get(one) ?? one.verdict })),
    deeds: [deedOf('judge', 'judge', thought)],
    ownJudges: open.some(
      ({ finding }, index) => finding.writer === thought.by && verdicts[index]!.label === 'supported',
    )
      ? [thought.by]
      : [],
  }
}

/** Nobody judges what they wrote where another model is there to do it. */
export function judgeFor(models: Models | undefined, writers: ReadonlySet<string>): Chat | undefined {
  if (!models?.judge) return undefined
  const others = [models.judge, models.planner, models.worker].filter((chat) => chat !== undefined)
  return others.find(({ spec }) => !writers.has(spec.id)) ?? models.judge
}

/** Rewritten findings in the order given; undefined where the writer gave nothing better. */
async function repair(
  failing: readonly Checked[],
  language: Language,
  writer: Chat,
  context: Context,
): Promise<{ readonly findings: readonly (Finding | undefined)[]; readonly deed: Deed }> {
  const prompt = repairPrompt({ language, sentences: failing })
  const thought = await ask(prompt, writer, () => ({ sentences: [] }), context)
  const marks = failing.flatMap(({ offered }) => offered).map((_, index) => `E${index + 1}`)
  const textOf = new Map(
    thought.value.sentences.map(({ id, text }) => [id, plainSentences(withoutMarks(plainLine(text), marks))]),
  )
  const findings = failing.map(({ finding, offered }, index) => {
    const [text, ...more] = textOf.get(`S${index + 1}`) ?? []
    if (!text || more.length > 0 || text === finding.claim.text) return undefined
    if (
      inventsAddress(
        text,
        offered.map(({ evidence }) => evidence.quote),
      )
    )
      return undefined
    return { ...finding, claim: { ...finding.claim, text }, writer: thought.by }
  })
  return { findings, deed: deedOf('repair', 'writer', thought) }
}
