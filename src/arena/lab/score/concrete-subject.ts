import { attribution, concrete, happened } from './concrete.ts'
import { causes, invented } from './invented.ts'
import type { Reading } from './sentence-reading.ts'

/**
 * Whether a sentence in which nothing was found that the world could be asked for still claims something that could be
 * looked up. Two signs: words for what befalls things (`concrete`), and a thing of the world as the subject of a sentence
 * that is neither praise nor talk nor about the text itself. Talk puts things elsewhere: `ask about A`, 提起A.
 */
export function claimsMore(reading: Reading): boolean {
  const told = reading.mentions.length > 0 || reading.topics.length > 0
  if (told && happened.test(reading.text) && !consulted.test(reading.text)) return true
  if (told && invented.test(reading.text)) return true
  if (told && causes.test(reading.text) && !ofTheText.test(hideAll(reading))) return true
  const isPerson = /^(?:he|she)(?!\p{L})|^[他她](?!们)/iu.test(reading.text)
  if (!isPerson && !reading.mentions.some((mention) => mention.how !== 'pronoun')) return doneToIt(reading)
  if (attribution.test(reading.text) || fondness.test(reading.text)) return false
  if (concrete.test(reading.text)) return true
  const hidden = hideAll(reading).replace(/^(?:he|she)(?!\p{L})|^[他她](?!们)/iu, (word) =>
    '\u0001'.repeat(word.length),
  )
  return subject.test(hidden) && !opinion.test(hidden) && !ofTheText.test(hidden)
}

/** `It was closed for two years`: `it` is what was spoken of before, where something befell it. */
function doneToIt(reading: Reading): boolean {
  const [first] = reading.mentions
  return first?.how === 'pronoun' && first.start === 0 && concrete.test(reading.text) &&
    !attribution.test(reading.text) && !fondness.test(reading.text) && !opinion.test(reading.text)
} // prettier-ignore

/** Whether a clause that names nothing and tells no value says, beside what was weighed, what befell a thing. */
export function claimsBeside(reading: Reading): boolean {
  if (happened.test(reading.text) && !consulted.test(reading.text)) return true
  if (attribution.test(reading.text) || fondness.test(reading.text)) return false
  return reading.clauses.some(({ start, end }) => {
    const inside = (place: { readonly start: number; readonly end: number }): boolean =>
      start <= place.start && place.end <= end
    if (reading.values.some(inside) || reading.cues.some(inside)) return false
    return befell.test(reading.text.slice(start, end))
  })
}

/** `Designed by P, who …`, `横跨坦贝尔河`: names that are nobody's in the world, beside what was weighed. */
export function namesBeside(reading: Reading): boolean {
  const hidden = hideAll(reading)
  for (const match of hidden.matchAll(englishName)) {
    const words = match[0].split(/[ -]/)
    if (words.every((word) => common.test(word))) continue
    const near = hidden.slice(Math.max(0, match.index - 24), match.index + match[0].length + 16)
    if (!attribution.test(near) && !publication.test(match[0])) return true
  }
  return !/据|报道|《/u.test(reading.text) && chineseName.test(hidden)
}

function hideAll(reading: Reading): string {
  let text = reading.text
  for (const { start, end, how } of [...reading.mentions, ...reading.values.map((value) => ({ ...value, how: 'value' }))])
    if (how !== 'pronoun') text = text.slice(0, start) + (how === 'value' ? '\u0002' : '\u0001').repeat(end - start) + text.slice(end)
  return text
} // prettier-ignore

/** Journals and bulletins that somebody read or quotes. */
const consulted =
  /(?<!\p{L})(?:according to|consult\w*|cit(?:es?|ed|ing)|quot\w+|sources?|(?:journal|magazine|bulletin|newsletter|review)s? (?:says?|states?|reports?|puts|gives))(?!\p{L})|据|来源|查阅|参考|引用|(?:季|月|期)刊(?:称|报道|记载|显示|指出)/iu

/** Why people like something is no news of it. */
const fondness =
  /(?<!\p{L})(?:likes?|loves?|admires?|admirers|fond of|favou?rites?|affection)(?!\p{L})|喜欢|喜爱|热爱|钟爱/iu

const lead = String.raw`(?:(?:in|on|every|each|since|during|after|before|originally|historically|for|at|today|once|initially)(?!\p{L})[^,]{0,40},\s)?`
const ofIt = String.raw`(?:(?:the|most|many|all|some)\s(?!(?:name|picture|photograph|portrait|model|song|story|meaning|word|subject|idea|thought|mention|image|mood|case|question|figure)s?(?!\p{L}))(?:\p{Ll}+\s){1,4}(?:of|in|at|from)\s(?:the\s)?)?`
const subject = new RegExp(
  String.raw`^["'“”\s*-]*${lead}${ofIt}(?:the\s)?(?<!\u0001)\u0001+(?!\u0001)(?:['’]s?\s(?:\p{Ll}+\s){0,3})?(?:,[^,]{3,60},)?\s?(?:\p{L}+\s)?\p{Ll}+` +
    '|' +
    String.raw`^["“”\s*-]*(?:(?:自|每|历史上|早年|起初|最初|当年|从前|近年|战后)[^，,]{0,14}[，,]|如今|目前|现在)?(?<!\u0001)\u0001+(?!\u0001|这个名字|[和与跟、]|的(?:名字|故事|照片|传闻|意义|一切|话题))[^，。；]{4,}`,
  'iu',
)

const opinion =
  /(?<!\p{L})(?:beautiful|lovely|pretty|charm\w*|striking|impressive|impress\w*|memorable|remarkabl\w+|interesting|popular|beloved|well[- ]known|known to|landmark|worth\w*|attracti\w+|elegan\w+|grace\w*|majestic|magnificent|splendid|picturesque|scenic|pleasan\w+|delight\w*|icon\w*|symbol\w*|pride|treasure|gem|jewel|must|best|finest|greatest|importan\w+|significan\w+|notabl\w+|deserves?|should|may|might|could|would|will|perhaps|probably|arguably|undoubtedly|doubt\w*|certainly|surely|seems?|appears?|looks?|feels?|sounds?|admired|loved|liked|fascinat\w+|surpris\w+|great|good|bad|ugly|dull|excellent|outstanding|unique|special|special place|sights?|views?|atmosphere|inspiring|unforgettable|exciting|modest|proud|familiar|nobody|everybody|everyone|anybody|very|rather|quite|relatively|fairly|(?:is|was|are|were|remains?) (?:an? |the )?(?:expensive|cheap|long|short|deep|shallow|large|small|old|young|new|big|busy|high|low)(?= \p{L}+[.,;]|[.,;]|$)|a (?:kilomet|mile|million|century)\w*|more than|less than|again|always|never fails|easy|hard|difficult|hearts?|opinions?|stubborn\w*)(?!\p{L})|[美妙佳]|漂亮|迷人|壮观|宏伟|雄伟|优雅|难忘|值得|有名|著名|知名|受欢迎|地标|标志|象征|名片|骄傲|景致|风景|景色|风光|名胜|瑰宝|明珠|印象|最好|重要|独特|特别|有趣|有意思|令人|让人|无疑|毫无疑问|也许|或许|大概|可能|似乎|看来|想必|应当|应该|必须|必定|可谓|堪称|不愧|魅力|韵味|心目中|赞|好评|名字|话题|议论|谈|提起|说起|老少|见仁见智|评价|颇|相当|十分|非常|比较[大小长短多少]|[很较][大小长短多少高低深浅新老贵]|不[大小长短多少]/iu

const ofTheText =
  /(?<!\p{L})(?:reports?|reported|sections?|tables?|below|above|following|sources?|figures?|data|pages?|compar\w+|discussed|described|listed|mentioned|covered|details?|information|overview|summary|questions?|answers?|evidence|documented|considered|treated|research|calculat\w+|added up|verif\w+|checked|articles?|notes?|consult\w*|estimates?|unclear|unknown|known)(?!\p{L})|本文|报告|下文|下表|如下|以下|上述|上文|资料|数据|信息|来源|表格|介绍|相比|对比|整理|汇总|核实|查阅|查证|参考|页面|网页|文献|证据|说法|统计|章节|一节|问题|答案|结论|记录|记载|情况|为准|口径|不详/iu

const befell =
  /(?<!\p{L})(?:destroyed|damaged|burn(?:ed|t)|flooded|collapsed|demolished|restored|renovated|refurbished|rebuilt|reconstructed|widened|extended|repainted|award(?:s|ed)?|prize|medal|acquired|merged|bankrupt\w*|famous for|known for|renowned for|named after|twinned|sister (?:city|town)|partner town|father|mother|brother|sister|married|replac(?:ed|ing) an?|specialis\w+ in|funded by|financed by|paid for by)(?!\p{L})|毁于|烧毁|倒塌|拆除|修缮|翻修|重建|扩建|重修|改建|加固|获奖|荣获|获得.{1,12}奖|并购|破产|以.{1,12}(?:闻名|著称)|因.{1,12}(?:闻名|著称)|得名|友好城市|父亲|母亲|哥哥|弟弟|姐姐|妹妹|结婚|取代了|专门?从事/iu

/** A capital letter inside a sentence. */
const englishName = /(?<![.!?:;"“”'‘’(\u0001*#|—]\s*|^\s*|[\p{L}\d-])\p{Lu}\p{Ll}{2,}(?:[ -]\p{Lu}\p{Ll}+)*/gu
const common =
  /^(?:Bridges?|Museums?|Lakes?|Institutes?|Festivals?|Works|Holdings|Shipping|Instruments|Company|Town|City|Hall|Mayors?|Directors?|Head|Designers?|Builders?|Opened|Length|Cost|Daily|Traffic|Visitors?|Collection|Location|Area|Depth|Population|Staff|Founded|Headquarters|Attendance|Sponsor|Birthplace|Born|Employer|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|English|Chinese|European|Europe|Euros?|World|The|In|On|It|Its|By|As|Since|Until|And|But|Of|Both|Their|His|Her|This|That|These|Those|According|Internet|Web|Wikipedia|Note|Source|Today|Metres?|Kilometres?|North|South|East|West|First|Second)$/
/** How newspapers, registers and the like are called. */
export const publication =
  /(?:Courier|Register|Gazette|Herald|Tribune|Review|Archives?|Times|Post|Press|Bulletin|Chronicle|Journal|Yearbook|Almanac|News|Daily|Weekly|Record|Observer|Mirror|Guardian|Echo|Voice|Dispatch|Ledger|Letter|Digest|Monitor|Standard|Star|Sun|Telegraph|Globe|Atlas|Guide|Portal|Wiki|Survey|Office|Statistics|Notes?|Files?|Library)(?!\p{Ll})/u
const chineseName =
  /[\u4e00-\u9fff]{1,5}·[\u4e00-\u9fff]{1,6}|(?:横跨|跨越|流经|注入|毗邻|邻近|流入|源自|靠近)(?!\u0001)[\u4e00-\u9fff]{1,6}(?:河|江|溪|山|镇|市|湖|海|峡)|\u0001(?:、|和|与|以及|及)(?!其|另|该|这|那|两|三|四|五|其他)[\u4e00-\u9fff]{2,7}(?:大桥|博物馆|艺术节|研究所|控股公司|航运公司|工程公司|仪器公司)/u
