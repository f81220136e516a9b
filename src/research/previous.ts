import type { Citation, DocumentId, Evidence, Report } from '#vocabulary'
import { sha256 } from '#runtime'
import type { Previous, PreviousFinding } from './strategy.ts'

/**
 * What a finished run knows, for one that asks on from it: its published sentences with their evidence, and the
 * documents that it cited and brought in. What was withdrawn since is nothing it knows any more.
 *
 * @param brought documents that the run itself added to the library
 */
export function previousOf(report: Report, brought: readonly DocumentId[]): Previous {
  const planned = new Map(report.plan.map((question) => [question.id, question]))
  const findings = report.sections.flatMap((section) => {
    const question = planned.get(section.subQuestion ?? '')
    return section.sentences.flatMap(
      ({ text, kind, expression, premises, citations, writer }): PreviousFinding[] =>
        citations.length === 0 || citations.some(({ withdrawn }) => withdrawn)
          ? []
          : [
              {
                claim: {
                  text,
                  kind,
                  ...(expression ? { expression } : {}),
                  ...(premises ? { premises } : {}),
                },
                evidence: citations.map(evidenceOf),
                writer,
                question: question?.text ?? report.question,
                state: question?.state ?? 'partly',
              },
            ],
    )
  })
  const cited = findings.flatMap(({ evidence }) => evidence.map(({ document }) => document))
  return {
    run: report.run,
    question: report.question,
    title: report.title,
    documents: [...new Set([...cited, ...brought])],
    findings,
  }
}

function evidenceOf({ evidence, document, snapshot, start, end, quote, origin, cell }: Citation): Evidence {
  return {
    id: evidence,
    document,
    snapshot,
    start,
    end,
    quote,
    quoteHash: sha256(quote),
    origin,
    ...(cell ? { cell } : {}),
  }
}
