import type { Language } from '#vocabulary'
import { foldWidth } from '#reading'
import { withoutAskingWords } from '../decompose.ts'
import { wordsIn } from '../words.ts'
import { replaceSlots } from './slots.ts'

/** Words that ask, order or round off, and say nothing of the matter; as stems. */
const lightWords = new Set(
  (
    'exact current present total overal detail report overview write compil prepar give list cover state includ tell find pleas inform describ explain summaris summar survey sum ' +
    'date year day month number amount figur value kind type sort respect each togeth altogeth combin besid also both name call one ani happen answer question follow differ ' +
    'is was are were be been do did does has have had of on in at by to for the a an it its they them their would could can will'
  ).split(' '),
)

/** Chinese words that ask, order or tie, longest first: what stands between them is the matter. */
const hanLight =
  /请写一份|请整理|请问|请|撰写|一份|详细|报告|概况|概述|介绍|说明|内容包括|包括|包含|整理|列出|总结|关于|有关|具体|目前|现在|当前|其中|一共|总共|合计|共计|分别|各自|各个|以及|并且|而且|同时|另外|哪些|哪个|哪一|哪年|哪|什么|多少|多大|多长|多高|多深|多久|几|谁|何时|何地|何处|何|时候|怎么|怎样|如何|为什么|为何|是否|有没有|数量|数目|日期|年份|时间|一年|一天|一个|一座|一家|一位|[的了是在有于由被和与及或跟把对从到为以而之所其这那该都也又并但则么吗呢哪份个座家位所名人年月日天间种项次件条：:，,。；;、？?（）()]/gu

/** What a text speaks of, without what it merely asks with: stems of words; of Han, single characters. */
export function contentOf(text: string, language: Language): Set<string> {
  const folded = foldWidth(replaceSlots(text, () => ' '))
  const plain = withoutAskingWords(folded, language)
  const latin = wordsIn(plain.replace(/\p{Script=Han}+/gu, ' '))
    .map(({ term }) => term)
    .filter((term) => !lightWords.has(term))
  const han = plain.replace(hanLight, ' ').match(/\p{Script=Han}/gu) ?? []
  return new Set([...latin, ...han])
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
