/** What sort of thing a name or a noun means; a line is one kind: nouns that count it, ends of names that have it. */
const lines: readonly (readonly [name: string, english: string, chinese: string])[] = [
  ['festival', 'festivals?|biennales?', '艺术节|音乐节|电影节|节庆'],
  ['museum', 'museums?|galler(?:y|ies)', '博物馆|美术馆|纪念馆'],
  ['bridge', 'bridges?|viaducts?', '大桥|桥梁|桥'],
  ['lake', 'lakes?|reservoirs?', '湖泊|水库|湖'],
  ['river', 'rivers?|streams?', '河流|江河|河|江'],
  ['mountain', 'mountains?|mounts?|peaks?', '山峰|山'],
  ['company', 'compan(?:y|ies)|firms?|corporations?|holdings|shipping|works|instruments|inc|ltd|corp|group|gmbh|plc|industries|motors|foods|systems|enterprises?|partners|brothers|bros', '有限公司|公司|企业|集团'],
  ['institute', 'institutes?|institutions?|laborator(?:y|ies)|academ(?:y|ies)', '研究院|研究所|学会'],
  ['university', 'universit(?:y|ies)|colleges?', '大学|学院'],
  ['school', 'schools?', '中学|小学|学校'],
  ['hospital', 'hospitals?|clinics?', '医院|诊所'],
  ['station', 'stations?|plants?', '车站|电站|厂'],
  ['park', 'parks?|reserves?', '公园|保护区'],
  ['book', 'books?|novels?', '著作|小说'],
  ['country', 'countr(?:y|ies)|republics?', '国家|共和国'],
  ['town', 'towns?|cit(?:y|ies)|villages?', '城镇|城市|镇|市|村'],
  ['person', 'people|persons?|men|women', '人物|人士|人'],
] // prettier-ignore

/** Kinds whose names need not say what they are: who is called Corvin Hesluvash is a person without saying so. */
const unsaid: ReadonlySet<string> = new Set(['town', 'person', 'country', 'company', 'book'])

const anyWord = lines.map(([name, english, chinese]) => ({
  name,
  latin: new RegExp(`(?<![\\p{L}\\d])(?:${english})(?![\\p{L}\\d])`, 'iu'),
  han: new RegExp(`(?:${chinese})`, 'u'),
  atEnd: new RegExp(`(?:(?<![\\p{L}\\d])(?:${english})|${chinese})$`, 'iu'),
  atStart: new RegExp(`^(?:${english})(?![\\p{L}\\d])`, 'iu'),
}))

/** The kind that a name tells by its end (Orlin Bridge, 奥林大桥) or its first word (Lake Orlin). */
export function kindOfName(name: string): string | undefined {
  return (
    anyWord.find(({ atEnd }) => atEnd.test(name))?.name ??
    anyWord.find(({ atStart }) => atStart.test(name))?.name
  )
}

/** The kind that a counting noun means: the last word that means one, since `music festivals` are festivals. */
export function kindOfNoun(noun: string): string | undefined {
  return anyWord.find(({ atEnd }) => atEnd.test(noun.trim()))?.name
}

/** Whether the thing of this name may be counted as one of the kind, as far as its name and what is told of it say. */
export function mayBeOf(kind: string, name: string, told: string): boolean {
  const own = kindOfName(name)
  if (own !== undefined) return own === kind
  const form = anyWord.find((one) => one.name === kind)
  if (form && (form.latin.test(told) || form.han.test(told))) return true
  return unsaid.has(kind)
}

/** Ends of Chinese names that make another name of the one before: 奥林 is not 奥林大桥. */
export const furtherHan: RegExp = new RegExp(
  `^(?:${lines.map(([, , chinese]) => chinese).join('|')}|[区县省州岛山路街站港节馆])`,
  'u',
)

/** Nouns of kinds in a text: `the town`, 公司. */
export function kindsIn(
  text: string,
): { readonly kind: string; readonly start: number; readonly end: number }[] {
  return anyWord.flatMap(({ name, latin, han }) =>
    [latin, han].flatMap((pattern) =>
      [...text.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))].map(({ index, 0: found }) => ({
        kind: name,
        start: index,
        end: index + found.length,
      })),
    ),
  )
}

/** Whether these words name a kind and nothing of it. */
export function isBareKind(text: string): boolean {
  return kindsIn(text).some(({ start, end }) => start === 0 && end === text.length)
}
