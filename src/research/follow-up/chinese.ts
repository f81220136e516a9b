import { datesIn, namesIn } from '#reading'
import { namesOf, type Subject } from './subject.ts'

/** Completes a Chinese question; see `standAlone`. */
export function completeChinese(asked: string, subject: Subject, before: string): string {
  const question = asked.replace(
    /^(?:那么|那|还有|另外|而且|然后)[，,\s]*(?=[^里边么个些座条位家项种时天年次儿样，,])/,
    '',
  )
  const topic = /^(.+?)(?:呢|怎么样|又如何|又怎样)[？?]?$/.exec(question)?.[1]
  if (topic !== undefined && topic.length <= 16) return ofTopic(topic, subject, before)
  if (
    /^(?:是)?(?:为什么|为何|何时|什么时候|哪一?年|在?哪里|在?哪儿|谁|怎么|如何|多少钱?|多久)(?:呢|啊)?[？?]?$/.test(
      question,
    )
  )
    return behind(question, before)
  const resolved = resolve(question, subject)
  if (resolved !== undefined) return resolved
  const filled = fill(question, subject)
  if (filled !== undefined) return filled
  return refersBack(question) ? behind(question, before) : asked
}

/** 珠江呢；2020年呢；造价呢；它的造价呢。 */
function ofTopic(topic: string, subject: Subject, before: string): string {
  const [date] = datesIn(topic)
  if (date && date.text.length >= topic.length - 1) {
    if (subject.date !== undefined) return before.replace(subject.date, () => date.text)
    return subject.one !== undefined && before.startsWith(subject.one)
      ? before.replace(subject.one, (name) => `${name}${topic}`)
      : `${topic}，${before}`
  }
  const pronoun = resolve(topic, subject)
  if (pronoun !== undefined) return mark(pronoun)
  if (attribute.test(topic))
    return subject.one === undefined ? behind(topic, before) : mark(`${subject.one}的${topic}`)
  if (subject.one !== undefined && !/[的了]/.test(topic)) return before.replace(subject.one, () => topic)
  return behind(topic, before)
}

/** 其 as a pronoun: not in 其他, 尤其 … */
const its = /(?<![尤极与何如])其(?!他|它|她|中|实|余|次|间|后|一|二|三)/
const pronoun = /(?<![其吉])[它他她](?!人|国|乡|们)(的)?|(?:它|他|她)们(的)?/
/** 这座桥, 该湖, 那里, 当地. */
const demonstrative =
  /(?:[这那该此](?:座|条|个|部|本|位|家|项|场|所|片|款|篇|幢|艘|架|颗|支)|(?<![应本不活])该|此)([\p{Script=Han}]{1,2}?)(?=[的是有在由于从被何什多几为怎如谁哪和与跟对长高深宽建位总一共花用？?，,]|$)/u
const place = /(?:这|那)(?:里|儿|边)|当地|此地|该地/

function resolve(question: string, { one, all, person }: Subject): string | undefined {
  const own = namesOf(question).find(
    (name) => question.includes(name) && !pronoun.test(name) && !its.test(name),
  )
  const ownAt = own === undefined ? Infinity : question.indexOf(own)
  const put = (at: RegExpExecArray | null, name: string | undefined): string | undefined =>
    at && name !== undefined && at.index <= ownAt
      ? question.slice(0, at.index) +
        name +
        (at[0].endsWith('的') ? '的' : '') +
        question.slice(at.index + at[0].length)
      : undefined
  const at = pronoun.exec(question)
  if (at) {
    const some = at[0].includes('们')
    const human = /[他她]/.test(at[0])
    return put(
      at,
      some && all.length > 1
        ? all.join('和')
        : human && !some
          ? (person ?? (all.length === 1 ? one : undefined))
          : one,
    )
  }
  const owned = its.exec(question)
  if (owned && one !== undefined && owned.index <= ownAt)
    return `${question.slice(0, owned.index)}${one}的${question.slice(owned.index + 1)}`
  const pointed = demonstrative.exec(question)
  if (pointed && one !== undefined && (one.includes(pointed[1]!) || kinds.has(pointed[1]!)))
    return put(pointed, one)
  return put(place.exec(question), one)
}

/** Kinds that a name need not hold to be one of. */
const kinds = new Set([
  '城市',
  '国家',
  '公司',
  '项目',
  '工程',
  '建筑',
  '机构',
  '组织',
  '学校',
  '大学',
  '学派',
  '作品',
  '书',
  '小说',
  '电影',
  '人',
  '地方',
  '事件',
  '战争',
  '条约',
  '法律',
  '产品',
  '模型',
  '系统',
  '技术',
  '河',
  '湖',
  '桥',
  '山',
  '市',
  '省',
  '县',
  '国',
  '校',
  '院',
  '馆',
  '岛',
  '企业',
  '方法',
  '理论',
  '疾病',
  '病',
  '药',
  '药物',
])

/** What something has: without an owner it is that of what was spoken of. */
const attribute =
  /^(?:总)?(?:面积|人口|长度|高度|深度|宽度|重量|造价|成本|费用|预算|投资|产量|产值|首都|作者|译者|主编|设计者|设计师|建造者|建筑师|创始人|创办人|发明人|总部|市长|省长|校长|院长|负责人|原因|结果|意义|作用|影响|工期|规模|特点|缺点|优点|历史|起源|票价|年龄|国籍|价格|股价|营收|利润|海拔|气候|资金来源)$/

/** Chinese leaves a subject out that is understood: 什么时候建成的？面积是多少？有多长？谁设计的？ */
function fill(question: string, { one }: Subject): string | undefined {
  if (one === undefined || namesSomething(question)) return undefined
  const bare = question.replace(/[？?。]+$/, '')
  const owner = /^(.{2,5}?)(?:是|有|为|达)?(?:多少|多[大长高深宽久重]|几|什么|谁|哪|如何|怎样|怎么样)/.exec(
    bare,
  )?.[1]
  if (owner !== undefined && attribute.test(owner)) return `${one}的${question}`
  const tail =
    /^(?:是|由|在|于)?(?:什么时候|何时|哪一?年|哪一天|为什么|为何|怎么|如何|多久|谁|哪里|哪儿|哪个国家|哪国)(.*)$/.exec(
      bare,
    )?.[1]
  // 谁设计的 lacks what was designed; 谁发明了电话 does not.
  const lacks = tail !== undefined && tail.length > 0 && tail.length <= 4 && !/了[^的]/.test(tail)
  if (lacks && (tail.endsWith('的') || !/^(?:是?由?)谁/.test(bare)))
    return `${one}${bare.startsWith('谁') ? '是' : ''}${question}`
  if (
    /^(?:位于|坐落于?在?|建于|始建于|成立于|全长|总长|有多[长高深宽大久重]|占地)/.test(bare) &&
    bare.length <= 10
  )
    return `${one}${question}`
  return undefined
}

/** By form alone: the subject that the grammar would find is what is missing here. */
function namesSomething(question: string): boolean {
  return namesIn(question).some(({ text }) => !attribute.test(text))
}

function refersBack(question: string): boolean {
  if (/^(?:这|那)(?:是|会|有|对|又|意味)/.test(question)) return !namesSomething(question)
  const points = [pronoun, its, place, /(?:前者|后者)/].some((pattern) => pattern.test(question))
  return points && namesOf(question).length === 0
}

function behind(question: string, before: string): string {
  return `${mark(question)}（${before}）`
}

function mark(question: string): string {
  return /[？?]$/.test(question) ? question : `${question}？`
}
