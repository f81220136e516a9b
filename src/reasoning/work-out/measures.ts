/**
 * What a figure, a date or a relation is about, as two languages say it. Long because it is a table: a line is one
 * measure or relation with the words that tell it. Two sentences that both tell one, and not the same, are about different things.
 */
const lines: readonly (readonly [name: string, english: string, chinese: string])[] = [
  ['staff', 'employ\\w*|staff|payroll|work(?:s|ed|ing)? (?:at|for)|workforce|workers|headcount', '员工|职工|雇用|雇佣|上班|雇员'],
  ['population', 'population|inhabitants?|residents?|home to|liv(?:e|es|ed|ing)|register', '人口|居民|居住|常住'],
  ['audience', 'attend\\w*|attract\\w*|audiences?|came to|tickets?|visit\\w*|visitors?|welcom\\w*|drew|spectators?|guests', '到场|吸引|入场|售票|参观|观众|接待|游客|观看|走进'],
  ['length', 'long|longer|longest|length|measures|spans?|shorter|shortest', '全长|长度|总长|(?<![馆镇市校院会部县区增成队班组船家社州行局董首处科所军])长(?!期|官|江|城|沙|春|任|者|老)|更短|最短'],
  ['height', 'tall|taller|tallest|height|high|elevation|altitude|lower peak', '高度|海拔|身高|楼高|塔高'],
  ['depth', 'deep|deeper|deepest|depth|soundings?|shallower|shallowest', '深度|水深|深处|深(?!圳|受|入|化|刻)|更浅|最浅|触底'],
  ['width', 'wide|wider|widest|width|broad', '宽度|宽'],
  ['area', 'area|cover(?:s|ed|ing)?|surface|square|hectares?|acres?', '面积|水面|占地|幅员'],
  ['capacity', 'capacity|volume|hold up to|seats?|seating', '容量|库容|座位|容积'],
  ['weight', 'weigh\\w*|heav\\w*|mass|lighter|lightest', '重量|体重|更重|最重|重达|质量'],
  ['cost', 'costs?|cost|price|bill|spent|spending|expens\\w*|cheap\\w*|dear(?:er|est)|invest\\w*', '造价|花费|耗资|账单|投入|成本|费用|造价|投资|价格|花了'],
  ['revenue', 'revenues?|turnover|sales|earned', '营收|收入|营业额|销售额'],
  ['profit', 'profits?|earnings', '利润|盈利'],
  ['budget', 'budgets?|funding', '预算|经费'],
  ['traffic', 'traffic|busier|busiest|vehicles?|counters|carr(?:y|ies|ied)|cross(?:es|ed|ing)?|daily load', '车流|通行|车辆|每日记录'],
  ['collection', 'collections?|holds?|held|objects?|inventory|comprises?|items', '藏品|收藏|馆藏|清册'],
  ['output', 'produc\\w+|output|manufactur\\w*|generat\\w+|yields?', '产量|生产|发电|产出'],
  ['speed', 'speed|fast|faster|fastest|slower|slowest', '速度|时速|更快|最快'],
  ['students', 'students?|pupils?|enrol\\w*', '学生|在校生'],
  ['deaths', 'died|deaths?|dead|killed|fatalit\\w+', '死亡|遇难|去世|逝世'],
  ['opening', 'open(?:ed|s|ing)?|inaugurat\\w+|first crossed', '通车|开通|启用|开放|开业|驶过'],
  ['founding', 'found(?:ed|ing|ation)|establish\\w*|existed since|set up in', '成立|创立|创办|创建|存在'],
  ['birth', 'born|birth|birthday|birthplace|native of|into the world', '出生|生日|出生地|家乡|土生土长|来到人世'],
  ['first-held', 'first held|first edition|premiere|first time|first staged', '首届|首次举办|首办|首次举行|第一次拉开'],
  ['completion', 'complet(?:ed|ion)|finished|was built in', '竣工|建成|完工|落成'],
  ['publication', 'publish\\w*|released?|appeared|wrote|written|author\\w*', '出版|发表|发行|作者|撰写'],
  ['sponsor', 'sponsor\\w*', '赞助'],
  ['headquarters', 'headquarter\\w*|head office|run from|based in', '总部'],
  ['location', 'located|location|maps show|stands? in|situated|lies in|there (?:are|is)|is home to', '位于|坐落|境内|所在'],
  ['host', 'takes? place|took place|hosts?|hosted|stages', '举行|举办地|舞台|举办'],
  ['design', 'design\\w*|drew up|architects?|plans (?:for|of)', '设计|图纸|建筑师'],
  ['construction', 'built|builder|builds?|construct\\w*|contract to build', '承建|施工|建造'],
  ['employer', 'works? for|employer|on the books|under contract|worked for', '任职|受雇|雇主|聘用|供职'],
  ['training', 'train(?:ed|ing)|stud(?:y|ied)|degrees?|graduat\\w+', '毕业|求学|学位|母校'],
  ['ownership', 'own(?:s|ed|er|ership)?|acquir\\w+|bought|purchas\\w+|takeover', '拥有|收购|买下|持有'],
  ['prize', 'won|wins?|awards?|prizes?|medals?', '获奖|奖项|夺得|获得|奖牌'],
  ['membership', 'members?|membership|joined', '成员|会员|加入'],
  ['office', 'mayor|director|directed|head(?:s|ed)? (?:of|by)|president|chair\\w*|leads?', '镇长|馆长|负责人|市长|主席|校长|掌管'],
] // prettier-ignore

interface Measure {
  readonly name: string
  readonly pattern: RegExp
}

const measures: readonly Measure[] = lines.map(([name, english, chinese]) => ({
  name,
  pattern: new RegExp(`(?<![\\p{L}\\d])(?:${english})(?![\\p{L}\\d])|${chinese}`, 'giu'),
}))

/** A place in a text where a measure is told. */
export interface Told {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** What a text measures or relates, and by which words. Total. */
export function measuresIn(text: string): Told[] {
  return measures.flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)].map(({ index, 0: word }) => ({
      name,
      start: index,
      end: index + word.length,
    })),
  )
}

const implied: readonly (readonly [RegExp, readonly string[]])[] = [
  [/(?<!\p{L})(?:larger?|largest|smaller|smallest|bigger|biggest)(?!\p{L})|[更最][大小]/iu, ['area']],
  [/(?<!\p{L})(?:older|oldest|younger|youngest|newer|newest)(?!\p{L})|[更最](?:老|新|年轻|年长)/iu, ['birth', 'founding', 'opening', 'completion']],
] // prettier-ignore

/** What a comparing word alone can be about: lakes are larger by their area, bridges older by their opening. */
export function impliedIn(text: string): string[] {
  return implied.flatMap(([pattern, names]) => (pattern.test(text) ? names : []))
}
