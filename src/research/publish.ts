import type {
  Conflict,
  Evidence,
  Language,
  PlannedQuestion,
  ReportSection,
  ReportSentence,
} from '#vocabulary'
import type { Context } from '#runtime'
import type { Models } from '#models'
import { createVerifier, workOut, type OfferedEvidence, type Verifier } from '#reasoning'
import { passes, type Checked } from './checked.ts'
import { cite, type Catalogue } from './cite.ts'
import { secondOpinion, type Opinion } from './second-opinion.ts'
import { createSaid, type Said } from './said.ts'
import type { Shelf } from './shelf.ts'
import type { Findings, Finding, FoundSection, ResearchTask } from './strategy.ts'
import { wordsOf } from './words.ts'

/** What came through verification. */
export interface Published extends Opinion {
  readonly sections: readonly ReportSection[]
  /** Sub-questions of which all is said in the sections of others. */
  readonly elsewhere: ReadonlySet<string>
  readonly conflicts: readonly Conflict[]
  /** All evidence that was published. */
  readonly evidence: readonly Evidence[]
  /** Sentences left out because their evidence did not bear them. */
  readonly struck: number
  /** How far sub-questions are answered, where verification changed that; by id. */
  readonly answers: ReadonlyMap<string, Answered>
}

/**
 * Nothing passes from findings to report but through here.
 *
 * 1. Every finding is verified literally; what stays open goes to the judge, what fails is repaired once and
 *    verified again (see `secondOpinion`), what fails then is struck and counted.
 * 2. A section of which nothing is left says what its classical twin would have said, verified likewise.
 * 3. Sections are verified at once and told in their order; nothing changes a text after its verdict.
 * 4. What a model cites beside the point is not shown: a quote without which a sentence is borne all the same.
 */
export async function publish(
  task: ResearchTask,
  findings: Findings,
  shelf: Shelf,
  models: Models | undefined,
  context: Context,
): Promise<Published> {
  for (const { evidence } of allFindings(findings))
    for (const { document } of evidence) await shelf.document(document)
  const desk: Desk = {
    verify: createVerifier('literal'),
    shelf,
    catalogue: {
      document: (id) => shelf.taken.get(id),
      holding: (id) => shelf.holding(id),
      copiesOf: (id) => findings.copies.get(id) ?? [],
    },
    context,
    evidence: new Map(),
  }
  const settling = findings.sections.map((section, index) =>
    settle(
      section,
      context.at(`verify/${section.subQuestion ?? `section-${index + 1}`}`),
      task,
      models,
      desk,
    ),
  )
  // One that fails must not leave the others' failures unheard.
  void Promise.allSettled(settling)
  const settled: Settled[] = []
  const sections: ReportSection[] = []
  const said = createSaid()
  const elsewhere = new Set<string>()
  for (const [index, found] of findings.sections.entries()) {
    const done = await settling[index]!
    settled.push(done)
    const told = done.checked.flatMap((checked) => tell(checked, found.subQuestion ?? '', desk) ?? [])
    const sentences = firstOf(told, said)
    for (const one of sentences) said.add(one.text, evidenceOf(one))
    // What would only repeat has no section; its question is answered by those before it.
    if (told.length > 0 && sentences.length === 0 && found.subQuestion) elsewhere.add(found.subQuestion)
    const { part, heading, subQuestion } = found
    const place = { ...(part ? { part } : {}), heading, ...(subQuestion ? { subQuestion } : {}) }
    if (sentences.length === 0) continue
    const section = { ...place, sentences }
    sections.push(section)
    context.emit({ type: 'section-published', section })
  }
  const conflicts = await publishConflicts(task, findings, desk)
  return {
    sections,
    elsewhere,
    conflicts,
    evidence: [...desk.evidence.values()],
    struck: settled.reduce((sum, { struck }) => sum + struck, findings.dropped ?? 0),
    deeds: settled.flatMap(({ deeds }) => deeds),
    answers: new Map(
      settled.flatMap(({ answer }, index) => {
        const { subQuestion } = findings.sections[index]!
        return answer && subQuestion ? [[subQuestion, answer] as const] : []
      }),
    ),
    ownJudges: [...new Set(settled.flatMap(({ ownJudges }) => ownJudges))].toSorted(),
  }
}

/** Sections written at once, repairs and twins can come to say what is said already. */
function firstOf(told: readonly ReportSentence[], said: Said): ReportSentence[] {
  const own = createSaid()
  return told.filter((sentence) => {
    const evidence = evidenceOf(sentence)
    if (said.repeats(sentence.text, evidence) || own.repeats(sentence.text, evidence)) return false
    own.add(sentence.text, evidence)
    return true
  })
}

function evidenceOf({ citations }: ReportSentence): string[] {
  return citations.map((citation) => citation.evidence)
}

interface Desk {
  readonly verify: Verifier
  readonly shelf: Shelf
  readonly catalogue: Catalogue
  readonly context: Context
  /** What was published so far. */
  readonly evidence: Map<string, Evidence>
}

interface Settled extends Opinion {
  readonly checked: readonly Checked[]
  readonly struck: number
  /** How far the section answers, where verification changed that. */
  readonly answer?: Answered
}

type Answered = Pick<PlannedQuestion, 'state' | 'why'>

/** Of what a model wrote, so much may be struck before what is left no longer counts as the whole answer. */
const struckShare = 0.5

function struckAnswer(checked: readonly Checked[], language: Language): Answered | undefined {
  const written = checked.filter(({ finding }) => finding.writer !== 'extractive')
  const struck = written.filter((one) => !passes(one)).length
  return struck > 0 && struck >= struckShare * written.length
    ? { state: 'partly', why: wordsOf(language).partlyStruck }
    : undefined
}

async function settle(
  section: FoundSection,
  place: Context,
  task: ResearchTask,
  models: Models | undefined,
  desk: Desk,
): Promise<Settled> {
  const verify = (findings: readonly Finding[]): Promise<Checked[]> =>
    Promise.all(findings.map((finding) => check(finding, desk)))
  const { checked, ...opinion } = await secondOpinion(
    await verify(section.findings),
    { language: task.language, models, verify },
    place,
  )
  const struck = checked.filter((one) => !passes(one)).length
  const bare = section.instead !== undefined && struck === checked.length
  const borne = await Promise.all(checked.map((one) => withoutIdle(one, desk)))
  const instead = bare ? await verify(section.instead.findings) : []
  const answer = bare ? section.instead.answer : struckAnswer(checked, task.language)
  return { ...opinion, checked: [...borne, ...instead], struck, ...(answer ? { answer } : {}) }
}

/** A model's sentence with only the quotes that it needs; a table's head stays with its row. */
async function withoutIdle(one: Checked, desk: Desk): Promise<Checked> {
  let kept = one
  if (one.finding.writer === 'extractive' || one.verdict.label !== 'supported') return one
  if (one.verdict.verifier.startsWith('judge:')) return one
  for (const idle of one.offered.toReversed()) {
    const { evidence, document } = idle
    const inTable = document?.tables.some(({ start, end }) => evidence.start >= start && evidence.end <= end)
    const rest = kept.finding.evidence.filter(({ id }) => id !== evidence.id)
    const isPlace = one.finding.place?.includes(evidence.id) === true
    if (inTable || isPlace || rest.length === 0) continue
    const fewer = await check({ ...kept.finding, evidence: rest }, desk)
    if (fewer.verdict.label === 'supported') kept = fewer
  }
  return kept
}

async function check(finding: Finding, desk: Desk): Promise<Checked> {
  const offered = offeredIn(finding.evidence, desk)
  const bearing = { ...finding, evidence: finding.evidence.slice(0, finding.bearing) }
  const plain = offered.slice(0, finding.bearing)
  const checked = {
    finding: bearing,
    offered: plain,
    verdict: await desk.verify(finding.claim, plain, desk.context),
  }
  if (finding.writer === 'extractive' || finding.claim.kind !== 'quoted') return checked
  if (checked.verdict.reasons.some(({ code }) => code === 'verbatim')) return checked
  return (await checkWorkedOut(finding, offered, desk)) ?? checked
}

/** What a sentence works out of all that it cites, executed again; undefined where it states no computation that holds. */
async function checkWorkedOut(
  finding: Finding,
  offered: readonly OfferedEvidence[],
  desk: Desk,
): Promise<Checked | undefined> {
  const worked = workOut(finding.claim, offered)
  if (!worked) return undefined
  const used = offered.filter(({ evidence }) => worked.used.includes(evidence.id))
  // The head of a table stays with its row.
  const kept = offered.filter(({ evidence: { document, start, end }, document: held }) =>
    used.some(
      ({ evidence }) =>
        (evidence.document === document && evidence.start === start && evidence.end === end) ||
        held?.tables.some(
          (table) =>
            evidence.document === document &&
            [start, evidence.start].every((at) => at >= table.start && at < table.end) &&
            end <= (table.cells.findLast(({ header }) => header)?.end ?? 0),
        ),
    ),
  )
  const verdict = await desk.verify(worked.claim, kept, desk.context)
  if (verdict.label !== 'supported') return undefined
  const { bearing: _, ...rest } = finding
  return {
    finding: { ...rest, claim: worked.claim, evidence: kept.map(({ evidence }) => evidence) },
    offered: kept,
    verdict,
  }
}

function offeredIn(evidence: readonly Evidence[], desk: Desk): OfferedEvidence[] {
  return evidence.map((one) => ({ evidence: one, document: desk.shelf.taken.get(one.document) }))
}

/** Tells the log of a verdict, and gives the sentence where it may be published. */
function tell(checked: Checked, question: string, desk: Desk): ReportSentence | undefined {
  const sentence = sentenceOf(checked, desk)
  if (!sentence) return undefined
  const { quote, uri } = sentence.citations[0]!
  desk.context.emit({ type: 'evidence-found', question, quote, uri })
  return sentence
}

function sentenceOf(
  checked: Checked,
  { context, evidence: published, catalogue }: Desk,
): ReportSentence | undefined {
  const { finding, verdict } = checked
  const { claim, evidence, writer } = finding
  const { label, reasons, verifier } = verdict
  context.emit({ type: 'sentence-verified', text: claim.text, verdict: label, reasons })
  if (!passes(checked)) return undefined
  for (const one of evidence) published.set(one.id, one)
  const { text, kind, expression, premises } = claim
  return {
    text,
    kind,
    verdict: label,
    reasons,
    writer,
    ...(verifier.startsWith('judge:') ? { verifier } : {}),
    citations: evidence.map((one) => cite(one, catalogue)),
    ...(expression ? { expression } : {}),
    ...(premises ? { premises } : {}),
  }
}

async function publishConflicts(task: ResearchTask, findings: Findings, desk: Desk): Promise<Conflict[]> {
  const words = wordsOf(task.language)
  const conflicts: Conflict[] = []
  for (const { kind, about, resolution, sides } of findings.conflicts) {
    const shown = await Promise.all(
      sides.map(async ({ value, finding }) => {
        const sentence = sentenceOf(await check(finding, desk), desk)
        return sentence && { value, sentence: sentence.text, citations: sentence.citations }
      }),
    )
    const bearing = shown.filter((side) => side !== undefined)
    if (bearing.length < sides.length) continue
    const note = resolution === 'open' ? words.conflictOpen : words.conflictNewer
    const conflict: Conflict = { about, kind, sides: bearing, resolution, note }
    desk.context.emit({ type: 'conflict-found', conflict })
    conflicts.push(conflict)
  }
  return conflicts
}

function allFindings(findings: Findings): Finding[] {
  return [
    ...findings.sections.flatMap((section) => [...section.findings, ...(section.instead?.findings ?? [])]),
    ...findings.conflicts.flatMap((conflict) => conflict.sides.map((side) => side.finding)),
  ]
}
