/** Figures of one kind: what was measured on which data, as a Markdown table, and what a reader must know. */
export interface LeaderboardSection {
  readonly title: string
  /** Data, method, protocol and source of the figures to compare with; a paragraph or a few. */
  readonly about: string
  /** A GitHub-flavoured Markdown table. */
  readonly table: string
  /** Seconds it took to measure. */
  readonly seconds: number
}

/** Where and when figures were measured: without it they mean nothing. */
export interface Measured {
  /** E.g. `AMD EPYC 7B13, 2 cores, 24 GiB`. */
  readonly machine: string
  readonly node: string
  /** Of the code; `+` when the work tree had changes. */
  readonly commit: string
  /** ISO 8601 date. */
  readonly date: string
  /** The command that repeats it. */
  readonly command: string
}

/** LEADERBOARD.md or BENCHMARKS.md: every section under what it was measured with. */
export function figuresPage(
  title: string,
  preface: string,
  sections: readonly LeaderboardSection[],
  measured: Measured,
): string {
  const { machine, node, commit, date, command } = measured
  const head = [
    `# ${title}`,
    '',
    preface,
    '',
    `Measured ${date} on ${machine}, Node ${node}, commit \`${commit}\`, by \`${command}\`.`,
  ]
  const parts = sections.flatMap((section) => [
    '',
    `## ${section.title}`,
    '',
    section.about.trim(),
    '',
    section.table.trim(),
    '',
    `_${section.seconds.toFixed(0)} s_`,
  ])
  return `${[...head, ...parts].join('\n')}\n`
}

/** A GitHub-flavoured Markdown table; the first column is text, the others are aligned right. */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  const rule = `|${columns.map((_, index) => (index === 0 ? '---' : '---:')).join('|')}|`
  return [line(columns), rule, ...rows.map(line)].join('\n')
}
