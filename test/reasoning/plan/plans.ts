import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '#vocabulary'
import { nodesFrom, type PlanNode } from '#reasoning'

/** A plan on file. */
export interface FiledPlan {
  readonly question: string
  readonly language: Language
  readonly nodes: readonly PlanNode[]
  /** What is wrong with it, where something is. */
  readonly wrong?: string
}

/** Reads `test/fixtures/plans`: `Q`, `G` (good) or `B` (bad) with language and question, then `- sub-question [1 2]`. */
export function plansOnFile(name: string): FiledPlan[] {
  const text = readFileSync(join(import.meta.dirname, '../../fixtures/plans', `${name}.txt`), 'utf8')
  const plans: { head: RegExpExecArray; lines: string[] }[] = []
  for (const line of text.split('\n')) {
    const head = /^([QGB]) (en|zh) (?:(\w+): )?(.+)$/.exec(line)
    if (head) plans.push({ head, lines: [] })
    else if (line.startsWith('- ')) plans.at(-1)!.lines.push(line.slice(2))
  }
  return plans.map(({ head: [, , language, wrong, question], lines }) => ({
    question: question!,
    language: language as Language,
    nodes: nodesFrom(
      lines.map((line) => {
        const [, own, needs = ''] = /^(.+?)(?: \[([\d ]+)\])?$/.exec(line)!
        return { question: own!, needs: (needs.match(/\d+/g) ?? []).map(Number) }
      }),
      'planned',
    ),
    ...(wrong ? { wrong } : {}),
  }))
}
