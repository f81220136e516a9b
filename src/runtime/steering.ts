import type { RaisedLimits, Steering } from '#vocabulary'
import { admitAddress } from './address-policy.ts'
import type { Limits } from './budget.ts'
import { shownAddress } from './egress.ts'
import { KaojuError } from './errors.ts'
import { siteRule } from './site-rule.ts'

/** Longest text of an instruction, in code units. */
const longest = 2_000

/**
 * Why an instruction cannot be taken up, by what it is; undefined: it can. Total, whatever another version sent.
 *
 * @param questions ids that can be edited or dropped; absent: not known here
 */
export function refusalOf(steering: Steering, questions?: readonly string[]): KaojuError | undefined {
  const refused = (given: unknown, takes: string): KaojuError =>
    new KaojuError('steering-refused', {
      instruction: shown(steering.kind),
      given: shown(given),
      takes,
    })
  const withoutText = (text: unknown): KaojuError | undefined =>
    isText(text) ? undefined : refused(text, `1–${longest} Unicode`)
  const withoutQuestion = (id: unknown): KaojuError | undefined =>
    typeof id === 'string' && (questions ? questions.includes(id) : /^\S{1,64}$/.test(id))
      ? undefined
      : refused(id, questions?.join(', ') || 'q1, q2 …')
  switch (steering.kind) {
    case 'question-add':
    case 'note':
      return withoutText(steering.text)
    case 'question-edit':
      return withoutQuestion(steering.id) ?? withoutText(steering.text)
    case 'question-drop':
      return withoutQuestion(steering.id)
    case 'source-ban':
      return typeof steering.site === 'string' && siteRule(steering.site)
        ? undefined
        : refused(steering.site, 'example.com, https://example.com/part/')
    case 'source-add':
      return isWebAddress(steering.url) ? undefined : refused(steering.url, 'https://example.com/page')
    case 'budget-raise':
      return areLimits(steering.limits)
        ? undefined
        : refused(JSON.stringify(steering.limits), 'usd, tokens, calls, searches, pages > 0')
    case 'pause':
    case 'resume':
    case 'write':
      return undefined
  }
  return refused('', 'question-add, question-edit, question-drop, source-ban, source-add, note, …')
}

/**
 * The same, and whether an address to be read may be fetched at all, as far as can be told without resolving it.
 *
 * @param allow exceptions of the user's, as in the run's configuration
 * @throws KaojuError `steering-refused`, `address-refused`
 */
export function checkSteering(
  steering: Steering,
  about: { readonly questions?: readonly string[]; readonly allow?: readonly string[] } = {},
): void {
  const refusal = refusalOf(steering, about.questions)
  if (refusal) throw refusal
  if (steering.kind === 'source-add')
    admitAddress(steering.url, about.allow ? { allow: about.allow } : {}, 'resolved-here')
}

/** What a run may spend from now on, as budgets count it. */
export function limitsRaised({ usd, tokens, calls, searches, pages }: RaisedLimits): Limits {
  return {
    ...(usd === undefined ? {} : { 'micro-usd': Math.floor(usd * 1e6 + 1e-6) }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(calls === undefined ? {} : { calls }),
    ...(searches === undefined ? {} : { searches, queries: searches }),
    ...(pages === undefined ? {} : { pages }),
  }
}

function isText(text: unknown): boolean {
  return (
    typeof text === 'string' &&
    text.trim() !== '' &&
    text.length <= longest &&
    text.isWellFormed() &&
    !/[\p{Cc}--[\t\n\r]]/v.test(text)
  )
}

/** An http(s) address without credentials; whether it may be fetched is judged where it is sent and where it is fetched. */
function isWebAddress(url: unknown): boolean {
  if (typeof url !== 'string' || url.length > 8_000 || !URL.canParse(url)) return false
  const { protocol, username, password } = new URL(url)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}

const countable = new Set(['tokens', 'calls', 'searches', 'pages'])

function areLimits(limits: unknown): boolean {
  if (typeof limits !== 'object' || limits === null) return false
  const entries = Object.entries(limits as Record<string, unknown>)
  return (
    entries.length > 0 &&
    entries.every(
      ([name, amount]) =>
        typeof amount === 'number' &&
        amount > 0 &&
        Number.isFinite(amount) &&
        (name === 'usd' || (countable.has(name) && Number.isSafeInteger(amount))),
    )
  )
}

function shown(given: unknown): string {
  const text = typeof given === 'string' ? given : given === undefined ? '' : JSON.stringify(given)
  return (/^[a-z+]+:\/\//i.test(text) ? shownAddress(text) : text).slice(0, 100)
}
