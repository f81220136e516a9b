import type { Language } from '#vocabulary'
import { termsOf } from '#library'
import type { AnswerType } from './answer-type.ts'
import { attributeNamed, attributesIn, type Attribute } from './attributes.ts'
import { expectedAnswer, withoutAskingWords } from './decompose.ts'
import { asksInTime } from './in-time.ts'
import { subjectsIn } from './subjects.ts'
import { itemsIn } from './request.ts'

/** One thing that is asked of the subjects. */
export interface AskedItem {
  readonly text: string
  /** What is asked, where it has a name among the attributes. */
  readonly attributes: readonly Attribute[]
  /** The index terms of its own words: neither of the subjects nor of the grammar. */
  readonly words: ReadonlySet<string>
  readonly expects: AnswerType
  /** Words that make an amount another one: catchment in "catchment area", 净 in 净利润. */
  readonly qualifiers: readonly string[]
  /** What is to be counted: families in "How many families"; absent where nothing is. */
  readonly counted?: string
}

/** What a question asks of whom. */
export interface Asked {
  /** Proper names in the question; none: it is about no particular thing. */
  readonly subjects: readonly string[]
  readonly items: readonly AskedItem[]
  /**
   * How many answers it has: one; all that there are (lists and counts); all in the order of their dates (who held a post over
   * the years).
   */
  readonly manner: 'one' | 'all' | 'history'
}

/** Reads a question, or a heading that stands for one, by its grammar. */
export function readAsked(question: string, language: Language): Asked {
  const subjects = subjectsIn(question, language)
  const texts = itemsIn(question, language)
  // "What are the area and the depth" asks for one of each.
  const manner = mannerOf(texts.length > 1 ? texts.join(' ') : question, language)
  const items = (texts.length > 1 ? texts : [question]).map((text) => itemOf(text, subjects, language))
  return {
    subjects,
    // What is counted or listed is named: each answer is a name.
    items:
      manner === 'all'
        ? items.map((item) => ({ ...item, expects: 'list', ...countedOf(item.text, language) }))
        : items,
    manner,
  }
}

const several =
  /\bwhich (?:\w+ )?\w+s (?:do|does|did|are|is|were|was|have|has|had|can)\b|\bwhat \w+s (?:do|does|did|are|were|have|has)\b|\bwho are\b|\bwhat are\b|\b(?:list|name) (?:the|all|every)\b|\bhow many\b|\ball (?:the )?\w+s\b|哪些|有什么|列出|所有|全部|多少(?:个|家|位|座|所|项|名(?!员工))|几(?:个|家|位|座|所|项|名|种|条)/iu

function mannerOf(question: string, language: Language): Asked['manner'] {
  if (asksInTime(question)) return 'history'
  if (!several.test(question)) return 'one'
  // "How many people does it employ" asks for one figure that a source states, not for things to be counted.
  const told = attributesIn(question).some(({ counts }) => counts?.test(countedIn(question, language)))
  return told ? 'one' : 'all'
}

function countedOf(text: string, language: Language): { counted?: string } {
  const counted = countedIn(text, language)
  return counted === '' ? {} : { counted }
}

/** What is to be counted: people in "how many people", 位知名人物 … */
function countedIn(question: string, language: Language): string {
  return language === 'zh'
    ? (/(?:多少|几)\s*(\p{Script=Han}{1,4})/u.exec(question)?.[1] ?? '')
    : (/\bhow many (?:\w+ing )?(\w+)/i.exec(question)?.[1] ?? '')
}

function itemOf(text: string, subjects: readonly string[], language: Language): AskedItem {
  const plain = subjects.reduce((rest, name) => rest.replaceAll(name, ' '), text)
  const asked = expectedAnswer(text, language)
  const told = attributesIn(plain)
  // "In which town is the museum?" asks for its location without the word.
  const found = told.length === 0 && asked === 'place' ? [attributeNamed('location')] : told
  const [first] = found
  // "the depth of the lake" asks with no asking word: what a depth is tells what is expected; so with "Which is deeper?".
  const unsaid = first !== undefined && (asked === 'any' || (asked === 'list' && subjects.length > 1))
  const words = new Set(
    [...termsOf(withoutAskingWords(plain, language)).keys()].filter(
      (term) => !grammar.has(term) && (!/\p{Script=Han}/u.test(term) || isWord(term)),
    ),
  )
  const expects = unsaid ? first.expects : asked
  return {
    text,
    attributes: found,
    words,
    expects,
    qualifiers: qualifiersIn(plain, found, expects, language),
  }
}

/** Which of the amounts of a kind is told by how often, how much of it or what else goes without saying. */
const unqualifying = {
  en: /^(?:the|a|an|its|their|his|her|total|overall|full|whole|exact|approximate|current|present|latest|recent|annual|yearly|monthly|weekly|daily|average|mean|main|maximum|greatest|official|actual|estimated|approximately|about|many|much|how|what|which|is|was|were|are|did|does|do|it|of|for|and|people|persons?|to|in|by|final|construction|building|number|size|first)$/i,
  zh: /^(?:的|总|全部?|共|年|月|日|每[年月日天]|年均|月均|日均|平均|现有|目前|最新|大约|约|共有|有|人|车|车辆|最大|最|水|建设|建造|工程|实际|预计|修建|交通|主要)+$/u,
} as const

/** What stands right before an amount that is asked for: "catchment area", 流域面积. */
function qualifiersIn(
  plain: string,
  found: readonly Attribute[],
  expects: AnswerType,
  language: Language,
): string[] {
  if (expects !== 'quantity' && expects !== 'money') return []
  const before = found.flatMap(({ words }) => {
    const match = words.exec(plain)
    return match ? [plain.slice(0, match.index)] : []
  })
  // Of words of several attributes the first has nothing of another before it.
  const [first] = before.toSorted((a, b) => a.length - b.length)
  if (first === undefined) return []
  const word =
    language === 'zh'
      ? /(?:^|\s)的(\p{Script=Han}{1,4}?)(?:一?共|总共|大?约)?(?:有|是|为|达)?$/u.exec(first)?.[1]
      : /\b(?:the|its|their)\s+(?:[a-z-]+\s+)?([a-z-]+)\s+$/i.exec(first)?.[1]
  return word === undefined || unqualifying[language].test(word) || attributesIn(word).length > 0
    ? []
    : [word]
}

/** Single characters and pairs across words tell nothing. */
function isWord(term: string): boolean {
  return term.length > 1 && !/[的是在有了由于与和哪谁几何更最座个位]/u.test(term)
}

const grammar: ReadonlySet<string> = new Set(
  'a an the of in on at by to for from with and or is are was were be been it its this that these those there their he she his her have has had do does did people person many much year years long over who which what when where named called name year 是 的 了 在 有 于 由 多少 一共 总共 共有 人物 个 位 家 座 名'
    .split(' ')
    .flatMap((word) => [...termsOf(word).keys()]),
)
