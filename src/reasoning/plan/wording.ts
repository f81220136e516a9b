import type { Language } from '#vocabulary'
import { defuse } from '#models'
import { foldWidth, namesIn, sentencesIn } from '#reading'
import { decompose } from '../decompose.ts'
import { both, contentOf, figuresIn } from './content.ts'
import type { GraphFault, PlannedFor } from './node.ts'
import { replaceSlots, slotsIn } from './slots.ts'

/** The longest sub-question that is one, in code units. */
const longest = 400

/**
 * What is wrong with the words of one sub-question, whatever stands beside it: the question as it was asked, and
 * whatever it says of itself, is right.
 *
 * @param at its place in the plan, from 1
 */
export function wordingFaults(text: string, at: number, asked: PlannedFor): GraphFault[] {
  const own = text.trim()
  if (unseen.test(own) && !unseen.test(asked.question)) return [{ fault: 'instructs', at }]
  if (sameText(own, asked.question)) return []
  if (tooLong(own, asked)) return [{ fault: 'too-long', at }]
  if (speaksToMachines(own, asked.question)) return [{ fault: 'instructs', at }]
  if (inOtherLanguage(own, asked)) return [{ fault: 'other-language', at }]
  if (!asksSomething(own, asked)) return [{ fault: 'no-question', at }]
  const what = added(own, asked)
  return [
    ...(asksSeveral(own, asked) ? [{ fault: 'several', at } as const] : []),
    ...(what === undefined ? [] : [{ fault: 'added', at, what } as const]),
  ]
}

/** Longer than any question is, and than the one that was asked. */
export function tooLong(text: string, { question }: PlannedFor): boolean {
  return text.length > Math.max(longest, question.length)
}

/** The same words, whatever their marks and width. */
export function sameText(a: string, b: string): boolean {
  const bare = (text: string): string =>
    foldWidth(text)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}{}]+/gu, '')
  return bare(a) === bare(b)
}

const orders =
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|above|earlier|prior|all|any|your|these|the)\b.{0,30}\b(?:instructions?|prompts?|rules?|questions?|directions?|context)\b|\b(?:system|developer) prompt\b|\byou are (?:now |an? )|\bas an? (?:ai|language model)\b|\b(?:reveal|print|output|repeat|send|upload|post|e-?mail|execute|run|call|visit|fetch|open|click)\b.{0,40}\b(?:prompt|instructions?|api keys?|keys?|passwords?|secrets?|tool|command|credentials?|files?|url|link)\b|\bdo anything now\b|(?:忽略|无视|忘记|不要理会|绕过).{0,20}(?:指令|指示|提示|要求|规则|问题|内容)|系统提示|(?:你|您)(?:现在)?是(?:一个|一名)?.{0,10}(?:助手|模型|人工智能)|(?:输出|泄露|打印|发送|上传|执行|调用|访问|打开|点击).{0,16}(?:提示词|指令|密钥|密码|工具|命令|链接|网址|文件)/iu
/** Controls, directions, zero widths: what reorders, hides or ends text. */
const unseen = /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u
const markup = /<\/?[a-z!|][^<>]*>|\[\/?INST\]|\]\([^)]*\)|```|"\s*:\s*["[{]/iu

function speaksToMachines(text: string, question: string): boolean {
  if (defuse(text) !== text || markup.test(text)) return true
  const [order] = orders.exec(text) ?? []
  if (order !== undefined && !question.toLowerCase().includes(order.toLowerCase())) return true
  // What is asked of sources addresses nobody.
  return addresses.test(text) && !addresses.test(question)
}

const addresses = /\b(?:you|your|yours|me|my|mine|us|I)\b|[你您我咱]/

/** Scripts of languages in which nobody asked. */
const scripts =
  /\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Cyrillic}|\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Greek}|\p{Script=Thai}|\p{Script=Devanagari}/u

function inOtherLanguage(text: string, { question, language }: PlannedFor): boolean {
  const bare = replaceSlots(text, () => ' ')
  if (scripts.test(bare) && !scripts.test(question)) return true
  const han = (bare.match(/\p{Script=Han}/gu) ?? []).filter((one) => !question.includes(one)).length
  const latin = bare.match(/\p{Script=Latin}{2,}/gu) ?? []
  const foreign = latin.filter((one) => !question.toLowerCase().includes(one.toLowerCase())).length
  if (language === 'zh') return !/\p{Script=Han}/u.test(bare) || foreign > 3
  // Names keep their script; sentences do not.
  return han > 3 || (han > 0 && latin.length === 0) || (foreign > 0 && !englishWords.test(bare))
}

/** No English question of some length is without one of these. */
const englishWords =
  /\b(?:the|of|is|are|was|were|who|whom|whose|what|when|where|which|why|how|does|do|did|has|have|had|can|could|will|would|should|a|an|in|at|by)\b/i
/** Function words of other languages in Latin letters that English does not have. */
const otherLatin =
  /(?:^|\s|['’¿¡])(?:le|les|du|des|qui|quand|où|quelle?s?|est|une|dans|combien|pourquoi|der|das|wie|wer|wann|wo|welche[rsnm]?|ist|wurde|hat|und|von|el|los|las|qué|quién|cuándo|dónde|cuál|cuánt[oa]s?|una|della|quando|dove|quanto|qual|onde|foi|são|het|wat|wie|waar)(?=\s|['’?]|$)/giu

const englishAsking =
  /\b(?:what|who|whom|whose|when|where|why|how|which)\b|^\W*(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|should|may|might)\b/i
const chineseAsking =
  /什么|谁|哪|何|几|多少|多大|多长|多高|多深|多久|多远|多重|多宽|怎么|怎样|如何|吗|呢|是否|有没有|是不是|能否|可否|有无|多不多|为什么/u
const englishStates =
  /\s(?:is|are|was|were|has|have|had|does|did|will|would|can|could|costs?|leads?|heads?|opened|became|holds?|stands?|lies|covers|employs|works?|lives?)\s/i
const chineseStates = /是|为|有|在|了|很|于|由|被/u

function asksSomething(text: string, { question, language }: PlannedFor): boolean {
  if (!/[?？]$/u.test(text)) return false
  const bare = replaceSlots(text, () => 'X')
  if ((bare.match(/[?？]/gu) ?? []).length > 1 || sentencesIn(bare).length !== 1) return false
  if (/[;；\n]|[.。!！]\s/u.test(bare.replace(/\b(?:\p{L}|St|Dr|Mr|Mrs|Ms|No|vs)\.\s/gu, ''))) return false
  if (language === 'en') {
    if ((bare.match(otherLatin) ?? []).some((word) => !question.includes(word.trim()))) return false
    if (englishAsking.test(bare)) return true
    return !englishStates.test(bare) && mostlyOf(text, question, language)
  }
  return chineseAsking.test(bare) || (!chineseStates.test(bare) && mostlyOf(text, question, language))
}

/** "Area of Lake Arden?": a phrase asks for what it names, if that was asked. */
function mostlyOf(text: string, question: string, language: Language): boolean {
  const own = contentOf(text, language)
  return own.size > 0 && both(own, contentOf(question, language)).size >= 0.6 * own.size
}

/** A second question that is none of its own: `…, and when?`, `…，分别在哪些年份？`. */
const bareTail =
  /^(?:and\s+)?(?:when|where|why|how|by whom|who|in (?:which|what) (?:year|years|order|place|places))\??$|^(?:分别|各自|各)|^(?:何时|何地|为什么|为何|什么时候|在哪里)[?？]?$/iu

function asksSeveral(text: string, { question, language }: PlannedFor): boolean {
  const own = decompose(question, language)
  if (own.some((draft) => sameText(draft.text, text))) return false
  return clausesIn(text, language).length > 1
}

/** The questions that are tied together in one; what merely asks when or where the same was is no question of its own. */
export function clausesIn(text: string, language: Language): string[] {
  const bare = replaceSlots(text, () => 'X')
  const clauses =
    language === 'en'
      ? bare.split(
          /,?\s+(?:and|but|or|as well as)\s+(?=(?:in |by |at |to |for |from |through |with |of |on )?(?:what|who|whom|whose|when|where|why|how|which|is|are|was|were|did|does|do|has|have)\b)|[?？;；]\s*(?=\S)/i,
        )
      : bare
          .split(
            /[，,]\s*(?:并且|而且|以及|同时|另外|又|并|还)?|以及|并且|而且|同时|另外|[和与](?=(?:由)?[谁哪何])|[?？;；]\s*(?=\S)/u,
          )
          .filter((piece) => chineseAsking.test(piece))
  return clauses.filter((clause, index) => index === 0 || !bareTail.test(clause.trim()))
}

const address =
  /\b[a-z][a-z0-9+.-]{1,15}:\/\/\S+|\b(?:mailto|javascript|data|tel|file):\S+|\bwww\.\S+|[\w.+-]+@[\w-]+\.\w+|(?<![\w.])(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|cn|io|ai|info|xyz|ru|uk|de|shop|site|top|link|biz|example)\b/iu

/** The first name, figure, address or matter that was not asked about; what stands in a slot is not known yet. */
function added(text: string, { question, language }: PlannedFor): string | undefined {
  const [found] = address.exec(text) ?? []
  if (found !== undefined && !question.includes(found)) return found
  const figures = new Set(figuresIn(question))
  const figure = figuresIn(text).find((one) => !figures.has(one))
  if (figure !== undefined) return figure
  const name = namedIn(text).find((one) => !isNamed(one, question, language))
  if (name !== undefined) return name
  const own = contentOf(text, language)
  const known = contentOf(question, language)
  if (slotsIn(text).length > 0 || own.size === 0) return undefined
  // One character in common is chance in Chinese, one word in common is a matter in English.
  const shared = both(own, known).size
  return shared >= (language === 'zh' ? Math.min(2, known.size) : 1) ? undefined : [...own].join(' ')
}

const quoted = /[“"「『]([^“”"「」『』]{2,60})[”"」』]/gu
/** The middle of a name in transliteration: where it begins and ends, Chinese does not tell. */
const transliterated = /\p{Script=Han}{2}[·•‧]\p{Script=Han}{2}/gu
/** Bodies of some kind, not one of a name. */
const somebody =
  /[哪几谁某何]|什么|多少|(?:^|的)(?:总|分|子|母|所属|上级|主管|有关|相关|承建|施工|设计|管理|运营|该|本|各|主办|建设)+(?:单位|公司|机构|部门|集团|委员会|大学|学院|研究所|研究院|中心|银行|医院|博物馆|政府)$/u

/** Names in a question; the word that opens it is a name to nobody. */
export function namedIn(text: string): string[] {
  const bare = replaceSlots(text, () => ' , ').replace(/^\P{L}*\p{Lu}\p{Ll}*\s/u, '')
  const names = namesIn(bare.replace(/说明|包括|包含|关于|整理|介绍|概述|列出/gu, '，')).filter(
    ({ kind, text: name }) => !/\p{Script=Han}/u.test(name) || kind !== 'person',
  )
  return [
    ...names.map((name) => name.text).filter((name) => !somebody.test(name)),
    ...[...bare.matchAll(quoted)].map(([, inner]) => inner!),
    ...(bare.match(transliterated) ?? []),
  ]
}

function isNamed(name: string, question: string, language: Language): boolean {
  if (holdsName(question, name)) return true
  const own = [...contentOf(name, language)]
  const known = contentOf(question, language)
  return own.length > 0 && own.every((term) => known.has(term))
}

/** Whether a text speaks of a name. Where a Chinese name begins is guessed: a verb before it may stand in it. */
export function holdsName(text: string, name: string): boolean {
  const given = foldWidth(text).toLowerCase()
  const own = foldWidth(name).toLowerCase().trim()
  const starts = /^\p{Script=Han}+$/u.test(own) ? [0, 1, 2, 3] : [0]
  return starts.some(
    (start) => own.length - start >= (start === 0 ? 1 : 4) && given.includes(own.slice(start)),
  )
}
