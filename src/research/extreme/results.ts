import type { Evidence } from '#vocabulary'
import type { Seen } from '#reasoning'
import type { Finding, Findings, ResearchTask } from '../strategy.ts'
import type { WorkedOn } from './work-on-topic.ts'

const words = {
  en: (calculation: string) => `Worked out from the figures above: ${calculation}.`,
  zh: (calculation: string) => `由上述数值算得：${calculation}。`,
} as const

/**
 * What agents worked out stands with the last todo of their topic, as a claim that is executed again; where a sentence
 * of that section cites all of its values already, the writer has told it.
 */
export function withResults(
  findings: Findings,
  worked: readonly WorkedOn[],
  { language, writing }: Pick<ResearchTask, 'language' | 'writing'>,
): Findings {
  const told = words[writing?.language ?? language]
  const results = new Map<string, Finding[]>()
  for (const { looked, results: some } of worked) {
    const last = looked.at(-1)
    if (last && some.length > 0)
      results.set(
        last.id,
        some.flatMap((one) => findingOf(one, told)),
      )
  }
  if (results.size === 0) return findings
  return {
    ...findings,
    sections: findings.sections.map((section) => {
      const more = (results.get(section.subQuestion ?? '') ?? []).filter(
        ({ evidence }) => !section.findings.some((one) => holdsAll(one.evidence, evidence)),
      )
      return more.length === 0 ? section : { ...section, findings: [...section.findings, ...more] }
    }),
  }
}

function findingOf({ text, at }: Seen, told: (calculation: string) => string): Finding[] {
  if (at.kind !== 'computed') return []
  const { expression, evidence } = at
  return [{ claim: { text: told(text), kind: 'computed', expression }, evidence, writer: 'extractive' }]
}

function holdsAll(held: readonly Evidence[], wanted: readonly Evidence[]): boolean {
  const ids = new Set(held.map(({ id }) => id))
  return wanted.every(({ id }) => ids.has(id))
}
