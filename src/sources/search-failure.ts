import { AttemptFailure, KaojuError, noCost, parseRetryAfter, type ErrorCode } from '#runtime'

/**
 * What went wrong at a search engine, by name. Services tell the same thing in many ways (a used-up account is 402,
 * 403, 429, 432 or 200 with a sentence), so the status is read together with what is said.
 *
 * 1. What waiting or repeating cannot mend (key, quota, a wall for robots) is `search-refused` and not repeated.
 * 2. Nothing of what an answer echoes may show the key.
 */
export type SearchFailureCode = Extract<ErrorCode, `search-${string}`>

/** A failure that an engine finds in an answer; who runs the engine adds its name. */
export function searchFailure(code: SearchFailureCode, reason: string, status = 200): KaojuError {
  return new KaojuError(code, { reason, status })
}

/** The answer is something else than results. */
export function unreadable(reason: string): KaojuError {
  return searchFailure('search-unreadable', reason)
}

/** An error that came with status 200, or one an engine reads itself: named by what it says. */
export function toldFailure(said: string, status = 200): KaojuError {
  return searchFailure(codeOf(status, said.slice(0, longestRead)), shown(said), status)
}

/** An answer that is a web page where results were expected. */
export function pageInstead(text: string, status = 200): KaojuError {
  if (asksForProof(text))
    return searchFailure('search-refused', 'it asks for proof that no robot is asking', status)
  return unreadable(text.trim() === '' ? 'an empty answer' : shown(`a web page: ${titleOf(text)}`))
}

/** A failure for an answer whose status says so. */
export function statusFailure(
  answer: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly text: string
  },
  now: number,
): AttemptFailure {
  const { status, headers, text } = answer
  const retryAfter = parseRetryAfter(headers, now)
  const page = isPage(text)
  const said = page ? titleOf(text) : saidIn(text)
  // Cloudflare shows its wall with 403 and 503.
  if (page && asksForProof(text) && status !== 429 && (status < 500 || status === 503))
    return new AttemptFailure(pageInstead(text, status))
  const limited = headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined
  const code = status === 403 && limited && !quota.test(said) ? 'search-busy' : codeOf(status, said)
  const error = searchFailure(code, shown(said) || 'no reason given', status)
  const mends = status >= 500 || status === 408 || status === 425
  return new AttemptFailure(error, {
    ...(retryAfter === undefined ? {} : { retryAfter }),
    // Asking again would bring the same: with `saidOnce`, a failure that carries a cost is not repeated.
    ...(code === 'search-failed' && !mends ? { cost: noCost } : {}),
  })
}

const quota =
  /\bquota|\bcredits?\b|billing|payment|insufficient.{0,20}(?:balance|funds)|usage limit|plan'?s?.{0,20} limit|limit of your plan|upgrade your plan|subscription (?:has )?expired|余额|欠费|额度|配额|充值/i
const perTime = /per (?:second|minute|hour)|rate.?limit|too many requests|too frequent|频率|频繁|限流|稍后/i
const key =
  /api.?key|(?:access|api|auth|bearer|subscription)[ _-]?token|(?:invalid|expired).{0,12}token|unauthori[sz]ed|unauthenticated|forbidden|authenticat|credential|not allowed|permission|denied|密钥|鉴权|认证|未授权|无权|令牌/i

function codeOf(status: number, said: string): SearchFailureCode {
  if (status === 429 || perTime.test(said))
    return quota.test(said) && !perTime.test(said) ? 'search-refused' : 'search-busy'
  if ([401, 402, 403, 404, 407, 410, 432, 433, 451].includes(status)) return 'search-refused'
  if (status < 500 && (quota.test(said) || key.test(said))) return 'search-refused'
  return 'search-failed'
}

/** What an error body says, whoever wrote it. */
export function saidIn(text: string): string {
  // Nobody explains an error at such length.
  if (text.length > 65_536) return text.slice(0, longestRead)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return text.slice(0, longestRead)
  }
  const words: string[] = []
  const walk = (value: unknown, depth: number): void => {
    if (words.join(' ').length > longestRead || depth > 4) return
    if (typeof value === 'string') words.push(value)
    else if (Array.isArray(value)) for (const one of value.slice(0, 5)) walk(one, depth + 1)
    else if (typeof value === 'object' && value !== null)
      for (const [name, one] of Object.entries(value)) if (telling.test(name)) walk(one, depth + 1)
  }
  walk(body, 0)
  return words.join(': ').slice(0, longestRead)
}

const telling =
  /^(?:errors?|message|msg|detail|details|description|reason|code|title|type|status_msg|error_msg|error_description|statusText)$/i
const longestRead = 2_000

/** A web page, by its beginning. */
export function isPage(text: string): boolean {
  return /^\s*(?:<!doctype html|<html|<head|<body|<!--|<title|<h1|<script|<p\b)/i.test(text.slice(0, 500))
}

function asksForProof(text: string): boolean {
  return /captcha|anomaly[-_.](?:modal|js|detect)|unusual traffic|are you (?:a )?(?:human|robot)|verif(?:y|ying) (?:that )?you are (?:a )?human|confirm this search was made by a human|cf-chl-|challenge-platform|just a moment\.\.\.|before you continue|安全验证|人机验证|滑动验证|异常流量/i.test(
    text.slice(0, 200_000),
  )
}

function titleOf(page: string): string {
  const head = page.slice(0, 50_000)
  const title = /<title[^<>]*>([^<]*)/i.exec(head)?.[1] ?? /<h1[^<>]*>([^<]*)/i.exec(head)?.[1]
  return (title ?? head.slice(0, 300).replace(/<[^<>]*>/g, ' ')).trim()
}

function shown(said: string): string {
  const line = said
    .slice(0, longestRead)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return line.length > 160 ? `${line.slice(0, 160).toWellFormed()}…` : line.toWellFormed()
}
