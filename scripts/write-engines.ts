/**
 * Writes the table of search engines in `docs/web.md`, between its two marks, from what the engines' files in
 * `src/sources/search/` say of themselves. `--check` writes nothing and fails when the table is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { searchPlugs, type SearchPlug } from '#sources'

const file = resolve(import.meta.dirname, '../docs/web.md')
const [begin, end] = ['<!-- engines: npm run engines -->\n', '<!-- /engines -->\n']

/** In the order of the table: those that are asked about everything come first. */
const coverage = {
  general: 'everything · 全网',
  encyclopedia: 'encyclopedia · 百科',
  papers: 'papers · 论文',
  code: 'code · 代码',
} as const
const kinds = Object.keys(coverage)

const table = [
  '| name · 名称 | engine · 引擎 | covers · 范围 | key · 密钥 | address · 地址 | filters by date · 按日期筛选 | USD for 1,000 queries · 每千次美元 | key or terms · 申请与说明 |',
  '|---|---|---|---|---|---|---|---|',
  ...searchPlugs
    .toSorted((a, b) => kinds.indexOf(a.facts.covers) - kinds.indexOf(b.facts.covers))
    .map((plug) => `| ${rowOf(plug).join(' | ')} |`),
  '',
].join('\n')

const page = readFileSync(file, 'utf8')
const [before, rest] = page.split(begin)
const after = rest?.split(end)[1]
if (before === undefined || after === undefined) {
  console.error(`engines: docs/web.md lacks ${begin.trim()} or ${end.trim()}`)
  process.exit(1)
}
const wanted = `${before}${begin}${table}${end}${after}`
if (page === wanted) console.log('engines: fresh')
else if (process.argv.includes('--check')) {
  console.error('engines: the table in docs/web.md is stale. Run: npm run engines')
  process.exit(1)
} else {
  writeFileSync(file, wanted)
  console.log(`engines: wrote ${searchPlugs.length} engines into docs/web.md`)
}

function rowOf({ name, facts }: SearchPlug): string[] {
  const { title, covers, key, keyVariables, addressVariables, baseUrl, editions, filtersDates, usd, home } =
    facts
  const places = editions ? Object.values(editions) : baseUrl === undefined ? [] : [baseUrl]
  const keys = keyVariables.map(code).join(' ')
  return [
    code(name),
    title,
    coverage[covers],
    key === 'none' ? 'none · 无需' : key === 'optional' ? `${keys} (if any · 可不填)` : keys,
    [...(places.length === 0 ? ['yours · 自己的'] : places.map(code)), ...addressVariables.map(code)].join(
      ' ',
    ),
    filtersDates ? '✓' : '–',
    usd === null ? 'unknown · 未知' : usd === 0 ? '0' : String(Math.round(usd * 1e5) / 100),
    `[${new URL(home).host}](${home})`,
  ]
}

function code(text: string): string {
  return `\`${text}\``
}
