import { parseDuration } from '#runtime'

/**
 * What tools say when they fail, read for two things: that asking again later may go better, and that the tool is not
 * there, or not as it was. It is text from outside: it decides no more than whether, and when, the same is asked
 * again, and how long is bounded by whoever waits.
 */
export interface Complaint {
  /** Too much is asked of it, or something took too long. */
  readonly busy: boolean
  /** Milliseconds that it asks to wait. */
  readonly wait?: number
  /** It does not know the tool, or not with these arguments. */
  readonly unknownTool: boolean
}

export function readComplaint(text: string): Complaint {
  // Nobody explains an error at such length.
  const said = text.slice(0, 2_000)
  const busy = busyWords.test(said)
  const wait = busy ? waitIn(said) : undefined
  return {
    busy,
    ...(wait === undefined ? {} : { wait }),
    unknownTool: !busy && unknownWords.test(said),
  }
}

/** Numbers of statuses count where they stand as such: there may be no record 429. */
const busyWords = new RegExp(
  [
    String.raw`^\W*(?:408|429|502|503|504)\b(?!\s*(?:records|results|items))`,
    String.raw`\b(?:http|status|error|code)\W{0,3}(?:code\W{0,3})?(?:408|429|502|503|504)\b`,
    String.raw`\btoo many (?:concurrent )?requests\b|\brate[- ]?limit|\bthrottl(?:ed|ing)\b|\boverload`,
    String.raw`\b(?:server|service) (?:is )?(?:currently )?(?:busy|unavailable)\b|\btemporarily unavailable\b`,
    String.raw`\b(?:try|retry)(?: again)? (?:later|after|in \d|in a)`,
    String.raw`\btimed out\b|\bdeadline exceeded\b|\bETIMEDOUT\b`,
    String.raw`\b(?:request|connection|gateway|operation|read|upstream|server|query|search)[- ]time-?out\b`,
    String.raw`\btime-?out (?:of|after|while|exceeded|reached|error|waiting)\b|^\W*time-?out\W*$`,
    '请求(?:过多|过于频繁|太频繁|频率|超时)|(?:操作|访问)(?:过于|太)频繁|限流|(?:服务|系统|服务器)(?:繁忙|过载|暂不可用)|过载|超时|稍后(?:再试|重试)',
  ].join('|'),
  'i',
)

const unknownWords =
  /\bunknown (?:tool|method|argument|parameter)\b|\bno (?:such|known) tool\b|\btool\b.{0,200}?(?:\bnot (?:found|available|exist|known)|\b(?:does not|doesn't) exist|\b(?:disabled|removed|renamed|deprecated)\b)|\bmethod not found\b|-3260[12]\b|\b(?:invalid|unexpected|missing) (?:required )?(?:arguments?|parameters?)\b|\binput validation error\b|(?:未知|不存在|找不到).{0,10}工具|工具.{0,100}(?:不存在|已移除|未找到|已停用)/is

/** "retry after 1 s", "Retry-After: 30", "in 1m30s", "请在 5 秒后重试". Without a unit it is seconds, as in HTTP. */
function waitIn(said: string): number | undefined {
  const compound = /\b(?:in|after|for|again)\W{1,3}((?:\d{1,4}(?:\.\d{1,3})?(?:ms|h|m|s)){2,4})\b/i.exec(said)
  if (compound) return parseDuration(compound[1]!.toLowerCase())
  const named =
    /(?:\bretry|\btry again|\bwait|\bavailable again|重试|再试|等待)[^\d\n]{0,30}(\d{1,7}(?:\.\d{1,3})?)\s{0,2}(milliseconds?|ms|hours?|h|minutes?|mins?|m|seconds?|secs?|s|毫秒|秒|分钟?|小时)?(?![a-z\d])/i.exec(
      said,
    ) ?? /(\d{1,7}(?:\.\d{1,3})?)\s{0,2}(毫秒|秒|分钟?|小时)钟?(?:之?后|以后)/.exec(said)
  if (!named) return undefined
  const [, amount, unit = 's'] = named
  return Math.round(Number(amount) * millisecondsOf(unit.toLowerCase()))
}

function millisecondsOf(unit: string): number {
  if (unit === 'ms' || unit.startsWith('milli') || unit === '毫秒') return 1
  if (unit.startsWith('m') || unit.startsWith('分')) return 60_000
  if (unit.startsWith('h') || unit === '小时') return 3_600_000
  return 1_000
}
