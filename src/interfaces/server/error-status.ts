import type { ErrorCode } from '#runtime'

/**
 * The status of an answer that is this error (RFC 9110 §15): 500 only where Kaoju itself is wrong; 502 and 504 where
 * somebody that it had to ask is; 503 where the home cannot be used; 422 where what was given cannot be worked on.
 */
export function statusOf(code: ErrorCode): number {
  const exact = byCode[code]
  if (exact !== undefined) return exact
  return byPrefix.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 422
}

const byCode: Partial<Readonly<Record<ErrorCode, number>>> = {
  'request-invalid': 400,
  'option-invalid': 400,
  'question-empty': 400,
  'steering-refused': 400,
  'upload-path-refused': 400,
  'token-missing': 401,
  'token-refused': 401,
  'host-refused': 403,
  'origin-refused': 403,
  'route-unknown': 404,
  'not-found': 404,
  'run-unknown': 404,
  'feed-unknown': 404,
  'upload-unknown': 404,
  'path-missing': 404,
  'method-refused': 405,
  'body-stalled': 408,
  'id-ambiguous': 409,
  'library-empty': 409,
  'run-busy': 409,
  'run-not-finished': 409,
  'run-key-reused': 409,
  'run-stopping': 409,
  'plan-changed': 409,
  'upload-closed': 409,
  'embedding-mismatch': 409,
  'vectors-missing': 409,
  'models-none': 409,
  'model-key-missing': 409,
  'local-model-missing': 409,
  withdrawn: 410,
  'feed-gone': 410,
  'body-too-large': 413,
  'file-too-large': 413,
  'upload-too-large': 413,
  'media-type-refused': 415,
  'budget-exhausted': 422,
  'token-attempts': 429,
  internal: 500,
  'step-repeated': 500,
  aborted: 503,
  'run-lost': 503,
  'circuit-open': 503,
  'disk-full': 507,
  'endpoint-stalled': 504,
  'page-stalled': 504,
  'config-invalid': 503,
  'config-field-unknown': 503,
  'output-unwritable': 503,
}

const byPrefix = [
  ['home-', 503],
  ['journal-', 503],
  ['endpoint-', 502],
  ['model-', 502],
  ['search-', 502],
  ['page-', 502],
  ['mcp-', 502],
  ['feed-', 502],
] as const
