/**
 * Answers in the form that a prompt asks for in words: JSON, a line a thing, an order, one word, headings, prose. Long
 * because each form is known by words of its own.
 */
import type { Desk } from './mind-desk.ts'
import { degreeOf, keywordList, reasonOf, sectionsOf, wantsAnswered } from './mind-entry.ts'
import { needsInLine } from './mind-graph.ts'
import { likelyStatement } from './mind-plan.ts'
import { Citations, citingOf } from './mind-citations.ts'
import { paragraphOf, reportOf, wantsProse } from './mind-say.ts'
import { sortAmong } from './mind-kind.ts'
import { fillSchema, operationOf, wantsPlan, wantsQueries } from './mind-schema.ts'
import type { Json } from './model.ts'

/** What is answered in words. */
export function answerText(desk: Desk): string {
  const { reading } = desk
  const { words, ask } = reading
  const shape = shapeInWords(reading.shown, ask.json)
  if (shape !== undefined) return JSON.stringify(fillSchema(shape, desk), undefined, 1)
  return lined(desk, words) ?? prose(desk, words)
}

/**
 * The JSON that a prompt asks for in words: a JSON Schema that stands in it, an example of the shape, or a list of
 * strings. Undefined: it asks for none.
 */
function shapeInWords(shown: string, json: boolean): Json | undefined {
  const asked = /\bJSON\b/i.test(shown) || /\b(?:python )?list of strings\b|格式[^。\n]{0,20}\[/i.test(shown)
  if (!asked && !json) return undefined
  const schema = /JSON[ -]?Schema/i.test(shown)
    ? lastJson(shown, (value) => isRecord(value) && ('type' in value || 'properties' in value))
    : undefined
  if (schema !== undefined) return schema
  if (/list of strings|array of strings|字符串(?:列表|数组)/i.test(shown))
    return { type: 'array', items: { type: 'string' } }
  const wanted =
    /(?:respond|answer|reply|return|output|format|格式|返回|输出|回答)[^\n]{0,80}JSON|JSON[^\n]{0,60}(?:format|only|object|array|格式|对象|数组)/i
  if (!wanted.test(shown) && !json) return undefined
  const example = lastJson(shown, (value) => typeof value === 'object' && value !== null)
  if (example !== undefined) return schemaOf(example)
  if (/\[\s*"[^"\n]{1,80}"\s*,/.test(shown)) return { type: 'array', items: { type: 'string' } }
  return json
    ? {
        type: 'object',
        properties: { answer: { type: 'string' }, queries: { type: 'array', items: { type: 'string' } } },
        required: ['answer'],
      }
    : undefined
}

/** The last JSON value in a text that is of the kind; what looks nearly like JSON is mended. Few places are tried. */
function lastJson(text: string, fits: (value: Json) => boolean): Json | undefined {
  const tail = text.slice(-60_000)
  const starts = [...tail.matchAll(/(?:^|[\s`:：])(?=[[{]\s*["[{\]])/g)].map(
    (match) => match.index + match[0].length,
  )
  for (const start of starts.slice(-40)) {
    const end = closing(tail, start)
    if (end === undefined) continue
    const value = parsed(tail.slice(start, end))
    if (value !== undefined && fits(value)) return value
  }
  return undefined
}

function closing(text: string, start: number): number | undefined {
  let depth = 0
  let quoted = false
  for (let at = start; at < Math.min(text.length, start + 20_000); at++) {
    const character = text[at]!
    if (quoted) {
      if (character === '\\') at++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{' || character === '[') depth++
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1
  }
  return undefined
}

function parsed(text: string): Json | undefined {
  const mended = text
    .replace(/,\s*(?:\.\.\.|…)\s*(?=[\]}])/g, '')
    .replace(/(:\s*)(?:<[^<>"]*>|bool(?:ean)?|true\s*\/\s*false|true\|false)/g, '$1true')
    .replace(/(:\s*)(?:int(?:eger)?|float|number)\b/g, '$10.5')
    .replace(/,(\s*[\]}])/g, '$1')
  for (const one of [text, mended])
    try {
      return JSON.parse(one) as Json
    } catch {
      continue
    }
  return undefined
}

/** The schema that an example has. */
function schemaOf(example: Json): Json {
  if (Array.isArray(example))
    return {
      type: 'array',
      items: example.length > 0 ? schemaOf((example as readonly Json[])[0]!) : { type: 'string' },
    }
  if (isRecord(example))
    return {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(example).map(([key, value]) => [key, described(schemaOf(value), value)]),
      ),
      required: Object.keys(example),
    }
  if (typeof example === 'number') return { type: 'number' }
  return { type: typeof example === 'boolean' ? 'boolean' : 'string' }
}

/** The example's own words describe the field: `{"gap": "what is missing"}`, `"yes|no"`. */
function described(schema: Json, value: Json): Json {
  if (typeof value !== 'string' || !isRecord(schema)) return schema
  const options = value.split('|').map((one) => one.trim())
  return options.length > 1 && options.every((one) => one.length < 24 && one !== '')
    ? { enum: options }
    : { ...schema, description: value.slice(0, 200) }
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A line a thing; undefined: no such form is asked for. */
function lined(desk: Desk, words: string): string | undefined {
  const { reading, language } = desk
  if (
    /one word: yes or no|\b(?:answer|respond|reply)\b[^.\n]{0,40}\b["']?yes["']? or ["']?no\b|yes\/no|只用一个字回答|回答[“"]?是[”"]?或[“"]?否/i.test(
      words,
    )
  )
    return degreeOf(desk, undefined) >= 0.5
      ? language === 'zh'
        ? '是'
        : 'yes'
      : language === 'zh'
        ? '否'
        : 'no'
  if (
    /integer grade|整数评分|\b(?:score|rate|grade)\b[^.\n]{0,60}\b(?:0|1)\s*(?:-|to|–)\s*10\b[^.\n]{0,60}only/i.test(
      words,
    )
  )
    return String(Math.round(10 * degreeOf(desk, undefined)))
  if (/\bid \| label \| quote|编号 \| 判定 \| 引文/i.test(words))
    return desk.verdicts.map(({ id, label, quote }) => `${id} | ${label} | ${quote}`).join('\n')
  if (desk.claims.length > 0 && /a bar, the corrected sentence|编号、竖线、改正后的句子/i.test(words))
    return desk.repaired.map(({ id, text }) => `${id} | ${text}`).join('\n')
  if (/P?\d\]?\s*>\s*\[?P?\d/.test(words)) {
    const bracketed = /\[\d+\]\s*>\s*\[\d+\]/.test(words)
    return desk.ranking.map(({ id }) => (bracketed ? `[${id.replace(/\D/g, '')}]` : id)).join(' > ')
  }
  if (/"?keywords: …|“keywords: …/i.test(words))
    return `keywords: ${keywordList(desk).join(' ')}\nstatement: ${likelyStatement(reading.question, language, reading.facts)}`
  if (/\bheading\b[^.\n]{0,40}\bnumbers?\b[^.\n]{0,30}\bquestions?\b|标题[^。\n]{0,12}编号/i.test(words))
    return sectionsOf(desk)
      .map(
        ({ heading, questions }) =>
          `${heading}: ${questions.map(({ mark }, at) => mark ?? at + 1).join(', ')}`,
      ) // prettier-ignore
      .join('\n')
  const asked = linedForLoops(desk, words)
  if (asked !== undefined) return asked
  if (/one sentence a line, each ending in the ids|每行一句，句末写所据陈述的编号/i.test(words))
    return citedLines(desk)
  if (
    /\b(?:supported|entail\w*)\b/i.test(words) &&
    /\b(?:unsupported|contradict\w*|not supported)\b/i.test(words) &&
    desk.claims.length > 0
  )
    return desk.verdicts.map(({ label, quote }) => (quote === '' ? label : `${label}: "${quote}"`)).join('\n')
  return undefined
}

/** Lines that loops of research ask for: a level, a number, atoms under their passages, what is missing, a program. */
function linedForLoops(desk: Desk, words: string): string | undefined {
  const { reading, language } = desk
  const none = language === 'zh' ? '无' : 'none'
  if (/one line: the (?:level|kind|type), a bar|一行回答：(?:层级|类型|类别)、竖线/i.test(words)) {
    const names = [
      ...words.matchAll(/^[ \t]*[-*•]?[ \t]*([a-z]{4,20})(?:[（(][^）)\n]{0,12}[）)])?[:：]/gm),
    ].map(([, name]) => name!)
    const level = sortAmong(names, 'level', reading)
    return level === undefined ? undefined : `${level} | ${reasonOf(desk)}`
  }
  if (/\bthe number alone\b|只写编号/i.test(words) && reading.listed.length > 0)
    return /\d+/.exec(desk.chosen?.id ?? '')?.[0] ?? none
  if (/after the id of its passage|前面写段落的编号/i.test(words))
    return desk.answered.map(({ text, from }) => `${from?.[0]?.mark ?? ''}: ${text}`).join('\n')
  if (/first [`"']?yes[`"']? \(enough\)|第一行写“足够”/i.test(words)) {
    const enough = desk.told.state === 'yes'
    const first = language === 'zh' ? (enough ? '足够' : '不够') : enough ? 'yes' : 'no'
    const why = language === 'zh' ? '尚缺' : 'it is open'
    return [first, ...(enough ? [] : desk.fresh.map(({ text }) => `${text} | ${why}`))].join('\n')
  }
  if (/find \| (?:question|问句)/i.test(words))
    return desk.plan
      .map(({ text, read, needs = [] }) => {
        const numbers = needs.map((need) => need + 1).join(', ')
        const done = operationOf(['find', 'sum', 'difference', 'maximum', 'minimum', 'order'], read)
        return `${done === undefined || done === 'find' ? 'find' : `${done} ${numbers}`} | ${text}`
      })
      .join('\n')
  if (/one question a line, or [`"']?none|每行一个问题；没有则写/i.test(words)) {
    const known = desk.told.said.length > 0 || desk.told.state === 'yes'
    const open = known ? desk.fresh : desk.plan
    return open.length === 0 ? none : open.map(({ text }) => text).join('\n')
  }
  if (/one subtopic a line|每行一个子主题/i.test(words))
    return desk.plan.map(({ heading }) => heading).join('\n')
  return undefined
}

function citedLines(desk: Desk): string {
  const citations = new Citations('bracket')
  if (desk.said.length === 0) return desk.language === 'zh' ? '无' : 'NONE'
  return desk.said.map((one) => `${one.text}${citations.of(one, desk.language)}`).join('\n')
}

function prose(desk: Desk, words: string): string {
  const { reading, told } = desk
  const { most = 8 } = reading
  if (
    /\b(?:write|create|generate|draft|make|improve)\b[^.\n]{0,60}\boutline\b|table of contents|提纲|大纲/i.test(
      words,
    ) &&
    !/according to the outline|按照提纲/i.test(words)
  )
    return outlineOf(desk)
  const asksForParts =
    wantsPlan(words) &&
    !/\b(?:answer|report|section)\b[^.\n]{0,40}\b(?:the|this) (?:question|query|task)\b|撰写|写报告/i.test(
      words,
    )
  if (wantsAnswered(words) && reading.facts.shown.length > 0 && /\bquestions|问题/i.test(words))
    return desk.answered.map(({ text }) => text).join('\n')
  if (asksForParts) {
    const lines = (
      wantsQueries(words)
        ? desk.queries
        : desk.plan.map(({ text, needs = [] }) => `${text}${needsInLine(words, needs)}`)
    ).slice(0, most)
    const numbered = /(?:^|\n)\s*1[.)]/.test(words)
    return lines.map((line, at) => (numbered ? `${at + 1}. ${line}` : line)).join('\n')
  }
  const report =
    wantsProse(reading) &&
    reading.whole === undefined &&
    new Set(told.told.map(({ subject }) => subject)).size > 1
  return report ? reportOf(told, reading) : paragraphOf(told, reading, new Citations(citingOf(reading)))
}

/** Headings as an article would have them. */
function outlineOf({ plan, reading }: Desk): string {
  const { language } = reading
  const headings = plan.map(({ heading }) => `# ${heading}`)
  return [
    ...new Set(headings.length > 1 ? headings : [...headings, language === 'en' ? '# Background' : '# 背景']),
  ].join('\n')
}
