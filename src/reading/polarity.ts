import type { Span } from '#vocabulary'
import { foldWidth } from './numerals.ts'

/** A word that denies, and the stretch of its clause that it denies. */
export interface Negation extends Span {
  readonly cue: string
  readonly scope: Span
}

/** Which way a change goes. */
export interface Direction extends Span {
  readonly text: string
  readonly direction: 'up' | 'down' | 'level'
}

/** `all` … `none`: how many; `only`: and no others; `always` … `never`: how often is told by the same names. */
export interface Quantifier extends Span {
  readonly text: string
  readonly quantifier: 'all' | 'most' | 'many' | 'some' | 'few' | 'none' | 'only'
}

/** What has not simply happened: possible, planned, proposed, required, hearsay, or yet to come. */
export interface Modality extends Span {
  readonly text: string
  readonly modality: 'possible' | 'planned' | 'required' | 'future' | 'hearsay'
}

const list = (words: string): string =>
  words
    .trim()
    .split(/\s*\|\s*/)
    .join('|')
const english = (words: string): string => `(?<![\\p{L}\\d'’-])(?:${list(words)})(?![\\p{L}\\d-])`

const negationCues = new RegExp(
  `${english(
    'not|never|neither|nor|none|nobody|nothing|nowhere|without|cannot|no longer|no|hardly|scarcely|barely|fail(?:ed|s|ing)? to|refus(?:ed?|es|ing) to|declin(?:ed|es|ing) to|unable to|lack(?:s|ed|ing)?|absence of|absent|yet to|rul(?:ed|es|ing) out|den(?:y|ied|ies|ying)|stopped short of|turn(?:ed|s|ing) down|unlikely|impossible|untrue|refut(?:ed?|es|ing)|reject(?:ed|s|ing)?|fewer|wasn|weren|isn|aren|didn|doesn|don|won|wouldn|couldn|shouldn|hasn|haven|hadn|can|mustn|needn|ain',
  )}|(?<=\\p{L})n['’]t(?!\\p{L})|` +
    '并未|並未|并不|並不|并无|尚未|从未|從未|未能|未曾|没有|沒有|不曾|不再|不能|不会|不是|不得|不可|不应|不必|不予|无法|無法|毫无|绝非|并非|並非|而非|无需|无须|否认|否決|否决|缺乏|缺少|杜绝|避免|拒绝|禁止|不|没|沒|未|无|無|非|勿|莫|否',
  'giu',
)
/** Words in which a cue denies nothing. */
const falseCues = new RegExp(
  `${english('no[ -]confidence|not only|not just|not merely|not least|no doubt|no wonder|no matter|if not|whether or not|nothing but|none other than|no more than|no less than|no fewer than|not more than|not less than|not fewer than|not exceeding|not to mention|without (?:a )?doubt|cannot but|No\\. ?\\d|no\\. ?\\d|as well as not|last but not least|why not|no sooner')}|` +
    '不仅|不但|不光|不单|不只|不止|不论|不管|无论|無論|非常|非洲|非凡|非法|无疑|無疑|毫无疑问|不断|不斷|不少|不少于|不超过|不低于|不高于|不大于|不小于|不多于|不足|不到|不同|不过|不過|不久|不得不|不可不|不可或缺|不可避免|无不|無不|无非|莫不|未来|未來|未必|未免|并非不|不外乎|不如|不时|不料|不惜|不妨|不愧|无穷|无数|無數|无限|无线|无机|无偿|无人机|无锡|无形|无关|非但|除非|莫非|是非|是否|能否|可否|否则|与否|对不起|差不多|了不起|不锈钢|不等|不动产|不良|不法|不明|不利|不便|不安|不幸|不满|不定期|不定|不规则|未成年|未知|没收|淹没|出没|沉没|埋没|无障碍|无害化|无公害|无党派|非政府|非遗|非物质|非营利|非点源|非金属|非公有|非正式|无氧|无菌|无纺|无缝|无损|无土',
  'giu',
)
const clauseEnd =
  /[.;:!?。；：！？\n]|,(?!\d)|，|(?<![\p{L}])(?:but|although|though|however|whereas|while|because|since|which|who|that)(?![\p{L}])|但|然而|不过|却|而是|反而|因为|由于|虽然/giu

function compile<Meaning>(rows: readonly (readonly [Meaning, string])[]): (readonly [Meaning, RegExp])[] {
  return rows.map(([meaning, words]) => [meaning, new RegExp(words, 'giu')])
}

/** Negation cues with their scope: from the cue to the end of its clause. "not only", 不仅, 非常 … deny nothing. */
export function negationsIn(text: string): Negation[] {
  const folded = foldWidth(text)
  const excused = [...folded.matchAll(falseCues)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }))
  const ends = [...folded.matchAll(clauseEnd)].map((match) => match.index)
  const found: Negation[] = []
  let end = 0
  let boundary = 0
  let excuse = 0
  for (const match of folded.matchAll(negationCues)) {
    const start = match.index
    if (start < end) continue
    let cue = match[0]
    const contracted =
      /^(?:wasn|weren|isn|aren|didn|doesn|don|won|wouldn|couldn|shouldn|hasn|haven|hadn|can|mustn|needn|ain)$/i.test(
        cue,
      )
    // "didn't" reaches us as "didn" + "'t"; "can" and "won" alone are words of their own.
    if (contracted && !/^['’]t(?!\p{L})/u.test(folded.slice(start + cue.length, start + cue.length + 3)))
      continue
    if (contracted) cue = folded.slice(start, start + cue.length + 2)
    while (excuse < excused.length && excused[excuse]!.end < start + cue.length) excuse++
    if (excuse < excused.length && excused[excuse]!.start <= start) continue
    if (denotesNumber(folded, start, cue)) continue
    end = start + cue.length
    while (boundary < ends.length && ends[boundary]! < end) boundary++
    found.push({
      start,
      end,
      cue: text.slice(start, end),
      scope: { start: end, end: ends[boundary] ?? text.length },
    })
  }
  return found
}

/** "No 5" is a label; 不足300 and "fewer than 300" are bounds that quantities carry. */
function denotesNumber(folded: string, start: number, cue: string): boolean {
  const after = folded.slice(start + cue.length, start + cue.length + 8)
  if (/^no$/i.test(cue) && /^ \d/.test(after)) return true
  if (/^fewer$/i.test(cue)) return /^ than/i.test(after)
  return /^[不未]$/.test(cue) && /^(?:足|到|满|超过|达)[约近]?\d/.test(after)
}

const up = `${english('rose|ris(?:e|es|en|ing)|increas(?:e|es|ed|ing)|grew|grow(?:s|n|ing|th)?|climb(?:s|ed|ing)?|gain(?:s|ed|ing)?|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|jump(?:s|ed|ing)?|expand(?:s|ed|ing)?|expansion|improv(?:e|es|ed|ing|ement|ements)|rebound(?:s|ed|ing)?|recover(?:s|ed|ing|y)?|doubl(?:es|ed|ing)|tripl(?:es|ed|ing)|higher|upward|accelerat(?:e|es|ed|ing)|strengthen(?:s|ed|ing)?|widen(?:s|ed|ing)?|rais(?:e|es|ed|ing)|boost(?:s|ed|ing)?')}|增加|增长|增長|上升|上涨|上漲|提高|提升|升高|升至|升到|增至|增到|涨|扩大|擴大|改善|好转|回升|攀升|激增|翻番|增多|增强|高于|扩建|加快|加剧|走高|反弹`
const down = `${english('fell|fall(?:s|en|ing)?|decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)(?! to [a-z])|dropp?(?:s|ed|ing)?|shr[aiu]nk(?:s|ing|en)?|reduc(?:e|es|ed|ing|tion|tions)|lower(?:s|ed|ing)?|plung(?:e|es|ed|ing)|plummet(?:s|ed|ing)?|slump(?:s|ed|ing)?|slid|dwindl(?:e|es|ed|ing)|worsen(?:s|ed|ing)?|deteriorat(?:e|es|ed|ing|ion)|contract(?:s|ed|ing|ion)|halv(?:e|es|ed|ing)|downward|cut(?:s|ting)?|slow(?:s|ed|ing)|weaken(?:s|ed|ing)?|narrow(?:s|ed|ing)|los(?:t|es|ing)|diminish(?:es|ed|ing)?|tumbl(?:e|es|ed|ing)')}|减少|減少|下降|下跌|降低|降至|降到|减至|缩小|縮小|恶化|惡化|萎缩|回落|下滑|锐减|骤降|减弱|减轻|低于|缩减|削减|跌|放缓|减缓|走低|退化`
const level = `${english('unchanged|stable|flat|steady|constant|stagnat(?:ed|es|ing)|remained the same')}|持平|不变|稳定|平稳`
const directionWords = new RegExp(`(${up})|(${down})|(${level})`, 'giu')

/** Words that tell a direction of change. */
export function directionsIn(text: string): Direction[] {
  return [...foldWidth(text).matchAll(directionWords)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: text.slice(match.index, match.index + match[0].length),
    direction: match[1] !== undefined ? 'up' : match[2] !== undefined ? 'down' : 'level',
  }))
}

const quantifiers = compile<Quantifier['quantifier']>([
  [
    'only',
    `${english('only(?! (?:\\d|a|one|two|three|four|five|six|seven|eight|nine|ten|after|before|when))|solely|exclusively|sole|nothing but|just one')}|仅仅|只有|唯一|仅有|仅限|独家|单单`,
  ],
  ['none', `${english('none of|no one|nobody')}|无一|没有一|没有任何`],
  [
    'most',
    `${english('most(?! of all)(?= (?:of|\\p{L}+s\\b))|majority|mainly|mostly|primarily|largely|predominantly|usually|generally')}|大多数|大多|多数|大部分|绝大多数|绝大部分|主要|普遍`,
  ],
  [
    'all',
    `${english('(?<!at )all(?! of a sudden| over)|every|each|entire|entirely|always|fully|both|whole|everyone|completely|any')}|全部|所有|一切|每个|每一|(?<!平|(?<![\\d一二三四五六七八九十两几各每多数些])[年月日周时人户])均(?!值|衡|匀|价)|全都|全体|完全|始终|一律|任何|悉数|全面`,
  ],
  [
    'many',
    `${english('many|numerous|several|various|often|frequently')}|许多|很多|众多|不少|诸多|多个|经常|大量`,
  ],
  [
    'few',
    `${english('few(?! (?:years|months|days|weeks))|rarely|seldom|minority|little')}|少数|个别|极少|很少|少量|少部分`,
  ],
  [
    'some',
    `${english('some(?= \\p{L})|partly|partially|sometimes|in part|certain')}|部分|一些|有些|某些|有的|有时|局部|一部分`,
  ],
])

/** Words that tell how many or how often. A longer word is read before a shorter one inside it. */
export function quantifiersIn(text: string): Quantifier[] {
  return spotted(text, quantifiers).map(({ start, end, meaning }) => ({
    start,
    end,
    text: text.slice(start, end),
    quantifier: meaning,
  }))
}

const modalities = compile<Modality['modality']>([
  [
    'hearsay',
    `${english('alleged(?:ly)?|reported(?:ly)?|claim(?:s|ed|ing)?|purported(?:ly)?|rumou?red|supposed(?:ly)?|according to (?:rumou?rs|unconfirmed)')}|据称|据传|据说|传言|疑似|声称|自称|涉嫌`,
  ],
  [
    'planned',
    `${english('plan(?:s|ned|ning)? (?:to|for)|planned|propos(?:e|es|ed|al|als|ing)|intend(?:s|ed|ing)?(?: to)?|aim(?:s|ed|ing)? to|schedul(?:ed|es)|slated|expected to|expects to|expected|draft|seek(?:s|ing)? to|hop(?:e|es|ed|ing) to|target(?:s|ed)?|considering|set to|due to (?:open|begin|start|be|close|end|take|launch)|envisag(?:es|ed)|recommend(?:s|ed|ing|ation)?|prepar(?:es|ed|ing) to')}|计划|計劃|规划到|拟建|拟定|拟于|拟在|拟将|拟|提议|建议|打算|预计|預計|力争|有望|目标|争取|筹划|准备|草案|征求意见|考虑`,
  ],
  [
    'possible',
    `${english('may(?! (?:\\d|of \\d))|might|could|possibl[ey]|probabl[ey]|perhaps|likely|potential(?:ly)?|appears? to|appeared to|seems?(?: to)?|seemed(?: to)?|suspect(?:s|ed)?|believed to|thought to')}|可能|或许|也许|或将|似乎|疑为|恐怕|大概(?!\\d)|估计|推测|或可|有可能|不排除|未必|潜在`,
  ],
  [
    'required',
    `${english('must|should|shall|requir(?:e|es|ed|ing)|obliged to|ought to|mandatory|need(?:s|ed)? to')}|必须|應當|应当|应该|须|要求|不得`,
  ],
  [
    'future',
    `${english("will|would|won['’]t|going to|to be (?=\\p{L}+ed)|is to|are to")}|将要|即将|将会|将于|将在|将(?!军|近|其|来|士|领)|未来将`,
  ],
])

/** Words that say a thing is possible, planned, required, hearsay or to come. */
export function modalitiesIn(text: string): Modality[] {
  return spotted(text, modalities)
    .filter(
      ({ start, end }) =>
        !(
          /^may$/i.test(text.slice(start, end)) &&
          text[start] === 'M' &&
          start > 0 &&
          !/[.!?]\s*$/.test(text.slice(Math.max(0, start - 3), start))
        ),
    )
    .map(({ start, end, meaning }) => ({ start, end, text: text.slice(start, end), modality: meaning }))
}

function spotted<Meaning extends string>(
  text: string,
  patterns: readonly (readonly [Meaning, RegExp])[],
): (Span & { meaning: Meaning })[] {
  const folded = foldWidth(text)
  const all = patterns.flatMap(([meaning, pattern]) =>
    [...folded.matchAll(pattern)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      meaning,
    })),
  )
  all.sort((a, b) => a.start - b.start || b.end - a.end)
  let end = 0
  return all.filter((found) => {
    if (found.start < end) return false
    end = found.end
    return true
  })
}
