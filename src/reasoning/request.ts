import type { Language } from '#vocabulary'
import { subjectSpans, subjectsIn } from './subjects.ts'

/** Subjects and items that a report is asked for. */
interface Request {
  readonly subjects: readonly string[]
  /** What is to be told, each with the name of what it is told of, where the request says. */
  readonly items: readonly string[]
}

/** Sub-questions that are asked at once: more items than these are put together by their subjects, as few as need be. */
const atOnce = 8

/**
 * A request in the imperative as sub-questions: "Write a report on A and B that covers the area of A, the depth of A …"
 * asks for each item of each subject. Items that name no subject are wanted of all. Many items are put together by their
 * subjects. Undefined where nothing is requested.
 */
export function requestedIn(text: string, language: Language): string[] | undefined {
  const request = language === 'zh' ? chineseRequest(text) : englishRequest(text)
  if (!request) return undefined
  const { subjects, items } = request
  if (items.length === 0)
    return subjects.length > 1
      ? subjects.map((name) => (language === 'zh' ? `${name}的概况` : `What is known about ${name}?`))
      : undefined
  const own = (item: string): string | undefined => subjects.find((name) => item.includes(name))
  const whole = items.flatMap((item) =>
    own(item) !== undefined || subjectsIn(item, language).length > 0 || subjects.length === 0
      ? [item]
      : subjects.map((name) => (language === 'zh' ? `${name}的${item}` : `${item} of ${name}`)),
  )
  if (whole.length <= atOnce) return whole
  const groups = new Map<string, string[]>()
  for (const item of whole) {
    const key = own(item) ?? subjectsIn(item, language)[0] ?? ''
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  if (groups.size === 1) return whole
  const lists = [...groups.values()]
  let size = 2
  while (lists.reduce((sum, list) => sum + Math.ceil(list.length / size), 0) > Math.max(atOnce, lists.length))
    size++
  return lists
    .flatMap((list) => inPieces(list, size))
    .map((piece) => piece.join(language === 'zh' ? '、' : ', '))
}

function inPieces(list: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}

const englishHead =
  /^\s*(?:please|kindly)?,?\s*(?:(?:can|could|would|will) you (?:please )?|i(?:'d| would)? (?:need|want|like)(?: you to)?\s*)?(?:write|prepare|compile|draft|produce|create|make|provide|put together|assemble|summari[sz]e|give(?: me)?|generate|deliver|build|collect|research|describe|report on|survey|profile|an?)\b/i
const kindOfText =
  /\b(?:reports?|overviews?|summar(?:y|ies)|surveys?|profiles?|portraits?|brief(?:ing)?s?|dossiers?|comparisons?|accounts?|articles?|notes?|digests?|fact ?sheets?|essays?|studies|study|reviews?|sketch(?:es)?)\b/i
const introducesItems =
  /[,.;:]?\s*(?:(?:that|which|and|it|to|please|the report)\s+)*(?:should |must |shall |needs? to |has to )?\b(?:cover(?:s|ing)?|includ(?:es?|ing)|stat(?:es?|ing)|giv(?:es|ing)|describ(?:es|ing)|list(?:s|ing)|tell(?:s|ing)|mention(?:s|ing)?|address(?:es|ing)?|explain(?:s|ing)?|discuss(?:es|ing)?|detail(?:s|ing)|present(?:s|ing)|set(?:s|ting)? out|focus(?:es|sing|ing)? on|namely|with)\b\s*:?\s*/i

function englishRequest(text: string): Request | undefined {
  const head = englishHead.exec(text)
  if (!head) return undefined
  const kind = kindOfText.exec(text)
  const verbal = /\b(?:summari[sz]e|describe|report on|survey|profile|research)\b/i.test(head[0])
  if (!kind && !verbal) return undefined
  const from = kind ? kind.index + kind[0].length : head[0].length
  const intro = introducesItems.exec(text.slice(from))
  const at = intro ? from + intro.index : text.length
  return {
    subjects: topicsIn(text.slice(from, at), 'en'),
    items: intro ? parted(text.slice(at + intro[0].length), 'en') : [],
  }
}

/** What a report is to be on: the names of a list, else the topic in its own words. */
function topicsIn(text: string, language: Language): string[] {
  const topic = text
    .replace(/^\s*(?:of|on|about|for|regarding|concerning|comparing)\s+/i, '')
    .replace(/^\s*(?:一[份篇个]|关于|有关|对)+|(?:的)?(?:详细|简要|简短|完整|一[份篇])*(?:的)?$/gu, '')
    .replace(/^[\s，,]+|[\s，,.。:：]+$/gu, '')
  const parts =
    language === 'zh'
      ? topic.split(/、|以及|[和与及](?=\p{Script=Han}{2})/u)
      : topic.split(/,\s*(?:and\s+)?|\s+and\s+/)
  const names = subjectsIn(topic, language)
  // "solar energy in Spain" is one topic, "Como and Garda" are two.
  if (parts.length > 1 && parts.every((part) => isNameAlone(part.trim(), language)))
    return parts.map((part) => part.trim().replace(/^the /, ''))
  if (names.length > 1) return names
  return topic.length > 1 && topic.length <= 80 ? [topic] : names
}

function isNameAlone(part: string, language: Language): boolean {
  if (language === 'zh') return part.length >= 2 && part.length <= 20 && !part.includes('的')
  return /^(?:the )?\p{Lu}/u.test(part)
}

const chineseHead =
  /^\s*(?:请|麻烦|劳烦)?(?:你|您)?(?:帮我|为我|给我|替我)?(?:写|撰写|编写|起草|准备|提供|汇总|总结|制作|拟|整理|梳理|介绍|概述|调查|调研|出具|生成|做|收集)(?=[^？?]*$)/u
const chineseKind = /报告|概况|综述|简介|概述|摘要|总结|简报|档案|文章|资料|情况|材料|说明书|对比/u
const chineseIntro =
  /[，,。；;：:\s]*(?:内容|其中|报告|文中|并|要求|需要?|应当?|须|请)*(?:包括|包含|涵盖|覆盖|说明|写明|列出|列明|介绍|涉及|阐述|交代|讲清|注明|给出|分别写|涵括)(?:以下(?:内容|各项|方面))?[：:]?\s*/u

function chineseRequest(text: string): Request | undefined {
  const head = chineseHead.exec(text)
  if (!head) return undefined
  const rest = text.slice(head[0].length)
  const kind = chineseKind.exec(rest)
  if (!kind) return undefined
  // 说明 and 介绍 stand in the head as well: items come after the kind of text.
  const from = kind.index + kind[0].length
  const intro = chineseIntro.exec(rest.slice(from))
  return {
    subjects: topicsIn(rest.slice(0, kind.index), 'zh'),
    items: intro ? parted(rest.slice(from + intro.index + intro[0].length), 'zh') : [],
  }
}

/** The members of a list of things to tell; one, where it is no list. */
function parted(text: string, language: Language): string[] {
  const body = text.replace(/[.。!！\s]+$/u, '')
  const lines = body.split(/\n+|\s*(?:^|\s)(?:[-*•]|\(?\d{1,2}[.)）、])\s+/u)
  const parts = lines.flatMap((line) =>
    language === 'zh'
      ? line.split(/[、，,；;]\s*(?:以及|及|和|与)?|以及/u).flatMap(splitLastOfChinese)
      : partedEnglish(line),
  )
  return parts.map((part) => part.trim()).filter((part) => /\p{L}/u.test(part))
}

function partedEnglish(line: string): string[] {
  const parts = line.split(
    /[,;]\s*(?:and\s+|as well as\s+)?|\s+as well as\s+|\s+and\s+(?=(?:the|its|their|how|what|when|where|who)\b)/i,
  )
  // "costs, capacity and policy"
  const last = /[,;]\s*(?!and\b)([^,;]+)$/.exec(line)?.[1]
  return last !== undefined && parts.length > 1 && parts.at(-1) === last
    ? [...parts.slice(0, -1), ...last.split(/\s+and\s+/)]
    : parts
}

/** "A的面积和A的深度": cut where a name, or an item of its own, follows. */
function splitLastOfChinese(part: string): string[] {
  const spans = subjectSpans(part, 'zh')
  const inside = (at: number): boolean => spans.some(({ start, end }) => at >= start && at < end)
  const cut = [...part.matchAll(/[和与及]/gu)].find(
    ({ index }) => !inside(index) && (spans.length < 2 || spans.some(({ start }) => start === index + 1)),
  )
  if (!cut) return [part]
  const [before, after] = [part.slice(0, cut.index), part.slice(cut.index + 1)]
  return before.trim() === '' || after.trim() === '' ? [part] : [before, after]
}

/** "What are the area of A and the depth of A?", "A的面积和A的深度分别是什么？": what is asked at once. */
const severalAsked = {
  en: /^\s*what (?:are|were|is|was) (.+?)\s*[?？]\s*$/iu,
  zh: /^\s*(.+?)(?:分别|各自?)(?:是|为)?(?:什么|多少|谁|哪些|何)?\s*[?？]\s*$/u,
} as const

/** The items of one heading or question that was made of several; the text alone where it holds one. */
export function itemsIn(text: string, language: Language): string[] {
  const asked = severalAsked[language].exec(text)?.[1]
  if (asked === undefined && /[?？]\s*$/u.test(text)) return [text]
  const parts =
    asked !== undefined
      ? parted(asked, language)
      : language === 'zh'
        ? text.split('、')
        : text.split(/,\s+(?=the\b)/i)
  const named = parts.every((part) => subjectsIn(part, language).length > 0)
  return parts.length > 1 && named ? parts : [text]
}
