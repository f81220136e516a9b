import { megabytes } from './decode-body.ts'
import { KaojuError, type ErrorCode } from './errors.ts'
import type { FoundLimits } from './found.ts'
import { wireFailure } from './wire-failure.ts'

/** What is known of an exchange with a found address when it fails. */
export interface FailingFound {
  readonly url: string
  readonly limits: FoundLimits
  /** The proxy in between, without its password. */
  readonly proxy: string | undefined
  /** Whether the head of the answer had come. */
  readonly answering: boolean
}

/** The most that the head of an answer may take, in bytes. */
export const mostHead = 64 * 1024

const pageCode: Partial<Record<ErrorCode, ErrorCode>> = {
  'endpoint-unreachable': 'page-unreachable',
  'endpoint-certificate': 'page-certificate',
  'endpoint-stalled': 'page-stalled',
  'endpoint-cut-off': 'page-cut-off',
}

/** What an exchange with a found address died of: `wireFailure` in the words for pages. */
export function foundFailure(error: unknown, { url, limits, proxy, answering }: FailingFound): KaojuError {
  if ((error as { code?: unknown } | undefined)?.code === 'UND_ERR_HEADERS_OVERFLOW')
    return new KaojuError(
      'page-too-large',
      { url, reason: `the head of its answer is over ${megabytes(mostHead)}` },
      { cause: error },
    )
  const failure = wireFailure(error, { endpoint: url, times: limits, proxy, answering })
  const code = pageCode[failure.code]
  if (code === undefined) return failure
  const { reason = `nothing for ${failure.parameters['seconds']} s` } = failure.parameters
  return new KaojuError(code, { url, reason }, { cause: error })
}
