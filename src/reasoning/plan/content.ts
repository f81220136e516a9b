import type { Language } from '#vocabulary'
import { foldWidth } from '#reading'
import { wordsIn } from '../words.ts'
import { replaceSlots } from './slots.ts'

/** Words that ask, order or round off, and say nothing of the matter; as stems. */
const lightWords = new Set(
  (
    'exact current present total overal overview report write compil prepar give list cover state includ tell find pleas inform describ explain summaris summar survey ' +
    'detail thorough comprehens extens concis brief ' +
    'date year number amount figur kind type sort respect each combin besid name call happen follow afterward els person peopl main held hold'
  ).split(' '),
)

/** What measures by adjective, comparative and noun is one matter: `How deep`, `deeper`, `the depth of`. */
const measures = new Map(
  (
    'deep deeper deepest depth|long longer longest length|large larger largest size big bigger biggest area|high higher highest height tall taller tallest|wide wider widest width|' +
    'old older oldest age|heavy heavier heaviest weight|shallow shallower shallowest|short shorter shortest|small smaller smallest|cheap cheaper cheapest|early earlier earliest|late later latest|' +
    'born birth birthplace birthday|die died dead death|cost price|found founded foundation founding founder|head heads headed'
  )
    .split('|')
    .flatMap((group) => group.split(' ').map((word, _, all) => [word, all[0]!] as const)),
)

/** Chinese words that ask, order or tie: what stands between them is the matter. */
const hanLight =
  /请写一份|请问|请|撰写|写|一份|详细|全面|深入|简要|简短|报告|概况|概述|介绍|说明|内容|包括|包含|整理|列出|总结|关于|有关|具体|目前|现在|当前|现任|其中|一共|总共|合计|共计|分别|各自|各|以及|并且|而且|同时|另外|百分之|什么|多少|谁|何|时候|怎么|怎样|如何|为什么|为|是否|能否|有没有|数量|数目|日期|年份|时间|主要|先后|历年|[一的了是在有于由被和与及或跟把对从到以而之所其它他她这那都也又还并但则么吗呢哪几多份个座家位名年月日天种项次件条更最比较里：:，,。；;、？?（）()]/gu

/** What a text speaks of, without what it merely asks with: stems of words; of Han, single characters. */
export function contentOf(text: string, language: Language): Set<string> {
  const plain = foldWidth(replaceSlots(text, () => ' '))
  const latin = plain
    .replace(/\p{Script=Han}+/gu, ' ')
    .replace(/[\p{L}\p{M}]+/gu, (word) => measures.get(word.toLowerCase()) ?? word)
  const words = wordsIn(latin)
    .map(({ term }) => term)
    .filter((term) => !lightWords.has(term))
  const han = language === 'zh' ? (plain.replace(hanLight, ' ').match(/\p{Script=Han}/gu) ?? []) : []
  return new Set([...words, ...han])
}

/** Figures as they are written, without separators of thousands. */
export function figuresIn(text: string): string[] {
  const folded = foldWidth(replaceSlots(text, () => ' '))
  const digits = folded.match(/\d+(?:[.,]\d+)*/g) ?? []
  // Of Chinese numerals only what is longer than a counting word: 一个, 百分之几 are no figures.
  const han =
    folded.match(
      /(?:[一二三四五六七八九两][十百千万亿零]|[十百千][一二三四五六七八九])[零一二三四五六七八九十百千万亿]*/gu,
    ) ?? []
  return [...digits.map((one) => one.replace(/,(?=\d{3})/g, '')), ...han]
}

/** Share of what both say in all that either says (Jaccard). */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = both(a, b).size
  const all = a.size + b.size - shared
  return all === 0 ? 1 : shared / all
}

/** Terms of both. */
export function both(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  return new Set([...a].filter((term) => b.has(term)))
}

/** Terms of the first that the second has not. */
export function without(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  return new Set([...a].filter((term) => !b.has(term)))
}
