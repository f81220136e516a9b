/**
 * The texts that stand in a prompt, told apart: what is quoted there from outside, each piece with the id, address
 * and title under which it can be cited, and the rest, which are the words of whoever asks.
 *
 * 1. Every prompt has some form of its own: marks `[source-text P1 begin]`, tags `<source id="3">`, JSON of tools,
 *    `Source: … Title: … Content: …`, numbers in brackets. What has none of them is one piece.
 * 2. Linear in the text: each form is looked for once, and what is never closed is not looked for again.
 *
 * Long because each form is taken out in its own way; lines without marks are in `mind-loose.ts`.
 */

/** A piece of text from outside. */
export interface Source {
  /** `P1`, `3`: as the prompt calls it. */
  readonly id?: string
  readonly url?: string
  readonly title?: string
  /** ISO date or whatever is told. */
  readonly published?: string
  /** What else is told of it: `evidence`, `fault`. */
  readonly about: Readonly<Record<string, string>>
  readonly text: string
}

/** A text taken apart. */
export interface Apart {
  readonly sources: readonly Source[]
  /** The rest, with a line break where something was taken out. */
  readonly rest: string
}

/** Takes marked pieces out of a text. */
export function takeApart(text: string): Apart {
  const json = wholeJson(text)
  if (json !== undefined) return { sources: sourcesInJson(json), rest: '' }
  const marked = takeMarked(text)
  const tagged = takeTagged(marked.rest)
  const listed = takeEmbedded(tagged.rest)
  // Where a hundred pieces were taken out stand a hundred line breaks, which patterns would go over again and again.
  const rest = listed.rest.replace(/\n[ \t\n]*\n/g, '\n\n')
  return { sources: [...marked.sources, ...tagged.sources, ...listed.sources], rest }
}

function wholeJson(text: string): unknown {
  const trimmed = text.trim()
  if (!/^[[{]/.test(trimmed) || !/[\]}]$/.test(trimmed)) return undefined
  try {
    return JSON.parse(trimmed) as unknown
  } catch {
    return undefined
  }
}

const opening = /^\[(source-text|webpage|file content|file|document)\s*([\w.:-]*)\s+begin\][ \t]*$/gim

/** `[source-text P1 begin] … [source-text P1 end]`, and the `[webpage 1 begin]` of DeepSeek-R1's prompts. */
function takeMarked(text: string): Apart {
  const sources: Source[] = []
  let rest = ''
  let from = 0
  for (const match of text.matchAll(opening)) {
    if (match.index < from) continue
    const id = match[2] ?? ''
    const ending = `[${match[1]}${id === '' ? '' : ` ${id}`} end]`
    const end = text.indexOf(ending, match.index)
    if (end < 0) continue
    rest += `${text.slice(from, match.index)}\n`
    sources.push(withTellings(id, text.slice(match.index + match[0].length, end)))
    from = end + ending.length
  }
  return { sources, rest: rest + text.slice(from) }
}

/** Lines `[source-text P1 title] …` tell of the text, and stand before it. */
function withTellings(id: string, inside: string): Source {
  const about: Record<string, string> = {}
  const lines = inside.split('\n')
  const body = lines.filter((line) => {
    const told = /^\[source-text\s+([\w.:-]+)\s+([\w.:-]+)\]\s?(.*)$/.exec(line)
    if (told?.[1] !== id || told[2] === 'begin' || told[2] === 'end') return true
    about[told[2]!] = told[3]!
    return false
  })
  const title = [about['source'] ?? about['title'], about['heading']].filter(Boolean).join(' › ')
  return sourceOf({ id, title, url: about['url'], published: about['published'], about }, body.join('\n'))
}

/** A source with what is told of it and no more. */
export function sourceOf(
  told: {
    readonly id?: string | undefined
    readonly title?: string | undefined
    readonly url?: string | undefined
    readonly published?: string | undefined
    readonly about?: Readonly<Record<string, string>>
  },
  text: string,
): Source {
  return {
    ...(told.id ? { id: told.id } : {}),
    ...(told.url ? { url: told.url } : {}),
    ...(told.title ? { title: told.title } : {}),
    ...(told.published ? { published: told.published } : {}),
    about: told.about ?? {},
    text: text.trim(),
  }
}

const tags =
  /<(source|document|doc|passage|result|search_result|webpage|page|article|evidence|snippet|chunk|content|learning|finding|item|query|question|topic|prompt|task)\b([^<>]{0,400})>/gi

/** `<source id="3"><title>…</title>…</source>`; the innermost are the sources. */
function takeTagged(text: string): Apart {
  const sources: Source[] = []
  const unclosed = new Set<string>()
  let rest = ''
  let from = 0
  for (const match of text.matchAll(tags)) {
    const name = match[1]!.toLowerCase()
    if (match.index < from || unclosed.has(name) || match[2]!.endsWith('/')) continue
    const inside = match.index + match[0].length
    const end = closingOf(text, match[1]!, inside)
    if (end < 0) {
      unclosed.add(name)
      continue
    }
    const content = text.slice(inside, end)
    rest += `${text.slice(from, match.index)}\n`
    from = end + match[1]!.length + 3
    sources.push(...taggedSources(name, match[2]!, content))
  }
  return { sources, rest: rest + text.slice(from) }
}

/** Where the tag closes; one of the same name within it is skipped. */
function closingOf(text: string, name: string, from: number): number {
  const close = `</${name}>`
  const end = text.indexOf(close, from)
  const again = text.indexOf(`<${name}`, from)
  return end >= 0 && again >= 0 && again < end && /[\s>]/.test(text[again + name.length + 1] ?? '')
    ? text.indexOf(close, end + close.length)
    : end
}

function taggedSources(name: string, attributes: string, content: string): Source[] {
  const attribute = (key: string): string | undefined =>
    new RegExp(`\\b(?:${key})\\s*=\\s*["']?([^"'\\s>]+|(?<=")[^"]*|(?<=')[^']*)`, 'i').exec(attributes)?.[1]
  const inner = (key: string): string | undefined =>
    new RegExp(`<(?:${key})>([^<]*)</`, 'i').exec(content)?.[1]?.trim()
  const quoted = (key: string): string | undefined =>
    new RegExp(`\\b${key}\\s*=\\s*"([^"]*)"`, 'i').exec(attributes)?.[1]
  const told = {
    id: attribute('id|index|number|n') ?? inner('id|index'),
    url: attribute('url|href|link') ?? inner('url|link|href') ?? addressesIn(inner('source') ?? '')[0],
    title: quoted('title') ?? inner('title'),
    published: attribute('date|published') ?? inner('date|published'),
    about: { tag: name },
  }
  const nested = takeTagged(content).sources.filter(({ text }) => text !== '')
  if (nested.length > 1) return nested
  const text = content.replace(/<(?:url|link|href|title|id|index|date|published)>[^<]*<\/\w+>/gi, '')
  return [sourceOf(told, text.replace(/<\/?\w[^<>]{0,200}>/g, '\n'))]
}

/** JSON that stands in the midst of a text, as a tool's answer is often pasted. */
function takeEmbedded(text: string): Apart {
  const fence = /```(?:json)?\n([[{][\s\S]*?)\n```/g
  const sources: Source[] = []
  const rest = text.replace(fence, (whole, inside: string) => {
    const found = sourcesInJson(wholeJson(inside))
    sources.push(...found)
    return found.length > 0 ? '\n' : whole
  })
  if (sources.length > 0) return { sources, rest }
  return takeLines(rest)
}

/** A line that is JSON by itself: one record a line, or a whole answer. */
function takeLines(text: string): Apart {
  const sources: Source[] = []
  const kept = text.split('\n').filter((line) => {
    const found = /^\s*[[{].{20,}[\]}],?\s*$/.test(line)
      ? sourcesInJson(wholeJson(line.replace(/,\s*$/, '')))
      : []
    sources.push(...found)
    return found.length === 0
  })
  return { sources, rest: kept.join('\n') }
}

const textKeys = [
  'raw_content', 'content', 'markdown', 'text', 'body', 'page_content', 'passage', 'snippet', 'description', 'extra_snippets',
  'answer', 'value', 'summary', 'record', 'sentence', 'statement',
] // prettier-ignore

/** Objects that hold a text, wherever they stand; addresses and titles beside it are told of it. */
export function sourcesInJson(value: unknown, depth = 0): Source[] {
  if (depth > 12 || value === null || value === undefined) return []
  if (typeof value === 'string') {
    const inner = depth > 0 ? wholeJson(value) : undefined
    return inner === undefined ? [] : sourcesInJson(inner, depth + 1)
  }
  if (Array.isArray(value)) return value.flatMap((one) => sourcesInJson(one, depth + 1))
  if (typeof value !== 'object') return []
  const object = value as Readonly<Record<string, unknown>>
  const told = (keys: string): string | undefined => {
    const key = Object.keys(object).find((one) => new RegExp(`^(?:${keys})$`, 'i').test(one))
    const found = key === undefined ? undefined : object[key]
    return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined
  }
  const texts = textKeys.flatMap((key) => (typeof object[key] === 'string' ? [object[key]] : []))
  const unread = texts.filter((text) => wholeJson(text) === undefined)
  const url = told('url|link|href|uri|source_url|source')
  const own =
    unread.length === 0
      ? []
      : [
          sourceOf(
            {
              id: told('id|index|citation_id|source_id'),
              url: url && /^https?:/i.test(url) ? url : undefined,
              title: told('title|name|headline'),
              published: told('published|publishedAt|published_date|publishedDate|date|page_age'),
            },
            // The longer holds the shorter, as a rule: a snippet is a part of its page.
            [...new Set(unread)].sort((a, b) => b.length - a.length).join('\n'),
          ),
        ]
  return [...own, ...Object.values(object).flatMap((one) => sourcesInJson(one, depth + 1))]
}

/** Addresses that stand in a text, without the marks that close a sentence. */
export function addressesIn(text: string): string[] {
  const found = text.match(/https?:\/\/[^\s<>"'`\]）】」，。；、|\\]+/g) ?? []
  return [...new Set(found.map((url) => withoutTail(url)))]
}

function withoutTail(url: string): string {
  const bare = url.replace(/[.,;:!?*_]+$/, '')
  return bare.endsWith(')') && !bare.includes('(') ? bare.replace(/[).,;:]+$/, '') : bare
}
