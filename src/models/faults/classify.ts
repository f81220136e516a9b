/**
 * What a reply that is no answer means: one pure function from status, headers and body to a failure of the
 * attempt. Nothing that is classified here was billed.
 *
 * 1. Words come before numbers: vendors use the same status for different things (Zhipu, OpenAI and Moonshot say
 *    429 for an empty account, MiniMax 500, DashScope 400), but their codes and sentences are their own.
 * 2. What the account, the place or the filter says comes before what the request was like; a status decides
 *    only where no words did.
 * 3. A reason quotes the reply, short and on one line, and never holds the key.
 */
import {
  AttemptFailure,
  KaojuError,
  parseDuration,
  parseRetryAfter,
  shownAddress,
  type ErrorCode,
} from '#runtime'
import type { ChatOutput } from '../chat.ts'
import type { Credentials, ModelSpec } from '../model.ts'
import { quotasIn, readErrorBody, retryDelayIn, type ErrorBody } from './error-body.ts'
import { overflowIn } from './overflow.ts'
import { reasonFrom } from './reason.ts'
import { outputLimitIn, refusedPartIn } from './refused-part.ts'

/** A reply as it came. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** Who was asked, and for what. */
export interface Asked {
  readonly spec: Pick<ModelSpec, 'id' | 'provider' | 'baseUrl' | 'contextWindow'>
  readonly credentials: Credentials
  readonly mode?: ChatOutput['mode']
}

/** What a reply that is no answer means. */
export function classify(reply: Reply, asked: Asked): AttemptFailure {
  const body = readErrorBody(reply.body)
  const status = reply.status >= 400 ? reply.status : body.status || reply.status
  const known = body.html
    ? fromPage(status, body)
    : (fromWords(status, body, asked) ?? fromStatus(status, body, asked))
  const retryAfter = waitTold(reply, body)
  const error = new KaojuError(known.code, {
    ...about(asked),
    reason: reasonOf(status, body, asked, known.hint),
    ...known.more,
  })
  return new AttemptFailure(error, error.retryable && retryAfter !== undefined ? { retryAfter } : {})
}

/** The parameters that messages about models name. */
export function about({ spec, credentials }: Asked): Record<string, string> {
  return {
    provider: spec.provider,
    model: spec.id,
    endpoint: shownAddress(spec.baseUrl),
    origin: credentials.origin,
  }
}

interface Known {
  readonly code: ErrorCode
  readonly more?: Readonly<Record<string, string | number>>
  /** Added to the reason. */
  readonly hint?: string
}

const quota =
  /insufficient_quota|exceeded_current_quota|arrearage|accountoverdue|creditserror|insufficient_balance|billing_hard_limit|setlimitexceeded|\b1113\b|\b30001\b|\b1008\b/
const quotaWords =
  /insufficient (?:account )?(?:balance|funds|credits?|quota)|credit balance is too low|balance is (?:insufficient|not enough)|exceeded (?:your )?current quota|account.{0,30}(?:good standing|overdue|suspended)|requires more credits|set inference limit|余额不足|余额不够|欠费|账户已停用/i
const region =
  /unsupported_country|country, region, or territory not supported|location is not supported|not available in your (?:country|region)|region is not supported|该地区|所在地区/i
const filterCodes =
  /content_filter|responsibleaipolicyviolation|data_?inspection_?failed|content_policy_violation|sensitivecontentdetected|\b1301\b|\b1026\b|\b1027\b/
const filterWords =
  /content exists risk|considered high risk|inappropriate content|content management policy|敏感内容|不安全/i
const keyCodes =
  /invalid_api_key|invalidapikey|api_key_invalid|authentication_error|\b1004\b|invalid_authentication/
const keyWords =
  /api[ -_]?key (?:not valid|is invalid|provided is invalid|expired)|(?:incorrect|invalid) api[ -_]?key|no auth credentials|invalid (?:bearer )?token|api[ -_]?key 无效|令牌/i
const modelCodes =
  /model_not_found|modelnotopen|invalidendpointormodel|deploymentnotfound|model_not_exist|\b1211\b/
const modelWords =
  /model.{0,80}(?:does not exist|not exist|not found|is not available|not supported for generatecontent)|^model: |unknown model|no such model|is not found for api version|not a valid model|模型不存在|deployment for this resource does not exist/i
const rate =
  /rate_limit|throttling|limit_requests|resource_exhausted|overloaded|too_many_requests|\b1302\b|\b1303\b|\b1305\b/
const rateWords =
  /rate limit|too many requests|overloaded|over capacity|at capacity|slow down|max request per minute|并发数过高|请求过于频繁|访问量过大/i

function fromWords(status: number, body: ErrorBody, asked: Asked): Known | undefined {
  const { message, codes } = body
  const told = retryDelayIn(body)
  // Google says "exceeded your current quota" of a minute's share too, and then when to come back.
  const minute = told !== undefined && !/perday/i.test(quotasIn(body))
  if (!minute && (status === 402 || quota.test(codes) || quotaWords.test(message)))
    return { code: 'model-quota' }
  if (region.test(`${codes} ${message}`)) return { code: 'model-region-refused' }
  if (filterCodes.test(codes) || filterWords.test(message)) return { code: 'model-filtered' }
  const overflow = status === 429 ? undefined : overflowIn(body)
  if (overflow)
    return {
      code: 'model-context-overflow',
      more: { tokens: overflow.tokens ?? '?', window: overflow.window ?? asked.spec.contextWindow },
    }
  if (status === 401 || status === 407 || keyCodes.test(codes) || keyWords.test(message))
    return keyProblem(asked)
  if (status < 500 && status !== 429 && (modelCodes.test(codes) || modelWords.test(message)))
    return { code: 'model-unknown', more: { model: nameOf(asked) } }
  if (minute || rate.test(codes) || rateWords.test(message)) return { code: 'model-overloaded' }
  return undefined
}

function fromStatus(status: number, body: ErrorBody, asked: Asked): Known {
  if (status === 403) return keyProblem(asked)
  if (status === 404 || status === 405)
    return { code: 'model-address-wrong', hint: addressHint(asked.spec.baseUrl) }
  if (status === 429 || status === 529) return { code: 'model-overloaded' }
  if (status === 413) return { code: 'model-request-refused', more: { what: 'size' } }
  if (status === 408 || status === 409 || status === 425) return { code: 'model-server-error' }
  if (status >= 300 && status < 400) return { code: 'model-address-wrong', hint: 'it leads elsewhere' }
  // An error told with 200 (or none): its kind is all there is.
  const request =
    status === 501 ||
    (status >= 400 && status < 500) ||
    /invalid_request|badrequest|invalid_argument|invalid_parameter/.test(body.codes)
  if (!request) return { code: 'model-server-error' }
  const what = refusedPartIn(body, asked.mode)
  const limit = what === 'max-tokens-high' ? outputLimitIn(body.message) : undefined
  return { code: 'model-request-refused', more: { what, ...(limit === undefined ? {} : { limit }) } }
}

/** A web page: not the endpoint itself, but what stands before or in place of it. */
function fromPage(status: number, body: ErrorBody): Known {
  if (status === 429) return { code: 'model-overloaded' }
  if (status === 401) return { code: 'model-key-refused' }
  if (status === 413) return { code: 'model-request-refused', more: { what: 'size' } }
  if (status === 408 || status >= 500) return { code: 'model-server-error' }
  const blocked =
    status === 403 || /just a moment|attention required|access denied|forbidden/i.test(body.message)
  return {
    code: 'model-address-wrong',
    hint: blocked ? 'a firewall or proxy in between answered with a web page' : 'it answered with a web page',
  }
}

function keyProblem(asked: Asked): Known {
  const { key, headers, origin } = asked.credentials
  return key === undefined && !headers
    ? { code: 'model-key-missing', more: { variable: origin } }
    : { code: 'model-key-refused' }
}

/** What is usually wrong with a base URL that leads nowhere. */
export function addressHint(given: string): string {
  const baseUrl = shownAddress(given)
  if (/\/(?:chat\/completions|completions|embeddings|messages|rerank|responses)$/.test(baseUrl))
    return `use ${baseUrl.replace(/\/(?:chat\/)?\w+$/, '')} without the last part`
  if (/(\/v\d\w*)\1$/.test(baseUrl)) return 'the version stands in it twice'
  if (!/\/v\d/.test(baseUrl)) return `try ${baseUrl}/v1`
  return 'there is nothing at this path'
}

const nameOf = ({ spec }: Asked): string =>
  spec.id.startsWith(`${spec.provider}/`) ? spec.id.slice(spec.provider.length + 1) : spec.id

function reasonOf(status: number, body: ErrorBody, asked: Asked, hint: string | undefined): string {
  return [`HTTP ${status}`, reasonFrom(body.message, asked.credentials, 200), hint]
    .filter((part) => part)
    .join(': ')
}

/** When the service asks to be asked again, in milliseconds: headers first, then what the body says. */
function waitTold({ status, headers }: Reply, body: ErrorBody): number | undefined {
  // Dates are measured against the server's own clock: a wrong clock here must not make us wait for hours.
  const now = Date.parse(headers.get('date') ?? '')
  const told = parseRetryAfter(headers, now)
  if (told !== undefined && Number.isFinite(told)) return told
  const delay = retryDelayIn(body)
  if (delay !== undefined) return parseDuration(delay)
  if (status !== 429) return undefined
  const found =
    /(?:try again|retry) (?:in|after) (\d+(?:\.\d+)?) ?(ms|milliseconds?|s|seconds?|m|minutes?)\b/i.exec(
      body.message,
    )
  if (!found) return undefined
  const unit = found[2]!.toLowerCase()
  return (
    Number(found[1]) *
    (unit.startsWith('ms') || unit.startsWith('mill') ? 1 : unit.startsWith('m') ? 60_000 : 1000)
  )
}
