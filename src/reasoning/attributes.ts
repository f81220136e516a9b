import type { Language } from '#vocabulary'
import type { AnswerType } from './answer-type.ts'

/**
 * What things are asked about, in the words of English and Chinese sources: a question asks for a population where a
 * page speaks of inhabitants, and for 造价 where a table says 耗资. Properties that encyclopedias give for places,
 * buildings, bodies, works and people, with the names that Wikidata lists for them and the verbs that tell them. Long
 * because it is a table.
 */
export interface Attribute {
  readonly name: string
  /** Words that ask for it, tell it, or head its column. */
  readonly words: RegExp
  /** What its value is. */
  readonly expects: AnswerType
  /** What its amount is measured in (`Quantity.unit`); absent = not told apart. */
  readonly unit?: RegExp
  /** What its amount counts, where it counts. */
  readonly counts?: RegExp
}

const count = /^$/
const people =
  /^(?:people|persons?|inhabitants?|residents?|citizens?|employees?|workers?|staff|visitors?|guests?|tourists?|spectators?|attendees?|members?|students?|pupils?|men|women|children|jobs|full-time)\b|^[人名位个口]|人次|员工|居民|游客|观众/iu
const things =
  /^(?!(?:people|persons?|inhabitants?|residents?|employees?|visitors?|vehicles?|cars?)\b|[人名位口]|人次)/iu
const traffic = /^(?:vehicles?|cars?|trucks?|lorries|trains?|passengers?|axles?)\b|^辆|车|列|班/iu

const table: readonly (readonly [
  name: string,
  expects: AnswerType,
  words: RegExp,
  unit?: RegExp,
  counts?: RegExp,
])[] = [
  // Amounts.
  [
    'population',
    'quantity',
    /\bpopulat|\binhabit|\bresidents?\b|\bpeople (?:who )?(?:live|reside)|\bcensus|\bpopulous|\bliv(?:e|es|ing) (?:in|at|there)|人口|居民|常住|户籍|居住/iu,
    count,
    people,
  ],
  [
    'staff',
    'quantity',
    /\bemploy(?!er\b|ed (?:by|at))|\bstaff|\bworkforce|\bpayroll|\bheadcount|\bpersonnel|\bworkers?\b|\bjobs?\b|\bpeople (?:who )?work|\bwork(?:ed|s)? (?:at|for|in)|员工|雇员|职工|雇用|雇佣了|从业人员|在职|用工|编制|人手/iu,
    count,
    people,
  ],
  [
    'visitors',
    'quantity',
    /\bvisit|\btickets?\b|\badmissions\b|\btourists?|\bguests?\b|\battendance|\bfootfall|\bgate\b|参观|游客|访客|观众|客流|到访|接待|售票|入馆|入园/iu,
    count,
    people,
  ],
  [
    'attendance',
    'quantity',
    /\battend|\bturn-?out|\bcrowds?\b|\baudience|\bspectators?|\battract|\bdr[ea]ws?\b|\btickets?\b|\bcame to\b|到场|出席|观众|参加|参与|吸引|入场/iu,
    count,
    people,
  ],
  ['members', 'quantity', /\bmembers?(?:hip)?\b|成员|会员|委员/iu, count, people],
  ['students', 'quantity', /\bstudents?|\bpupils?|\benrol|学生|在校|在读/iu, count, people],
  [
    'traffic',
    'quantity',
    /\btraffic|\bvehicles?\b|\bcars\b|\bcross(?:es|ed|ing)?\b|\bpassengers?|\bridership|流量|车辆|通行|客运|客流|过往/iu,
    count,
    traffic,
  ],
  [
    'collection',
    'quantity',
    /\bcollection|\bholdings\b|\bholds\b|\bobjects\b|\bitems\b|\bart(?:e|i)facts?\b|\bexhibits\b|\binventor|\bpieces\b|\bcatalogu|藏品|馆藏|收藏|藏有|展品|藏书|清册/iu,
    count,
    things,
  ],
  [
    'area',
    'quantity',
    /\bareas?\b|\bcovers?\b|\bsurface|\bsquare\b|\bhectares?|\bacres?|\bextents?\b|\bhow (?:large|big)\b|\b(?:larger|bigger)\b|\bsize\b|\bextends? over|km²|m²|面积|平方|公顷|多大|占地|亩|辽阔/iu,
    /^area$/,
  ],
  ['depth', 'quantity', /\bdeep(?:er|est)?\b|\bdepths?\b|深/iu, /^length$/],
  [
    'length',
    'quantity',
    /\blong(?:er|est)?\b(?! ago)|\blengths?\b|\bspans?\b|\bstretch(?:es)?\b|长度|全长|总长|多长|更长|最长|长约|长\d|延伸|跨度/iu,
    /^length$/,
  ],
  [
    'height',
    'quantity',
    /\bhigh(?:er|est)?\b|\btall(?:er|est)?\b|\bheights?\b|\baltitude|\belevation|\brises\b|\babove sea|高度|海拔|多高|高约|高\d|标高/iu,
    /^length$/,
  ],
  ['width', 'quantity', /\bwide(?:r|st)?\b|\bwidths?\b|\bbroad\b|\bacross\b|宽/iu, /^length$/],
  ['distance', 'quantity', /\bdistances?\b|\bhow far\b|\baway\b|距离|多远|相距|里程/iu, /^length$/],
  ['weight', 'quantity', /\bweigh|\bmass\b|\bheavy\b|重量|质量|多重|重达|重约/iu, /^mass$/],
  ['volume', 'quantity', /\bvolumes?\b|\bcapacit|\bstorage|容量|库容|体积|容积|蓄水|方量/iu],
  ['speed', 'quantity', /\bspeeds?\b|\bvelocity|\bfast\b|速度|时速|流速/iu],
  [
    'duration',
    'quantity',
    /\bdurations?\b|\blast(?:s|ed)\b|\bhow long\b|\btook\b|历时|工期|持续|时长|多久|为期/iu,
  ],
  // Money.
  [
    'cost',
    'money',
    /\bcosts?\b|\bprices?\b|\bbills?\b|\bbudget|\bspen[dt]|\bexpen[sd]|\bworth\b|\bpaid\b|\binvest|\bfund(?:s|ed|ing)\b|造价|成本|费用|耗资|花费|花了|投资|预算|账单|价格|售价|总价|经费|资金|出资/iu,
    /^currency/,
  ],
  [
    'revenue',
    'money',
    /\brevenues?\b|\bturnover|\bsales\b|\bincome\b|\bprofits?\b|\bearn|营收|收入|销售额|利润|营业额/iu,
    /^currency/,
  ],
  // Days.
  [
    'founded',
    'date',
    /\bfound(?:ed|ing|ation|ers?)\b|\bestablish|\bset up\b|\bdat(?:es?|ing) (?:from|back)|\bincorporat|\borigins?\b|\bcreat(?:ed|ion)\b|\bformed\b|\binception|\bsince\b|成立|创立|创办|建立|创建|始建|设立|组建|建于|创始|诞生|建馆|建校|建所/iu,
  ],
  [
    'opened',
    'date',
    /\bopen(?:ed|ing|s)?\b|\binaugurat|\binto (?:service|use|operation)|\bfirst (?:crossed|used|traffic)|通车|开通|开放|启用|开业|开馆|落成|投入使用|揭幕/iu,
  ],
  ['built', 'date', /\bbuilt\b|\bconstruct|\bcomplet(?:ed|ion)|建成|竣工|完工|修建|建造|兴建|动工|开工/iu],
  [
    'first-held',
    'date',
    /\bfirst (?:\w+ )?(?:held|editions?|took place|staged|celebrated|organi[sz]ed|festival)|\binaugural|\bsince\b|\blaunch|首次|第一次|首届|第一届|首办|创办|始于|起源|举办以来/iu,
  ],
  ['born', 'date', /\bborn\b|\bbirth(?:day|date|s)?\b|出生|生于|生日|诞生|诞辰|降生|出世/iu],
  [
    'died',
    'date',
    /\bdied?\b|\bdeaths?\b|\bdies\b|\bpassed away|\bkilled\b|去世|逝世|卒于|死于|病逝|身亡|卒年/iu,
  ],
  [
    'ended',
    'date',
    /\bclosed?\b|\bclosure|\bdissol|\babolish|\bceased?\b|\bdefunct|关闭|撤销|解散|停办|废止|停用/iu,
  ],
  ['published', 'date', /\bpublish|\breleas|\bissued\b|\bappeared\b|出版|发布|发行|刊登|公布|上映/iu],
  // Persons and bodies.
  [
    'head',
    'name',
    /\bheads?\b|\bheaded\b|\blead(?:s|ers?|ership)?\b|\bled\b|\bdirect(?:ors?|s|ed)\b|\bchie?f\b|\bchair|\bpresident|\bCEO\b|\bin charge\b|\bruns?\b|\bmanage(?:[drs]|ment\b)|\brector|\bdean\b|\bprincipal|\bhelm\b|\bboss\b|\bgovern(?:or|s|ed)\b|负责人|领导|主任|院长|所长|馆长|主席|总裁|经理|董事长|校长|首席|执掌|掌管|主管|会长|局长|行长|台长|馆务|统领/iu,
  ],
  ['mayor', 'name', /\bmayors?\b|\b(?:town|city) hall\b|镇长|市长|县长|区长|乡长|村长|镇政府|市政府/iu],
  ['minister', 'name', /\bministers?\b|\bsecretar(?:y|ies)\b|部长|大臣|国务卿|书记/iu],
  [
    'designer',
    'name',
    /\bdesign|\barchitects?|\bdrew\b|\bdrawn\b|\bblueprint|\bplans (?:of|for|were)|设计|建筑师|图纸|蓝图/iu,
  ],
  ['builder', 'name', /\bcontractors?\b|\bbuilt by\b|\bbuilders?\b|承建|施工|建造者|承包/iu],
  [
    'author',
    'name',
    /\bauthors?\b|\bwrote\b|\bwritten\b|\bwriters?\b|\bcompos|\bpainted\b|\bpainters?\b|作者|撰写|编写|创作|著者|作曲|编者/iu,
  ],
  ['founder', 'name', /\bfounders?\b|\bfounded by\b|创始人|创办人|创建者|奠基人|发起人/iu],
  ['inventor', 'name', /\binvent|\bdiscover|发明|发现者|首创/iu],
  ['owner', 'name', /\bown(?:s|ed|ers?)?\b|\bbelongs?\b|\bproprietor|所有者|业主|拥有|归属|所有权|产权/iu],
  [
    'sponsor',
    'name',
    /\bsponsor|\bfund(?:s|ed|er|ing)\b|\bback(?:s|ed|ers?|ing)\b|\bpatron|\bdonor|\bfinanc|\bpay(?:s|ing)? for\b|赞助|资助|出资|冠名|支持/iu,
  ],
  ['operator', 'name', /\boperat(?:es?|ed|ors?)\b|\bmaintain|运营|经营|运行单位|管理单位|维护/iu],
  [
    'employer',
    'name',
    /\bwork(?:s|ed|ing)? (?:for|at|with)\b|\bemploy(?:er|ed|s|ment)|\bjobs? (?:at|with)\b|\bpayroll of\b|\bjoin(?:s|ed)\b|任职|受雇|雇主|供职|就职|工作单位|效力|受聘|上班|入职/iu,
  ],
  [
    'training',
    'name',
    /\btrain|\bstud(?:y|ied|ies)\b|\bgraduat|\bdegrees?\b|\beducat|\balma mater|\bcourses? of study|\blearned\b|\bschooled|\bdiploma|毕业|就读|培养|受训|学习|深造|求学|母校|培训|学成|学业|受教育/iu,
  ],
  [
    'spouse',
    'name',
    /\bspouse|\bmarri|\bmarry|\bwi(?:fe|ves)\b|\bhusband|\bwed(?:s|ded|ding)?\b|妻|丈夫|配偶|结婚|嫁|娶/iu,
  ],
  ['parent', 'name', /\bparents?\b|\bfathers?\b|\bmothers?\b|\bson of\b|\bdaughter of\b|父|母亲|之子|之女/iu],
  ['child', 'name', /\bchild(?:ren)?\b|\bsons?\b|\bdaughters?\b|子女|儿子|女儿|孩子/iu],
  [
    'winner',
    'name',
    /\bwinn?(?:er|ers|s|ing)?\b|\bwon\b|\bchampions?\b|\bawarded to\b|得主|冠军|获奖|夺冠|获胜/iu,
  ],
  ['award', 'name', /\bawards?\b|\bprizes?\b|\bmedals?\b|\bhonou?rs?\b|奖|勋章|荣誉/iu],
  [
    'predecessor',
    'name',
    /\bpredecess|\bpreced|\bsucceed|\bsuccess(?:or|ion)|\breplac|前任|继任|接替|接任/iu,
  ],
  // Places.
  [
    'location',
    'place',
    /\blocat|\bsituat|\bstands? (?:in|on|at)\b|\blies\b|\bhome (?:to|of)\b|\bbased\b|\bsites?\b|\bwhereabouts|\baddress|\bseats? (?:in|of)\b|\bwhere\b|\bthere in\b|\bfound (?:in|at|on)\b|位于|坐落|坐落于|所在|地处|在哪|设在|设于|地点|地址|落户|地处|座落|设址|选址/iu,
  ],
  [
    'headquarters',
    'place',
    /\bheadquarter|\bhead office|\bmain office|\bbased\b|\bruns? its business from|\bseats? (?:in|of)\b|总部|总公司|本部|总社/iu,
  ],
  ['birthplace', 'place', /\bbirthplace|\bborn in\b|\bnative of\b|出生地|籍贯|生于|出生于|故乡/iu],
  ['residence', 'place', /\bliv(?:e|es|ed|ing) in\b|\bresid|\bhome\b|居住|住在|定居|住址/iu],
  [
    'host',
    'place',
    /\bhosts?\b|\bhosted\b|\bheld (?:in|at)\b|\b(?:takes?|took) place\b|\bvenues?\b|\bstaged\b|\bhome (?:to|of)\b|举办地|举办城|主办|举行|举办|承办|会场/iu,
  ],
  ['capital', 'place', /\bcapitals?\b|首都|省会|首府/iu],
  ['country', 'place', /\bcountr(?:y|ies)\b|\bnations?\b|\bnationalit|\bcitizen|国家|国籍|哪国/iu],
  [
    'largest',
    'name',
    /\blargest\b|\bbiggest\b|\bgreatest\b|\bmost populous|\bmain (?:town|city)\b|最大|首位/iu,
  ],
  ['flows-into', 'name', /\bflows? into\b|\bempties\b|\bmouth\b|\btributar|流入|流经|注入|支流|汇入/iu],
  ['crosses', 'name', /\bcrosses\b|\bspans\b|\bover the\b|跨越|横跨|跨过/iu],
  ['language', 'name', /\blanguages?\b|\bspoken\b|\bspeaks?\b|语言|官方语|使用语/iu],
  ['currency', 'name', /\bcurrenc(?:y|ies)\b|货币/iu],
  ['occupation', 'name', /\boccupation|\bprofessions?\b|\bby trade\b|职业|从事/iu],
  ['products', 'list', /\bproduc(?:es?|ts?|ed)\b|\bmanufactur|\bmakes\b|产品|生产|制造/iu],
]

/** How the value of an amount or a day is called, where a question is put for each of several things. */
const labels: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  population: { en: 'population', zh: '人口' },
  staff: { en: 'number of employees', zh: '员工数量' },
  visitors: { en: 'number of visitors', zh: '参观人数' },
  attendance: { en: 'attendance', zh: '到场人数' },
  members: { en: 'number of members', zh: '会员人数' },
  students: { en: 'number of students', zh: '学生人数' },
  traffic: { en: 'traffic', zh: '交通流量' },
  collection: { en: 'size of the collection', zh: '藏品数量' },
  area: { en: 'area', zh: '面积' },
  depth: { en: 'depth', zh: '深度' },
  length: { en: 'length', zh: '长度' },
  height: { en: 'height', zh: '高度' },
  width: { en: 'width', zh: '宽度' },
  weight: { en: 'weight', zh: '重量' },
  volume: { en: 'capacity', zh: '容量' },
  speed: { en: 'speed', zh: '速度' },
  duration: { en: 'duration', zh: '工期' },
  cost: { en: 'cost', zh: '造价' },
  revenue: { en: 'revenue', zh: '收入' },
  founded: { en: 'founding year', zh: '成立年份' },
  opened: { en: 'opening date', zh: '启用日期' },
  built: { en: 'date of completion', zh: '建成日期' },
  'first-held': { en: 'year of the first edition', zh: '首次举办年份' },
  born: { en: 'date of birth', zh: '出生日期' },
  died: { en: 'date of death', zh: '去世日期' },
  published: { en: 'date of publication', zh: '发布日期' },
}

/** What an attribute that can be compared and counted together is called; undefined for all others. */
export function labelOf({ name }: Attribute, language: Language): string | undefined {
  return labels[name]?.[language]
}

/** All of them. */
export const attributes: readonly Attribute[] = table.map(([name, expects, words, unit, counts]) => ({
  name,
  expects,
  words,
  ...(unit ? { unit } : {}),
  ...(counts ? { counts } : {}),
}))

/** The one of that name. */
export function attributeNamed(name: string): Attribute {
  return attributes.find((one) => one.name === name)!
}

/** The attributes that a text speaks of, by whatever words. */
export function attributesIn(text: string): Attribute[] {
  return attributes.filter(({ words }) => words.test(text))
}
