import type {
  Conflict,
  Coverage,
  Evidence,
  PlannedQuestion,
  Report,
  ReportSection,
  ReportSentence,
} from '#vocabulary'
import { engineVersion, KaojuError, type Context } from '#runtime'
import { createVerifier, type OfferedEvidence, type Verifier } from '#reasoning'
import { cite, type Catalogue } from './cite.ts'
import { limitsOf } from './effort.ts'
import { openShelf, type Shelf } from './shelf.ts'
import type { Findings, Finding, ResearchParts, ResearchTask, Strategy } from './strategy.ts'
import { plug as extractive } from './strategies/extractive.ts'
import { wordsOf } from './words.ts'

/**
 * The story: a question becomes findings (a strategy's work), every finding is verified against the stored
 * text before anything is published, what the evidence does not bear is struck and counted, evidence ids are
 * resolved to places by code, and the coverage note tells what is missing.
 *
 * @throws KaojuError `question-empty`, `library-empty`
 */
export async function research(task: ResearchTask, parts: ResearchParts, context: Context): Promise<Report> {
  if (task.question.trim() === '') throw new KaojuError('question-empty')
  const shelf = await openShelf(parts.library, task.documents)
  if (!shelf.holdings.some((held) => held.document))
    throw new KaojuError('library-empty', { home: parts.library.home })
  const started = context.clock.elapsed()
  context.emit({ type: 'run-start', kind: 'research', subject: task.question, method: 'extractive' })

  const strategy: Strategy = extractive.create({}, parts)
  const findings = await strategy(task, context.within(limitsOf(task.effort)))
  const found = context.clock.elapsed()

  const publisher = await createPublisher(task, findings, shelf, context)
  const sections = await publisher.sections()
  const conflicts = await publisher.conflicts()
  await parts.library.addEvidence(publisher.evidence())
  const ended = context.clock.elapsed()

  const words = wordsOf(task.language)
  const plan = planAsPublished(findings, sections, words.unborne)
  const coverage = coverageOf(
    task,
    plan,
    findings,
    shelf,
    publisher.struck > 0 ? [words.struck(publisher.struck)] : [],
  )
  const complete = coverage.answered === coverage.asked && coverage.filesFailed === 0
  context.emit({
    type: 'run-end',
    outcome: complete ? 'done' : 'incomplete',
    milliseconds: Math.round(ended - started),
  })
  return {
    schema: 'kaoju-report/1',
    run: context.run,
    question: task.question,
    language: task.language,
    createdAt: new Date(context.clock.now()).toISOString(),
    title: task.question.trim(),
    method: 'extractive',
    effort: task.effort,
    plan,
    sections,
    conflicts,
    coverage,
    cost: { currency: 'USD', amount: 0, calls: 0, tokens: 0 },
    timings: {
      search: Math.round(found - started),
      verify: Math.round(ended - found),
      total: Math.round(ended - started),
    },
    engine: { name: 'kaoju', version: engineVersion },
  }
}

/** A sub-question all of whose findings were struck is not answered, whatever was found for it. */
function planAsPublished(
  findings: Findings,
  sections: readonly ReportSection[],
  why: string,
): PlannedQuestion[] {
  const said = new Set(sections.map((section) => section.subQuestion))
  const found = new Set(findings.sections.map((section) => section.subQuestion))
  return findings.plan.map((question) =>
    found.has(question.id) && !said.has(question.id) ? { ...question, state: 'unanswered', why } : question,
  )
}

interface Publisher {
  sections(): Promise<ReportSection[]>
  conflicts(): Promise<Conflict[]>
  /** All evidence that was published. */
  evidence(): Evidence[]
  /** Sentences left out so far because their evidence did not bear them. */
  readonly struck: number
}

/** Nothing passes from findings to report but through the verifier here, and nothing changes a text after it. */
async function createPublisher(
  task: ResearchTask,
  findings: Findings,
  shelf: Shelf,
  context: Context,
): Promise<Publisher> {
  const words = wordsOf(task.language)
  const verify: Verifier = createVerifier('literal')
  const published = new Map<string, Evidence>()
  const catalogue: Catalogue = {
    document: (id) => shelf.taken.get(id),
    holding: (id) => shelf.holding(id),
    copiesOf: (id) => findings.copies.get(id) ?? [],
  }
  for (const { evidence } of allFindings(findings))
    for (const { document } of evidence) await shelf.document(document)
  let struck = 0

  const publish = async (finding: Finding, counted: boolean): Promise<ReportSentence | undefined> => {
    const offered: OfferedEvidence[] = finding.evidence.map((evidence) => ({
      evidence,
      document: shelf.taken.get(evidence.document),
    }))
    const verdict = await verify(finding.claim, offered, context)
    context.emit({
      type: 'sentence-verified',
      text: finding.claim.text,
      verdict: verdict.label,
      reasons: verdict.reasons,
    })
    // A quotation is borne whole or not published; only an inference may be borne in part.
    if (verdict.label !== 'supported' && !(verdict.label === 'partly' && finding.claim.kind === 'inferred')) {
      if (counted) struck++
      return undefined
    }
    for (const evidence of finding.evidence) published.set(evidence.id, evidence)
    const { text, kind, expression, premises } = finding.claim
    return {
      text,
      kind,
      verdict: verdict.label,
      reasons: verdict.reasons,
      writer: finding.writer,
      citations: finding.evidence.map((evidence) => cite(evidence, catalogue)),
      ...(expression ? { expression } : {}),
      ...(premises ? { premises } : {}),
    }
  }

  return {
    get struck() {
      return struck
    },
    evidence: () => [...published.values()],
    async sections() {
      const sections: ReportSection[] = []
      for (const { heading, subQuestion, findings: members } of findings.sections) {
        const sentences: ReportSentence[] = []
        for (const finding of members) {
          const sentence = await publish(finding, true)
          if (!sentence) continue
          sentences.push(sentence)
          const { quote, uri } = sentence.citations[0]!
          context.emit({ type: 'evidence-found', question: subQuestion ?? '', quote, uri })
        }
        if (sentences.length > 0)
          sections.push({ heading, ...(subQuestion ? { subQuestion } : {}), sentences })
      }
      return sections
    },
    async conflicts() {
      const conflicts: Conflict[] = []
      for (const { kind, about, resolution, sides } of findings.conflicts) {
        const shown = await Promise.all(
          sides.map(async ({ value, finding }) => {
            const sentence = await publish(finding, false)
            return sentence && { value, sentence: sentence.text, citations: sentence.citations }
          }),
        )
        const bearing = shown.filter((side) => side !== undefined)
        if (bearing.length < sides.length) continue
        const conflict: Conflict = {
          about,
          kind,
          sides: bearing,
          resolution,
          note: resolution === 'open' ? words.conflictOpen : words.conflictNewer,
        }
        context.emit({ type: 'conflict-found', conflict })
        conflicts.push(conflict)
      }
      return conflicts
    },
  }
}

function allFindings(findings: Findings): Finding[] {
  return [
    ...findings.sections.flatMap((section) => section.findings),
    ...findings.conflicts.flatMap((conflict) => conflict.sides.map((side) => side.finding)),
  ]
}

function coverageOf(
  task: ResearchTask,
  plan: readonly PlannedQuestion[],
  findings: Findings,
  shelf: Shelf,
  struck: readonly string[],
): Coverage {
  const failed = task.unread ?? unreadIn(shelf)
  // Facets are the engine's own curiosity: what was not asked cannot be left unanswered.
  const asked = plan.filter((question) => question.origin !== 'facet')
  return {
    asked: asked.length,
    answered: asked.filter((question) => question.state === 'answered').length,
    failed: failed.map(({ uri, why }) => ({ what: uri, why })),
    filesRead: shelf.holdings.filter((held) => held.document).length,
    filesFailed: failed.length,
    notes: [...findings.notes, ...struck],
  }
}

/** What the library remembers as unreadable. */
export function unreadIn(shelf: Shelf): { uri: string; why: string }[] {
  return shelf.holdings.flatMap((held) => (held.failure ? [{ uri: held.uri, why: held.failure.why }] : []))
}
