import type { Expression, Language } from '#vocabulary'
import { quantitiesIn } from '#reading'
import { evaluateExpression, readAsked, tellQuote, workOut, type OfferedEvidence } from '#reasoning'
import type { Candidate } from './candidates.ts'
import type { Inquiry } from './inquiry.ts'
import type { Finding } from './strategy.ts'

/** So many candidates of a sub-question are looked at, and so many go into one sentence. */
const looked = 40
const mostOperands = 24

type Form = 'sum' | 'difference' | 'extreme' | 'count'

const forms: Record<Language, readonly (readonly [Form, RegExp])[]> = {
  en: [
    ['sum', /\b(?:together|combined|in total|altogether|in all)\b/i],
    ['difference', /\bhow (?:much|many) (?:\w+ )?(?:more|less|fewer|longer|larger|higher|deeper|wider|taller)\b/i],
    ['extreme', /^(?:which|who)\b.*\b(?:\w+er|more|less|\w+est|most|least)\b/i],
    ['count', /^(?:how many|on how many)\b/i],
  ],
  zh: [
    ['sum', /合计|总共有多|加起来|总和/u],
    ['difference', /比.+(?:多多少|少多少|[大小长短高低深浅]多少)|相差多少/u],
    ['extreme', /[更最][多少大小长短高低深浅早晚老新]/u],
    ['count', /几[座家个位所项]|多少[座家个位所项]/u],
  ],
} // prettier-ignore

/**
 * What no source says and several together do: the sum, difference, winner or count that a question asks for, in one
 * sentence of code's own, worked out of the best statement of each part and executed again like any writer's.
 *
 * @returns undefined where the question asks for none, a part has no certain value, or the sentence does not hold
 */
export function computeAcross(
  question: string,
  inquiries: readonly Inquiry[],
  language: Language,
): Finding | undefined {
  const form = forms[language].find(([, pattern]) => pattern.test(question))?.[0]
  if (!form) return undefined
  const { subjects } = readAsked(question, language)
  const candidates = inquiries.flatMap(({ gathered }) => gathered.candidates.slice(0, looked))
  if (form === 'count') return counted(question, candidates, subjects, language)
  if (subjects.length < 2) return undefined
  const parts = subjects.map((subject) =>
    candidates
      .filter(({ typed, text }) => typed && text.includes(subject))
      .toSorted((a, b) => b.score - a.score),
  )
  if (!parts.every((part) => part.length > 0)) return undefined
  // The best of each first; where its wording leaves something open, the next may not.
  const depth = Math.min(4, Math.max(...parts.map((part) => part.length)))
  for (let rank = 0; rank < depth; rank++) {
    const chosen = parts.map((part) => part[Math.min(rank, part.length - 1)]!)
    for (const text of sentencesFor(form, question, subjects, chosen, language)) {
      const found = verified(text, chosen)
      if (found) return found
    }
  }
  return undefined
}

function offeredIn(candidates: readonly Candidate[]): OfferedEvidence[] {
  const seen = new Set<string>()
  return candidates.flatMap(({ evidence, document }) =>
    evidence.flatMap((one) => (seen.has(one.id) || !seen.add(one.id) ? [] : [{ evidence: one, document }])),
  )
}

function verified(text: string, candidates: readonly Candidate[]): Finding | undefined {
  const offered = offeredIn(candidates)
  const worked = workOut({ text, kind: 'quoted' }, offered)
  if (!worked) return undefined
  const evidence = offered.flatMap((one) => (worked.used.includes(one.evidence.id) ? [one.evidence] : []))
  return { claim: worked.claim, evidence, writer: 'extractive' }
}

/** The sentences that could answer, likeliest first: code says which of them holds. */
function sentencesFor(
  form: Exclude<Form, 'count'>,
  question: string,
  subjects: readonly string[],
  chosen: readonly Candidate[],
  language: Language,
): string[] {
  if (form === 'extreme') return subjects.flatMap((subject) => winning(question, subject, subjects, language))
  const amount = amountOf(form, chosen, language)
  if (!amount) return []
  if (form === 'sum') return summing(question, subjects, amount, language)
  return subjects.flatMap((subject) => exceeding(question, subject, subjects, amount, language))
}

/** What the parts come to, in the words of the first: `6,868 people`, 433500件. */
function amountOf(
  form: 'sum' | 'difference',
  chosen: readonly Candidate[],
  language: Language,
): string | undefined {
  const values = chosen.map(({ document, evidence: [main] }) => {
    const all = quantitiesIn(tellQuote(document, main!)).filter(({ kind }) => kind !== 'ordinal')
    return all.length === 1 ? { main: main!, quantity: all[0]! } : undefined
  })
  if (!values.every((value) => value !== undefined)) return undefined
  const of = values.map(({ main, quantity }): Expression => ({
    op: 'value',
    evidence: main.id,
    text: quantity.text,
  }))
  const result = evaluateExpression(
    { op: form, of },
    values.map(({ main }) => main),
  )
  if (!result) return undefined
  const things = values[0]!.quantity.counted
  const noun =
    result.unit !== '' || !things ? '' : language === 'en' ? ` ${things.split(' ')[0]!}` : things[0]!
  const shown =
    language === 'en'
      ? result.text.replace(/^\d+/, (digits) => Number(digits).toLocaleString('en'))
      : result.text
  return `${shown}${noun}`
}

function listed(names: readonly string[], language: Language): string {
  const [comma, and] = language === 'en' ? [', ', ' and '] : ['、', '和']
  return names.length < 2 ? (names[0] ?? '') : names.slice(0, -1).join(comma) + and + names.at(-1)!
}

const nouns: Readonly<Record<string, string>> = {
  long: 'length', large: 'area', big: 'area', deep: 'depth', high: 'height', tall: 'height', wide: 'width', heavy: 'weight',
} // prettier-ignore

function summing(
  question: string,
  subjects: readonly string[],
  amount: string,
  language: Language,
): string[] {
  const list = listed(subjects, language)
  if (language === 'zh') {
    // 合计有多少件藏品 asks for 藏品; …的造价合计是多少 for 造价.
    const topic =
      /多少(?:[件个人名辆座家位])?(\p{Script=Han}+)[？?]?$/u.exec(question)?.[1] ??
      /的(\p{Script=Han}{1,8})(?:合计|总共|加起来|总和)/u.exec(question)?.[1] ??
      (/多长/u.test(question) ? '长度' : /多大/u.test(question) ? '面积' : undefined)
    return topic ? [`${list}的${topic}合计为${amount}。`] : []
  }
  const adjective = /^how (long|large|big|deep|high|tall|wide|heavy)\b/i.exec(question)?.[1]?.toLowerCase()
  if (adjective) return [`The combined ${nouns[adjective]!} of ${list} is ${amount}.`]
  const active =
    /^how (?:many|much)(?: .*?)? (?:do|does|did) .+ (\w+)(?: together| in total| combined| altogether)\?$/i.exec(
      question,
    )?.[1]
  if (active) return [`Together, ${list} ${active} ${amount}.`]
  const passive = /^how many .+? (\w+(?: (?:in|at|to|for))?) \p{Lu}/u.exec(question)?.[1]
  return passive ? [`Together, ${amount} ${passive} ${list}.`] : []
}

function winning(
  question: string,
  subject: string,
  subjects: readonly string[],
  language: Language,
): string[] {
  const others = listed(
    subjects.filter((name) => name !== subject),
    language,
  )
  if (language === 'zh') {
    const predicate = /(?:哪一?[家座个里所位]|谁)的?(.+?)[？?]?$/u.exec(question)?.[1]
    return predicate ? [`${subject}比${others}${predicate.replace('最', '更')}。`] : []
  }
  const predicate = /^(?:[Ww]hich|[Ww]ho)(?: one| of them)? (.+?)[,:]? (?=\p{Lu}|the \p{Lu})/u.exec(
    question,
  )?.[1]
  return predicate ? [`${subject} ${predicate.replace(/[,:]$/, '')} than ${others}.`] : []
}

function exceeding(
  question: string,
  subject: string,
  subjects: readonly string[],
  amount: string,
  language: Language,
): string[] {
  const others = listed(
    subjects.filter((name) => name !== subject),
    language,
  )
  if (language === 'zh') {
    const match = /^.+?(的\p{Script=Han}+?)?比.+?([多少大小长短高低深浅])多少/u.exec(question)
    return match ? [`${subject}${match[1] ?? ''}比${others}${match[2]!}${amount}。`] : []
  }
  const word = /^how much (longer|larger|higher|deeper|wider|taller|shorter|smaller|lower|shallower)\b/i.exec(
    question,
  )?.[1]
  if (word) return [`${subject} is ${amount} ${word} than ${others}.`]
  const verb = /^how many more .+? (?:does|do|did) .+? (\w+) than\b/i.exec(question)?.[1]
  return verb ? [`${subject} ${verb}s ${amount.replace(/^(\S+) /, '$1 more ')} than ${others}.`] : []
}

/** Counts what stands in the asked relation; the number is the one under which the sentence holds. */
function counted(
  question: string,
  candidates: readonly Candidate[],
  subjects: readonly string[],
  language: Language,
): Finding | undefined {
  const about = candidates
    .filter(({ text }) => subjects.length > 0 && subjects.every((name) => text.includes(name)))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, mostOperands)
  for (let count = 2; count <= about.length; count++) {
    const plain = counting(question, count, language)
    const found = plain === undefined ? undefined : verified(plain, about)
    if (!plain || !found) continue
    const names = namesIn(found.claim.expression)
    const told = `${plain.slice(0, -1)}${language === 'en' ? ': ' : '：'}${listed(names, language)}${plain.slice(-1)}`
    return verified(told, about) ?? found
  }
  return undefined
}

function namesIn(expression: Expression | undefined): string[] {
  if (!expression) return []
  return expression.op === 'value' ? [expression.text] : expression.of.flatMap((part) => namesIn(part))
}

const past: Readonly<Record<string, string>> = {
  build: 'built',
  win: 'won',
  write: 'wrote',
  make: 'made',
  buy: 'bought',
}

function counting(question: string, count: number, language: Language): string | undefined {
  if (language === 'zh') {
    const said = question.replace(/几(?=[座家个位所项])|多少(?=[座家个位所项])/u, String(count))
    return said === question ? undefined : `${said.replace(/[？?]$/u, '')}。`
  }
  const active = /^[Hh]ow many (.+?) (does|do|did) (\p{Lu}.*?|the \p{Lu}.*?) (\w+)\?$/u.exec(question)
  if (active) {
    const [, noun, aux, who, verb] = active
    const said =
      aux === 'did' ? (past[verb!] ?? verb!.replace(/e?$/, 'ed')) : aux === 'do' ? verb! : `${verb!}s`
    return `${who!} ${said} ${count} ${noun!}.`
  }
  const there = /^how many (.+?) are there (.+)\?$/i.exec(question)
  if (there) return `There are ${count} ${there[1]!} ${there[2]!}.`
  const other = /^how many (.+)\?$/i.exec(question)?.[1]
  return other && !/\b(?:do|does|did)\b/i.test(other) ? `In all, ${count} ${other}.` : undefined
}
