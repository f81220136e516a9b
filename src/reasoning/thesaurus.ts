/**
 * A small hand-made thesaurus of the words that reports vary: one line is one group of words that may stand
 * for each other. It is no ontology: a group is here because a sentence stays true when the words change.
 */
const groups = `
film movie picture
died die death dead passed
born birth
founded established created set-up foundation founding
bought acquired purchased acquisition purchase
firm company corporation business
begin start commence launch open initiate
end finish conclude complete completion close
show demonstrate reveal indicate find
kill murder slay
rise increase grow growth climb gain surge jump rose
fall decrease decline drop reduce reduction fell shrink
win victory won winner triumph
defeat beat
job position post role
appoint name nominate appointment
lead head led leader
build construct construction built
buy purchase bought
say state announce declare tell told said
big large major great
little small minor
child kid children
woman female women
man male men
doctor physician
attack assault
vehicle car
house home residence
police officer cop
help assist aid support
author writer wrote write written
song track single
album record lp
band group
perform play performance
match game fixture
coach manager trainer
join joined signed sign
leave depart left departure quit
school academy
pupil student
wed marry married marriage wife husband spouse
own possess owner
receive get obtain earn earned
award prize honour honor
publish release issue publication released
approve authorise authorize approval permit
forbid ban prohibit
hurt injure injury wound
huge enormous massive
important significant key
fast quick rapid
location site place
worker employee staff
film-maker director directed
television tv
photo photograph picture image
cash money
prison jail
arrest detain
accuse charge alleged
lake waterbody
pollution contamination
measure monitor monitoring
fund finance funding
cost price expense
restore restoration rehabilitate
yearly annual annually
monthly month
approximately about around roughly
us usa america american united-states
uk britain british
eu europe european
增加 增长 上升 提高 增至 升至 上涨
减少 下降 降低 降至 减至 下跌
完成 完工 竣工 建成
开始 启动 开工 动工
成立 建立 创立 组建
表示 指出 认为 说 称
批准 通过 核准 批复
公布 发布 发表 公告
投资 资金 经费
费用 成本 造价 花费
死亡 去世 逝世
禁止 不得 严禁
企业 公司
学校 院校
居民 村民 市民
投入使用 启用 开放 投用
改善 好转
恶化 变差
购买 收购 采购
召开 举行 举办
占 占比 比例
超过 逾 高于
低于 不足 少于
面积 占地
全部 所有
监测 检测 测定
`

/** Words that cannot both be true of the same thing at once. */
const opposites = `
win lose|won lost|winner loser|victory defeat|open close|opened closed|accept reject|approve reject|allow ban|legal illegal|include exclude|start end|begin finish
arrive leave|buy sell|bought sold|import export|north south|northern southern|east west|eastern western|male female|man woman|men women|boy girl|father mother|son daughter|brother sister|husband wife
first last|best worst|maximum minimum|highest lowest|high low|higher lower|upper lower|early late|earlier later|before after|old young|new old|strong weak|rich poor|hot cold|wet dry|safe dangerous
success failure|succeed fail|profit loss|public private|urban rural|support oppose|supported opposed|guilty innocent|convicted acquitted|alive dead|positive negative|increase decrease|rise fall|rose fell|above below|inside outside|left right|majority minority|day night|morning evening|summer winter|spring autumn|upstream downstream|inflow outflow|surface bottom
通过 否决|批准 驳回|接受 驳回|接受 拒绝|同意 驳回|允许 禁止|开放 关闭|进口 出口|支持 反对|合格 不合格|最高 最低|高于 低于|优于 劣于|上游 下游|东部 西部|南部 北部|北湖 南湖|东湖 西湖|男性 女性|城市 农村|城镇 乡村|增加 减少|上升 下降|改善 恶化|扩大 缩小|提前 推迟|盈利 亏损|成功 失败|表层 底层|夏季 冬季|春季 秋季|白天 夜间|公立 私立|国有 民营|前者 后者|入湖 出湖|第一 第二|首次 末次|达标 超标|流入 流出|有害 无害|左岸 右岸|收入 支出|顺差 逆差
`

/** Sets that exclude each other pairwise: a thing has one of them. */
const exclusive = [
  'january february march april may june july august september october november december',
  'monday tuesday wednesday thursday friday saturday sunday',
  'red blue green yellow black white brown orange purple pink grey gray',
  'north south east west',
  'spring summer autumn winter',
  'gold silver bronze',
  'nitrogen phosphorus oxygen ammonia chlorophyll carbon mercury lead cadmium arsenic',
  '总氮 总磷 氨氮 叶绿素 溶解氧',
  '春季 夏季 秋季 冬季',
  '一期 二期 三期',
]

function index(stem: (word: string) => string): {
  groupOf: Map<string, number[]>
  opposed: Map<string, Set<string>>
} {
  const groupOf = new Map<string, number[]>()
  for (const [group, line] of groups.trim().split('\n').entries())
    for (const word of line.split(' ')) groupOf.set(stem(word), [...(groupOf.get(stem(word)) ?? []), group])
  const opposed = new Map<string, Set<string>>()
  const oppose = (a: string, b: string): void => {
    opposed.set(a, (opposed.get(a) ?? new Set()).add(b))
    opposed.set(b, (opposed.get(b) ?? new Set()).add(a))
  }
  for (const pair of opposites.trim().split(/[|\n]/)) {
    const [a, b] = pair.split(' ')
    oppose(stem(a!), stem(b!))
  }
  for (const line of exclusive) {
    const words = line.split(' ').map((word) => stem(word))
    for (const a of words) for (const b of words) if (a !== b) oppose(a, b)
  }
  return { groupOf, opposed }
}

export interface Thesaurus {
  /** Whether two terms (stems or Chinese words) may stand for each other. */
  synonymous(a: string, b: string): boolean
  opposed(a: string, b: string): boolean
  /** What excludes a term. */
  oppositesOf(term: string): ReadonlySet<string>
}

const nothing: ReadonlySet<string> = new Set()

/** The thesaurus over terms made by `stem`. */
export function createThesaurus(stem: (word: string) => string): Thesaurus {
  const { groupOf, opposed } = index(stem)
  return {
    synonymous: (a, b) => {
      const mine = groupOf.get(a)
      const theirs = groupOf.get(b)
      return mine !== undefined && theirs !== undefined && mine.some((group) => theirs.includes(group))
    },
    opposed: (a, b) => opposed.get(a)?.has(b) ?? false,
    oppositesOf: (term) => opposed.get(term) ?? nothing,
  }
}
