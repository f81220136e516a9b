import { statedDate } from './stated-date.ts'

/** What the head of a Markdown file says about it. */
export interface FrontMatter {
  readonly about: {
    readonly title?: string
    readonly publishedAt?: string
    readonly authors?: readonly string[]
  }
  /** All other keys. */
  readonly metadata: Readonly<Record<string, string>>
  /** The text after it. */
  readonly body: string
}

const dateKeys = [
  'date',
  'published',
  'publishdate',
  'publishedat',
  'published_at',
  'pubdate',
  'created',
  '日期',
  '发布日期',
]

/**
 * Reads front matter between `---` (YAML) or `+++` (TOML): keys with one value, or a list of them, one level
 * deep. What is nested deeper is left out. A text without front matter is all body.
 */
export function readFrontMatter(text: string): FrontMatter {
  const match = /^(---|\+\+\+)[ \t]*\n([\s\S]{0,20000}?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)/.exec(text)
  const fields = match ? fieldsOf(match[2]!) : new Map<string, string[]>()
  if (!match || fields.size === 0) return { about: {}, metadata: {}, body: text }
  const take = (keys: readonly string[]): string[] => {
    const key = keys.find((candidate) => fields.has(candidate))
    const values = key ? fields.get(key)! : []
    if (key) fields.delete(key)
    return values
  }
  const title = take(['title', '标题', '題目']).join(' ')
  const authors = take(['author', 'authors', '作者'])
    .flatMap((value) => value.split(/\s*(?:;|、|\band\b)\s*/))
    .filter(Boolean)
  const dateKey = dateKeys.find((key) => fields.has(key) && statedDate(fields.get(key)!.join(' ')))
  const publishedAt = dateKey ? statedDate(take([dateKey]).join(' ')) : undefined
  return {
    about: {
      ...(title ? { title } : {}),
      ...(publishedAt ? { publishedAt } : {}),
      ...(authors.length > 0 ? { authors } : {}),
    },
    metadata: Object.fromEntries([...fields].map(([key, values]) => [key, values.join(', ')])),
    body: text.slice(match[0].length),
  }
}

function fieldsOf(head: string): Map<string, string[]> {
  const fields = new Map<string, string[]>()
  let open: string[] | undefined
  for (const line of head.split('\n')) {
    const item = /^\s*-\s+(?:name:\s*)?(.*)$/.exec(line)
    const pair = /^([\p{L}_][\p{L}\p{N}_ -]*?)\s*[:=]\s*(.*)$/u.exec(line)
    if (item && open) open.push(...valuesOf(item[1]!))
    else if (pair) {
      open = valuesOf(pair[2]!)
      fields.set(pair[1]!.toLowerCase(), open)
    } else if (open?.length === 1 && /^\s+\S/.test(line))
      open[0] = `${open[0]!.replace(/^[>|][+-]?$/, '')} ${line.trim()}`.trim()
    else if (open && /^\s+\S/.test(line)) open.push(line.trim())
  }
  for (const [key, values] of fields) if (values.length === 0) fields.delete(key)
  return fields
}

function valuesOf(value: string): string[] {
  const plain = value.replace(/\s+#.*$/, '').trim()
  const list = /^\[(.*)\]$/.exec(plain)
  const parts = list ? list[1]!.split(',') : [plain]
  return parts
    .map((part) =>
      part
        .trim()
        .replace(/^(["'])(.*)\1$/, '$2')
        .trim(),
    )
    .filter((part) => part !== '' && !/^[>|][+-]?$/.test(part))
}
