import type { Language } from '#vocabulary'

/** A question for what has arrived, and what it is to be about, where it says so. */
export interface NewsQuestion {
  readonly about?: string
}

/** "since the last run", "since I last asked" … */
const since =
  /\bsince\s+(?:(?:the|my|our|your)\s+)?(?:last|previous|latest)\s+(?:run|time|poll|research|report|visit|check|question|update|look)\b|\bsince\s+(?:I|we|you)\s+last\s+(?:asked|looked|ran|checked|polled|visited)\b/iu
const novelty =
  /\b(?:new|news|changed?|changes|updates?|updated|arrived|added|happened|latest|came\s+in|come\s+in)\b/iu
const asking =
  /^(?:so\W+)?(?:what|which|anything|any|is\s+there|are\s+there|has|have|show|list|tell|give)\b/iu
const place = String.raw`(?:\s+(?:in|from)\s+(?:my|the|our|all)\s+(?:feeds?|library|subscriptions?|sources?))`
/** Without a "since" only what can mean nothing else: "What is new in the 2024 rules?" asks about the rules. */
const bare = new RegExp(
  String.raw`^(?:so\W+)?(?:(what(?:['’]s|\s+is)\s+(?:new|the\s+latest))|anything\s+new|any\s+(?:news|updates?)|what\s+news(?:\s+is\s+there)?|what(?:['’]s|\s+is)\s+the\s+news)(${place})?(?:\s+(?:today|now|here))?(?:\s+(?:about|on|regarding|concerning)\s+([^?？.!]+))?[?？.!\s]*$`,
  'iu',
)
const topic = /\b(?:about|on|regarding|concerning)\s+([^?？.!]+)/iu

const sinceZh =
  /(?:自从?|从|打)?(?:上|前)一?次(?:的)?(?:运行|轮询|研究|查看|检查|更新|提问|报告|查询|抓取)?(?:以来|之后|以后|过后|后|起|到现在|至今)|距(?:离)?上次/u
const noveltyZh = /新内容|新消息|新闻|更新|新增|新的|新动态|新进展|新文章|新东西|变化|新到|最新/u
const what = String.raw`(?:有没有|有无|有什么|有哪些|有啥|都有什么|都有哪些|有)(?:什么|哪些)?(?:新内容|新消息|新动态|新文章|新东西|新的内容|更新)(?:吗|么|呢)?`
const bareZh = new RegExp(
  String.raw`^(?:请问)?(?:最近|现在)?(?:我的|我们的)?(?:订阅源?|资料库|信息源|来源)?(?:里|中|里面)?(?:关于(.{1,60}?)[，,]?(?:的)?)?(?:最近|现在)?${what}[？?。！!\s]*$`,
  'u',
)
const topicZh = /(?:关于|有关)(.{1,60}?)(?:的|[，,]|有(?:没有|什么|哪些|啥)|都有|[？?。]|$)/u

/**
 * Whether a question asks for what has arrived ("What is new since the last run?", “自上次以来有哪些更新”), and about
 * what. A question for what is new *in* a matter is none: that is a question about the matter.
 */
export function asksForNews(question: string, language: Language): NewsQuestion | undefined {
  const asked = question.trim().slice(0, 500)
  return language === 'zh' ? (inChinese(asked) ?? inEnglish(asked)) : (inEnglish(asked) ?? inChinese(asked))
}

function inEnglish(asked: string): NewsQuestion | undefined {
  if (since.test(asked)) {
    if (!asking.test(asked.replace(since, '').trim()) || !novelty.test(asked.replace(since, '')))
      return undefined
    return withTopic(topic.exec(asked.replace(since, ''))?.[1])
  }
  const found = bare.exec(asked)
  if (!found) return undefined
  const [, whatIsNew, where, about] = found
  if (about && whatIsNew && !where) return undefined
  return withTopic(about)
}

function inChinese(asked: string): NewsQuestion | undefined {
  if (sinceZh.test(asked))
    return noveltyZh.test(asked.replace(sinceZh, ''))
      ? withTopic(topicZh.exec(asked.replace(sinceZh, ''))?.[1])
      : undefined
  const found = bareZh.exec(asked)
  return found ? withTopic(found[1]) : undefined
}

function withTopic(about: string | undefined): NewsQuestion {
  const plain = about?.trim().replace(/^[，,\s]+|[，,\s]+$/gu, '') ?? ''
  return plain === '' ? {} : { about: plain }
}
