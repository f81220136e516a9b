import type { Language, Span } from '#vocabulary'
import { attributesIn, labelOf, type Attribute } from './attributes.ts'
import { subjectSpans } from './subjects.ts'

/** What is asked of several things at once: which has most, in what order, how many together. */
const together =
  /\b(?:more|most|less|least|fewer|fewest|larger|largest|bigger|biggest|smaller|smallest|higher|highest|lower|lowest|longer|longest|shorter|shortest|older|oldest|younger|newer|newest|earlier|earliest|later|latest|deeper|deepest|taller|tallest|wider|widest|greater|greatest|cheaper|dearer|first|last|order|sequence|together|combined|altogether|total|sum|average|compared?|comparison|difference|between)\b|更|最|较|合计|总共|总计|一共|共计|加起来|之和|先后|顺序|依次|排序|排列|相差|相比|比较|对比|差(?:多少|距|别)|平均/iu

/**
 * What is asked of each of several named things, where a question asks for something across them: "How many people do A and B
 * employ together?" needs what A employs and what B employs. Undefined where it names no list of things, or asks nothing that
 * has a name.
 */
export function eachOf(question: string, language: Language): string[] | undefined {
  if (!together.test(question)) return undefined
  const spans = subjectSpans(question, language)
  const list = longestList(question, spans)
  if (list.length < 2) return undefined
  const plain = spans.reduceRight(
    (rest, { start, end }) => `${rest.slice(0, start)} ${rest.slice(end)}`,
    question,
  )
  const attribute = attributesIn(plain).find((one) => labelOf(one, language) !== undefined)
  if (!attribute) return undefined
  return list.map(({ start, end }) => asking(question.slice(start, end), attribute, plain, language))
}

/** In the question's own verb where it asks for a day: pages say that a bridge was opened, not what its opening date is. */
function asking(name: string, attribute: Attribute, question: string, language: Language): string {
  const label = labelOf(attribute, language)!
  const verb = attribute.expects === 'date' ? attribute.words.exec(question)?.[0].trim() : undefined
  if (language === 'zh') return verb ? `${name}是什么时候${verb}的？` : `${name}的${label}是多少？`
  return verb && /(?:ed|built|born|held|set up|begun)$/i.test(verb)
    ? `When was ${name} ${verb}?`
    : `What is the ${label} of ${name}?`
}

const joins =
  /^(?:\s*[,、，]\s*(?:and|or|和|与|及|以及|或)?\s*|\s+(?:and|or|versus|vs\.?|than|with)\s+|[和与跟同及或比]|以及|还是)(?:the\s+)?$/iu

/** The longest run of names with nothing between them but what joins a list. */
function longestList(text: string, spans: readonly Span[]): Span[] {
  let best: Span[] = []
  let run: Span[] = []
  for (const span of spans) {
    const last = run.at(-1)
    run = last && joins.test(text.slice(last.end, span.start)) ? [...run, span] : [span]
    if (run.length > best.length) best = run
  }
  return best
}
