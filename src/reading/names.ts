import type { Span } from '#vocabulary'
import { datesIn, type DateMention } from './dates.ts'
import { foldWidth } from './numerals.ts'

/** What a name names. */
export type NameKind = 'name' | 'acronym' | 'identifier' | 'title' | 'organisation' | 'place' | 'person'

/** A proper name, a code or a title that stands in a text. */
export interface NameMention extends Span {
  readonly text: string
  readonly kind: NameKind
}

/**
 * Spots proper names by form alone (capitals, acronyms, codes, 《titles》, Chinese suffixes and titles of
 * office), preferring to miss one over inventing one. In order, not overlapping; total; linear.
 */
export function namesIn(text: string, dates: readonly DateMention[] = datesIn(text)): NameMention[] {
  const folded = foldWidth(text)
  const certain = withoutOverlaps([...titles(folded), ...identifiers(folded)])
  // "Standard GB 3838-2002" is a word and a code: a code is read before a run of capitals.
  const guessed = [...capitalised(folded), ...chineseNames(folded)].flatMap((name) =>
    cutAround(name, certain),
  )
  const found = [...certain, ...guessed]
    .filter((name) => name.end > name.start)
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
  let end = 0
  let next = 0
  const kept: NameMention[] = []
  for (const name of found) {
    if (name.start < end) continue
    while (next < dates.length && dates[next]!.end <= name.start) next++
    const date = dates[next]
    // "March 2019" is no name; "GB 3838-2002" is no date.
    if (
      date &&
      date.start < name.end &&
      name.kind !== 'identifier' &&
      date.end - date.start >= name.end - name.start
    )
      continue
    end = name.end
    kept.push({ start: name.start, end: name.end, kind: name.kind, text: text.slice(name.start, name.end) })
  }
  return kept
}

function withoutOverlaps(names: readonly Found[]): Found[] {
  let end = 0
  return names
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter((name) => {
      if (name.start < end) return false
      end = name.end
      return true
    })
}

/** A guess that overlaps a certain name is dropped. */
function cutAround(name: Found, certain: readonly Found[]): Found[] {
  const hit = firstEndingAfter(certain, name.start)
  if (!hit || hit.start >= name.end) return [name]
  return []
}

function firstEndingAfter(names: readonly Found[], at: number): Found | undefined {
  let [low, high] = [0, names.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (names[middle]!.end <= at) low = middle + 1
    else high = middle
  }
  return names[low]
}

type Found = Span & { readonly kind: NameKind }

function* titles(text: string): Generator<Found> {
  for (const match of text.matchAll(/[《〈]([^《》〈〉\n]{1,60})[》〉]/g))
    yield { start: match.index, end: match.index + match[0].length, kind: 'title' }
}

const codes =
  /(?<![\p{L}\d/.@])(?:(?:GB|GBZ|HJ|DB|SL|CJ|QB|ISO|IEC|EN|DIN|ASTM|BS|JIS|RFC|IEEE|ISBN|ISSN)(?:\/[A-Z]{1,3})?[ :-]?\d[\d.:-]*\d|10\.\d{4,9}\/[\w.()/-]{1,60}\w|[A-Z][A-Za-z]{0,9}-?\d+(?:[.-]?[A-Z\d]+){0,3}[A-Za-z]?|\p{Script=Han}{1,8}〔\d{4}〕\d{1,5}号)(?![\p{Script=Latin}\d])/gu

function* identifiers(text: string): Generator<Found> {
  for (const match of text.matchAll(codes)) {
    // RMB320 and Q2 are amounts and dates; Nov21 a date.
    if (/^(?:RMB|CNY|USD|EUR|GBP|JPY|US|Q[1-4]$|H[12]$|FY|No)/.test(match[0])) continue
    yield { start: match.index, end: match.index + match[0].length, kind: 'identifier' }
  }
}

const capitalToken = /(?:(?<=[dlDLO])['’])?\p{Lu}[\p{L}\p{M}\d]*(?:['’.&-][\p{L}\d]+)*(?:(?<=\b\p{Lu})\.)?/uy
const connectors = new Set([
  'of',
  'the',
  'for',
  'and',
  'de',
  'la',
  'le',
  'du',
  'des',
  'van',
  'von',
  'der',
  'den',
  'del',
  'da',
  'di',
  'dos',
  'bin',
  'al',
  'el',
  'y',
  'e',
  '&',
  'in',
  'on',
])
const commonStarts = new Set(
  (
    'the a an this that these those it its he she they we you i his her their our my your there here in on at by for from with to of as after before during since until ' +
    'while when where what who why how which if although though because however moreover therefore thus hence then but and or nor so yet also both all some many most ' +
    'no not one two three four five six seven eight nine ten another each every other such several few more less is are was were do does did has have had can could will would shall should may might must ' +
    'according under over between among against through about into upon within without despite like unlike unless once only even just still again meanwhile today yesterday ' +
    'tomorrow now later earlier recently finally first second third last next experts researchers scientists officials police people residents ' +
    'workers students children women men figures results data table figure section chapter note see source total overall instead nevertheless nonetheless furthermore additionally ' +
    'similarly likewise indeed perhaps maybe yes mr mrs ms dr sir photo image video read click share skip home contact copyright jan feb mar apr may jun jul aug sep oct nov dec ' +
    'january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter'
  ).split(' '),
)
const notNames = new Set(
  'monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december i am pm ok tv ceo cfo us$ am/pm jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  ),
)

/** Runs of capitalised words; one capitalised word at the start of a sentence counts only with proof. */
function* capitalised(text: string): Generator<Found> {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const shouting = letters > 20 && (text.match(/\p{Lu}/gu)?.length ?? 0) / letters > 0.6
  if (shouting) return
  let at = 0
  const next = /(?<![\p{L}\p{M}\d'’_])\p{Lu}/gu
  for (;;) {
    next.lastIndex = at
    const match = next.exec(text)
    if (!match) return
    const run = runAt(text, match.index)
    at = Math.max(run.end, match.index + 1)
    const name = trimmed(text, run.tokens)
    if (name) yield name
  }
}

function runAt(text: string, start: number): { tokens: Span[]; end: number } {
  const tokens: Span[] = []
  let at = start
  let end = start
  while (tokens.length < 12) {
    capitalToken.lastIndex = at
    const token = capitalToken.exec(text)
    if (!token) break
    // A possessive 's belongs to the grammar, not to the name.
    const length = token[0].replace(/['’]s$/, '').length
    tokens.push({ start: at, end: at + length })
    end = at + length
    if (length < token[0].length) break
    const gap = /^ (?:((?:[\p{Ll}&]{1,3} ){1,2})(?=\p{Lu}))?/u.exec(text.slice(end, end + 12))
    if (
      !gap ||
      (gap[1] &&
        !gap[1]
          .trim()
          .split(' ')
          .every((word) => connectors.has(word)))
    )
      break
    // "Paris and London", "Obama in Chicago" are two names; "Department of Health and Care" is one.
    if (
      gap[1] &&
      /^(?:and|&|in|on) /.test(gap[1]) &&
      !(tokens.length >= 2 && / (?:of|for) /.test(text.slice(start, end)))
    )
      break
    at = end + gap[0].length
  }
  return { tokens, end }
}

function trimmed(text: string, tokens: readonly Span[]): Found | undefined {
  const word = (token: Span): string => text.slice(token.start, token.end)
  let rest = tokens
  const atStart = startsSentence(text, tokens[0]!.start)
  while (
    rest.length > 0 &&
    ((commonStarts.has(word(rest[0]!).toLowerCase()) && !/^\p{Lu}{2,}$/u.test(word(rest[0]!))) ||
      (/^\p{Lu}$/u.test(word(rest[0]!)) && rest.length === 1))
  )
    rest = rest.slice(1)
  while (rest.length > 0 && notNames.has(word(rest.at(-1)!).toLowerCase())) rest = rest.slice(0, -1)
  if (rest.length === 0) return undefined
  const span = { start: rest[0]!.start, end: rest.at(-1)!.end }
  const name = text.slice(span.start, span.end)
  const acronym = /^\p{Lu}{2,}[\p{Lu}\d&-]*s?$/u.test(name)
  if (acronym)
    return /^(?:[IVXLC]+|OK|TV|CEO|CFO|PDF|AD|BC|CE|RMB|CNY|USD|EUR|GBP|JPY|HKD|GB|MB|KB)$/.test(name)
      ? undefined
      : { ...span, kind: 'acronym' }
  if (rest.length === 1 && atStart && rest.length === tokens.length && !provenName(text, span))
    return undefined
  return { ...span, kind: 'name' }
}

function startsSentence(text: string, start: number): boolean {
  return /(?:^|[.!?:;。！？：；\n|•*#>-]|--)[\s"'“”‘’(（【[《`]*$/.test(
    text.slice(Math.max(0, start - 6), start),
  )
}

/** A word that opens a sentence is a name if the text capitalises it elsewhere too, or a person's verb follows. */
function provenName(text: string, span: Span): boolean {
  const word = text.slice(span.start, span.end)
  if (word.length < 3 || /(?:ing|ed|ly|tion|tions|ment|ments|ers|ness|ity|ies)$/.test(word)) return false
  const again = text.indexOf(` ${word}`, span.end)
  if (again > 0 && !startsSentence(text, again + 1) && !/\p{L}/u.test(text[again + 1 + word.length] ?? ' '))
    return true
  if (
    text.slice(span.end, span.end + 2).replace('’', "'") === "'s" &&
    !/^(?:It|That|There|Here|What|Let|He|She)$/.test(word)
  )
    return true
  return (
    !word.endsWith('s') &&
    /^ (?:is|was|has|had|said|says|became|joined|won|who|will|announced|told|served|married|died|played|wrote)\b/.test(
      text.slice(span.end, span.end + 12),
    )
  )
}

const boundary =
  '的在了和与及或由是为向对从到等被把将于年月日时经据按至并而且但也都又就着过这那其该此每各本某号、，。；：！？（）()《》“”"\'　说称有以让使给跟同因若如位往去来当随沿达超近约含即自来自'
const longSuffix =
  '(?:有限责任公司|股份有限公司|有限公司|分公司|公司|集团|大学|学院|研究院|研究所|研究中心|委员会|管理局|环保局|生态环境局|环境局|水利局|水务局|财政局|统计局|发改委|管委会|人民政府|市政府|省政府|县政府|区政府|检察院|法院|银行|协会|学会|基金会|医院|中学|小学|实验室|日报|晚报|晨报|新闻网|出版社|管理处|监测站|监测中心|污水处理厂|自来水厂|水厂|电厂|水库|湿地公园|湿地|公园|开发区|保护区|自治区|自治州|自治县|火车站|机场|大桥|博物馆|图书馆|体育馆|事务所|合作社|联盟|总站|中心|教育部|财政部|水利部|商务部|外交部|环境部|国务院)'
const longName = new RegExp(
  `(?<=^|[${boundary}\\P{Script=Han}])((?:(?![${boundary}])\\p{Script=Han}){1,12}?${longSuffix})(?!\\p{Script=Han}?${longSuffix})`,
  'gu',
)
const shortSuffix = '省市县区镇乡村湖河江山岛海洲'
const shortName = new RegExp(
  `(?<=^|[${boundary}\\P{Script=Han}省市县区镇])((?:(?![${boundary}省市县区镇乡村])\\p{Script=Han}){1,3}[${shortSuffix}])`,
  'gu',
)
/** Common words that end like places. */
const notPlaces =
  /^(?:城市|全市|本市|我市|都市|超市|上市|股市|楼市|门市|全省|本省|我省|全县|全区|地区|社区|小区|校区|山区|园区|灾区|市区|辖区|景区|库区|湖区|城区|郊区|特区|战区|片区|老区|新区|东区|西区|南区|北区|流域|农村|乡村|全村|本村|城镇|乡镇|集镇|江河|山河|大江|江湖|河湖|爬山|火山|矿山|上山|下山|江山|群山|大海|沿海|近海|出海|上海洋|节省|反省|大洋洲|绿洲|全岛|入湖|环湖|沿湖|全湖|湿地|治理|内湖|大湖|小湖|河流|拉萨河)$/
const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧阳'
const office =
  '(?:表示|指出|认为|介绍|透露|强调|教授|院士|先生|女士|主任|局长|市长|省长|书记|博士|研究员|处长|科长|县长|部长|厅长|校长|院长|经理|总裁|律师|医生|老师|记者|会长|主席|工程师|站长|馆长|任主|担任|出任|同志)'
const personBefore = new RegExp(`([${surnames}]\\p{Script=Han}{1,2}?)(?=${office})`, 'gu')
const personAfter = new RegExp(
  `(?<=局长|主任|教授|院长|市长|省长|书记|经理|董事长|部长|记者|工程师|厅长|处长|县长|校长|研究员|负责人|主席|总裁|作者|队长|站长|院士)([${surnames}](?!(?:主持|介绍|表示|任命|向|于))(?:(?![${boundary}])\\p{Script=Han}){1,2})(?=[，。、；（( ：:]|${office}|$|[在于对说称和与])`,
  'gu',
)

/** Kinds of bodies, not one body. */
const kindsOfBody =
  /^限(?:责任)?公司$|^(?:上市|建筑|施工|承包|国有|民营|外资|保险|物业|环保|设计|建设|工程|科技|投资|开发|监理|运营|供水|排水|水务|房地产)(?:公司|集团)$|^(?:高等|综合|重点|附属|地方|商业|中央|公立|私立|城市|国家|森林|人工|天然|大型|中小型)(?:大学|学院|医院|中学|小学|银行|公园|湿地|水库)$/

function* chineseNames(text: string): Generator<Found> {
  if (!/\p{Script=Han}/u.test(text)) return
  for (const match of text.matchAll(longName)) {
    const core = match[1]!
    if (kindsOfBody.test(core)) continue
    if (core.length > 3 || !/^(?:本|该|各|全|某|新|大|小|一家|两家|我们?)/.test(core)) {
      const kind = /(?:水库|湿地|公园|大桥|机场|保护区|开发区|自治.|火车站)$/.test(core)
        ? 'place'
        : 'organisation'
      yield { start: match.index, end: match.index + core.length, kind }
    }
  }
  for (const match of text.matchAll(shortName)) {
    const place = match[1]!
    if (notPlaces.test(place) || /[一二三四五六七八九十两多几个]/.test(place[0]!)) continue
    if (!/^[东西南北中]/.test(place) && (notPlaces.test(place.slice(-2)) || notPlaces.test(place.slice(-3))))
      continue
    if (
      /^(?:区域|市场|市民|县级|省级|市级|村民|山体|山林|河道|河水|河流|湖水|湖泊|湖区|海洋|海水|江水|岛屿|镇区|乡镇|村庄|海绵|区间|省份)/.test(
        text.slice(match.index + place.length - 1, match.index + place.length + 1),
      )
    )
      continue
    yield { start: match.index, end: match.index + place.length, kind: 'place' }
  }
  for (const pattern of [personBefore, personAfter])
    for (const match of text.matchAll(pattern))
      yield { start: match.index, end: match.index + match[1]!.length, kind: 'person' }
}

/** Case, width, accents and punctuation taken away. */
export function nameKey(name: string): string {
  return foldWidth(name)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/(?<=\p{L})\.(?=\p{L}\b)/gu, '')
    .replace(/['’.]s?(?=\s|$)/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const generic = new Set(
  'of the for and de la university college institute department ministry company corporation corp inc ltd group association society school hospital church street road avenue park river lake city county state national international north south east west new united great saint st museum award awards club team centre center council committee government bank mr mrs ms dr sir lord president minister professor'.split(
    ' ',
  ),
)

/**
 * Whether two names can name the same: equal apart from case, width and accents; one is the other's acronym;
 * or a part that is not generic ("Arnold" for "Thomas K. Arnold", 北大 for 北京大学).
 */
export function namesMatch(a: string, b: string): boolean {
  const first = nameKey(a)
  const second = nameKey(b)
  if (first === '' || second === '') return false
  if (first === second || first.replaceAll(' ', '') === second.replaceAll(' ', '')) return true
  const [short, long] = first.length <= second.length ? [first, second] : [second, first]
  if (/\p{Script=Han}/u.test(short)) return hanMatch(short, long)
  return acronymOf(short, long) || partOf(short, long)
}

function initials(words: readonly string[]): string {
  return words.map((word) => word[0]).join('')
}

function acronymOf(short: string, long: string): boolean {
  const letters = short.replaceAll(' ', '')
  if (!/^[a-z]{2,8}$/.test(letters)) return false
  const words = long.split(' ')
  const small = /^(?:of|the|and|for|in|on|de|la|du|des)$/
  return (
    words.length > 1 &&
    (initials(words) === letters || initials(words.filter((word) => !small.test(word))) === letters)
  )
}

/** Every word of the short name stands in the long one, in order (an initial stands for its name), and one is telling. */
function partOf(short: string, long: string): boolean {
  const words = long.split(' ')
  let at = 0
  let telling = false
  for (const word of short.split(' ')) {
    while (
      at < words.length &&
      words[at] !== word &&
      !(words[at]!.length === 1 && word.startsWith(words[at]!)) &&
      !(word.length === 1 && words[at]!.startsWith(word))
    )
      at++
    if (at === words.length) return false
    if (!generic.has(word) && word.length > 1 && !/^\d+$/.test(word)) telling = true
    at++
  }
  return telling
}

function hanMatch(short: string, long: string): boolean {
  // 有限公司 is the end of many names and the name of none.
  if (short.length >= 2 && long.includes(short)) return !new RegExp(`^${longSuffix}$`).test(short)
  if (short.length > 4 || !/(?:大学|学院|委员会|公司|集团|银行|协会|学会|中心|局|厅|院|所|部)$/.test(long))
    return false
  if (/[湖河江山市县区省镇村岛]$/.test(short) || short[0] !== long[0]) return false
  let at = 0
  for (const sign of long) if (sign === short[at]) at++
  return at === short.length
}
