import type { Language, Span } from '#vocabulary'
import { namesIn } from '#reading'
import { attributes } from './attributes.ts'

/** The Chinese words of all attributes: a name ends where one begins. */
const attributeWords = [
  ...new Set(
    attributes.flatMap(({ words }) =>
      words.source.split('|').filter((word) => /^\p{Script=Han}{2,}$/u.test(word)),
    ),
  ),
]
  .toSorted((a, b) => b.length - a.length)
  .join('|')

/** What asks, with the kind of thing it asks for: 哪些艺术节, 几位人物, 多少. */
const asking = `(?:(?:哪|几|多(?:少|大|长|高|深|宽|重|远|久|快)|什么|何)(?:一)?(?:个|些|位|家|座|项|名|所|条|件|种|类|处|届|年|天|月|日|只|本|部|场)?(?:(?!${attributeWords}|[的是在于有由与和，。？?])\\p{Script=Han}){0,6})`
const grammar = `请问|请|关于|有关|一共|总共|共有|共计|合计|总计|分别|先后|历任|现任|目前|现在|每年|每天|日均|年均|谁|为何|为什么|如何|怎么样?|怎样|是否|有没有|是不是|以及|之间|岸边|沿岸|岸上|附近|周边|境内|相比|比较|对比|介绍|说明|概述|列出|整理|在任|担任|出任|就任|接任|名叫|名为|设在|设于|曾经|截至|沿岸|[把被就任自曾也已的是了吗呢和与及跟、，,。；;：:？?！!（）()]|(?:[由在于为对从到向]$)|(?:有|在|于|为|由|对|从|到)(?=${asking}|谁|多|何|哪|几|\\d)`
const cuts = new RegExp(`${asking}|${grammar}|${attributeWords}|\\p{Script=Latin}+|\\d+`, 'gu')

/**
 * The proper names that a question is about, each once, in order: what a sentence must speak of to answer it. English
 * names by their capitals; Chinese ones by their suffixes, and what else stands between the words of grammar and is in
 * no dictionary (transliterations).
 */
export function subjectsIn(question: string, language: Language): string[] {
  return [...new Set(subjectSpans(question, language).map(({ start, end }) => question.slice(start, end)))]
}

/** Where they stand. */
export function subjectSpans(question: string, language: Language): Span[] {
  const named = namesIn(question)
    .filter(({ kind, text }) => (kind !== 'identifier' || language === 'en') && !asksFor.test(text))
    .map(({ start, end, text }) => trimmed({ start, end }, text))
  if (language === 'en' && !/\p{Script=Han}/u.test(question)) return named
  const rest: Span[] = []
  let at = 0
  const piece = (start: number, end: number): void => {
    for (const span of between(question.slice(start, end)))
      rest.push({ start: start + span.start, end: start + span.end })
  }
  for (const { start, end } of named) {
    piece(at, start)
    at = end
  }
  piece(at, question.length)
  const strange = rest.filter(
    ({ start, end }) => isStrange(question.slice(start, end)) && (named.length === 0 || end - start > 2),
  )
  const whole = joined(named, strange)
    .map((span) => trimmed(span, question.slice(span.start, span.end)))
    .toSorted((a, b) => a.start - b.start)
  return whole.length > 0 ? whole : holderIn(question)
}

/** 法国 in 法国的面积, 明月湖 in 明月湖有多深: made of common words, ended like a name, right before what is asked of it. */
const holder = new RegExp(
  `^(?:请问)?((?:(?!${asking}|[的是在有各每某本该全我这那])\\p{Script=Han}){1,9}(?:国|省|州|市|县|镇|乡|村|湖|海|河|江|溪|山|峰|岛|桥|馆|院|所|寺|庙|塔|楼|宫|殿|园|港|坝|水库|厂|艺术节|大学|公司|集团|银行|机场|铁路|公路))(?=的|有|位于|坐落|在哪|(?:${attributeWords}))`,
  'u',
)

function holderIn(question: string): Span[] {
  const match = holder.exec(question)
  if (!match) return []
  const start = match[0].length - match[1]!.length
  return [{ start, end: start + match[1]!.length }]
}

const asksFor = /^(?:哪|几|多少|什么|何)/u
const leading =
  /^(?:[在从对由比向]|\p{Script=Han}{2,4}比(?=\p{Script=Han}{4})|请?(?:写|比较|对比|介绍|说明|概述|列出|整理|分析|了解|查询|关于|负责|培养|建造|设计|赞助|创办|创立|创建|发明|拥有|经营)了?|the\s+)/iu

function trimmed({ start, end }: Span, text: string): Span {
  const lead = leading.exec(text)?.[0].length ?? 0
  return lead > 0 && text.length - lead >= 2 ? { start: start + lead, end } : { start, end }
}

/** What stands between the words of grammar. */
function between(text: string): Span[] {
  const spans: Span[] = []
  let at = 0
  for (const match of text.matchAll(cuts)) {
    if (match.index > at) spans.push({ start: at, end: match.index })
    at = match.index + match[0].length
  }
  if (at < text.length) spans.push({ start: at, end: text.length })
  return spans.filter(({ start, end }) => text.slice(start, end).trim() !== '')
}

/** The hundred most frequent family names hold four in five people of China. */
const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤'
const person = new RegExp(`^[${surnames}]\\p{Script=Han}{1,2}$`, 'u')

/** 斯凯尔迪 falls to single characters, 主要原因 to words of the dictionary. */
function isStrange(text: string): boolean {
  const han = [...text].filter((sign) => /\p{Script=Han}/u.test(sign)).length
  if (han < 2) return false
  if (/[个各共总其这那些每某两三四五六七八九十]|^[年月日]/u.test(text)) return false
  if (/\p{Script=Han}[·・]\p{Script=Han}/u.test(text)) return true
  const segments = [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)].map(
    (one) => one.segment,
  )
  if (person.test(text) && (segments.length > 1 || text.length === 3)) return true
  const single = segments.filter((segment) => /^\p{Script=Han}$/u.test(segment)).length
  return single >= 2 && single / han >= 0.4
}

/** A name that a rule for suffixes cut in its middle, put together again. */
function joined(named: readonly Span[], strange: readonly Span[]): Span[] {
  const heads = strange.filter(({ end }) => named.some(({ start }) => start === end))
  return [
    ...named.map((span) => ({
      start: heads.find(({ end }) => end === span.start)?.start ?? span.start,
      end: span.end,
    })),
    ...strange.filter((span) => !heads.includes(span)),
  ]
}
