/** What a field, a choice or a tool is for, by its name and the words that describe it: tables of words. */

export type Intent =
  | 'further' | 'queries' | 'sections' | 'questions' | 'verdict' | 'quote' | 'order' | 'evidence' | 'triples'
  | 'entities' | 'sentences' | 'enough' | 'more' | 'score' | 'conflict' | 'relevant' | 'action' | 'language'
  | 'reason' | 'title' | 'subject' | 'predicate' | 'object' | 'statement' | 'keywords' | 'index' | 'count'
  | 'answer' | 'address' | 'needs' | 'problems' | 'assumptions' | 'outlook' | 'expression' | 'input' // prettier-ignore

const intents: readonly (readonly [Intent, RegExp])[] = [
  ['needs', /^(?:needs|depends(?: on)?|dependenc(?:y|ies)|dependent on|requires|prerequisites?|parents?)$|^依赖$|^前置$/],
  ['input', /^(?:(?:action |tool )?(?:input|arguments?|args?|parameters?))$/],
  ['problems', /problems\b|issues\b|flaws?\b|weakness(?:es)?|objections?|defects?|criticisms?|mistakes|缺陷|不足之处/],
  ['assumptions', /assum(?:ptions?|ed|ing)|premises?\b|假设|前提/],
  ['outlook', /forecasts?|predict(?:ions?|ed)|projections?|outlook|extrapolat|预测值?|预计/],
  ['expression', /expressions?|formulas?|calculations?|arithmetic|算式|表达式/],
  ['further', /follow ?ups?|next (?:questions?|quer(?:y|ies)|steps?)|gaps?\b|missing|unanswered|unresolved|open questions?|remaining|lack(?:s|ing)?\b|缺少|缺口|遗漏|待查/],
  ['conflict', /conflict|contradictions?\b|disagree|inconsisten|矛盾之处|冲突/],
  ['enough', /enough|sufficient|(?:is |are )?(?:complete|done|finished|final)\b|answered|answerable|can answer|satisf|ready|should stop|stop\b|goal reached|answers\b.*whether|足够|充分|完成/],
  ['more', /needs?\b|continue|should (?:search|retry|continue)|insufficient|requires?\b|more (?:search|research|info)|还需/],
  ['keywords', /^key ?words?$|^关键词$/],
  ['queries', /quer(?:y|ies)|search (?:terms?|words?|requests?)|searches|key ?words?|search terms|检索词?|查询|关键词/],
  ['verdict', /label|verdict|judge?ments?|supported|is supported|entail|stance|faithful|判定|结论类别/],
  ['quote', /quotes?\b|quotation|excerpts?|verbatim|span|引文|原文/],
  ['order', /\border|rank(?:ing|ed)?\b|permutation|sorted|排序|次序/],
  ['triples', /tripl(?:es?|ets?)|relation ?ships?|\bedges|graph/],
  ['sections', /sections?|outline|headings?|headers?|sub ?topics?|topics?|chapters?|table of contents|\btoc|章节|提纲|小节/],
  ['questions', /questions?|sub ?(?:quer|problem|task)|tasks?|\bplan\b|aspects?|steps?\b|goals?|问题|任务/],
  ['sentences', /sentences|statements|claims|findings|learnings|facts\b|key points|bullets?|insights|takeaways|paragraphs|notes|observations|points\b|要点|发现/],
  ['address', /\burls?\b|\blinks?\b|\bhref|\buri\b|address|websites?|网址|链接/],
  ['evidence', /evidence|citations?|cit(?:e|es|ed)\b|sources?\b|references?|refs?\b|\bids\b|indices|indexes|support(?:ing|s)?|passages?|documents?|证据|出处|引用|来源|编号/],
  ['entities', /entit(?:y|ies)|names\b|nodes|people|实体/],
  ['relevant', /relevan(?:t|ce)|useful|helpful|keep\b|related|match|相关/],
  ['score', /scores?|confidence|probability|grade|rating|certainty|likelihood|similarity|quality|importance|priority|weight|评分|置信/],
  ['action', /action|\btype\b|\bkind\b|decision|tool|route|intent|strategy|next/],
  ['language', /\blang(?:uage)?\b|locale|语言/],
  ['reason', /reason(?:ing)?|thoughts?\b|think|rationale|explanation|justification|analysis|why\b|description|purpose|persona|role\b|思考|理由|说明/],
  ['title', /titles?|headline|\bname\b|标题|名称/],
  ['subject', /^subject$|^head$|^source entity$|^from$|^主语$/],
  ['predicate', /^predicate$|^relation$|^verb$|^property$|^attribute$|^谓语$/],
  ['object', /^object$|^tail$|^target$|^to$|^value$|^宾语$/],
  ['index', /^(?:id|index|number|no|position|rank|idx|n)$|\bid$|\b(?:idx|index)$/],
  ['count', /counts?\b|total|how many|length|数量/],
  ['statement', /^statement$|hypothetical|^sentence$|^claim$|^finding$|^fact$|^learning$|^陈述$/],
  ['answer', /answers?|response|reply|report|text|content|body|summar(?:y|ies)|conclusion|results?|article|essay|abstract|draft|output|message|回答|答案|报告|摘要|正文/],
] // prettier-ignore

/** `subQuestions`, `sub_questions`, `Sub-Questions` → `sub questions`. */
export function wordsOf(key: string): string {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_\-.\s]+/g, ' ')
    .trim()
    .toLowerCase()
}

const exact = new Set<Intent>([
  'needs',
  'input',
  'subject',
  'predicate',
  'object',
  'index',
  'statement',
  'keywords',
])

/** What is meant by a key; its description counts where the key says nothing. */
export function intentOf(key: string, description = ''): Intent | undefined {
  const words = wordsOf(key)
  const byName =
    intents.find(([intent, form]) => exact.has(intent) && form.test(words)) ??
    intents.find(([, form]) => form.test(words))
  return (
    byName ??
    (description === '' ? undefined : intents.find(([, form]) => form.test(description.toLowerCase())))
  )?.[0]
}

/** Words by which choices mean the same, best first. */
export const meanings = {
  yes: ['yes', 'fully', 'full', 'complete', 'completely', 'sufficient', 'answered', 'true', 'enough', 'high', 'relevant', 'pass', '是', '充分', '相关', '高'],
  partly: ['partly', 'partial', 'partially', 'some', 'incomplete', 'medium', 'mixed', 'maybe', 'somewhat', '部分', '中'],
  no: ['no', 'none', 'not', 'insufficient', 'unanswered', 'false', 'low', 'irrelevant', 'fail', 'unknown', '否', '不足', '无关', '低'],
  supported: ['supported', 'support', 'supports', 'entailment', 'entailed', 'entails', 'verified', 'true', 'correct', 'accurate', 'factual', 'fully', 'yes', '支持'],
  contradicted: ['contradicted', 'contradicts', 'contradiction', 'refuted', 'refutes', 'false', 'incorrect', 'wrong', 'no', '矛盾', '反驳'],
  unsupported: ['unsupported', 'not', 'neutral', 'unverifiable', 'unverified', 'nei', 'insufficient', 'unknown', 'unclear', 'none', 'no', 'false', '无据', '不支持'],
  search: ['search', 'web', 'query', 'retrieve', 'research', 'continue', 'lookup', 'find', 'browse', '搜索', '检索', '继续'],
  visit: ['visit', 'fetch', 'read', 'open', 'scrape', '访问', '阅读'],
  library: ['library', 'local', 'documents', 'files', 'memory', 'collection', '文献库', '资料库', '本地'],
  compute: ['compute', 'calculate', 'calculator', 'calc', 'arithmetic', 'math', '计算'],
  answer: ['answer', 'finish', 'final', 'finalize', 'respond', 'stop', 'done', 'write', 'report', 'end', 'complete', '回答', '结束', '完成'],
  en: ['en', 'english', 'eng', '英文', '英语'],
  zh: ['zh', 'chinese', 'cn', 'zho', '中文', '汉语'],
} as const satisfies Readonly<Record<string, readonly string[]>> // prettier-ignore

export type Meaning = keyof typeof meanings

/** The choice that means this; undefined: none does. */
export function choiceOf(options: readonly string[], meaning: Meaning): string | undefined {
  const plain = options.map((option) => wordsOf(option))
  for (const word of meanings[meaning]) {
    const at = plain.findIndex((option) => option === word)
    if (at >= 0) return options[at]
  }
  for (const word of meanings[meaning]) {
    const at = plain.findIndex(
      (option) => option.split(' ')[0] === word || (/\p{Script=Han}/u.test(word) && option.startsWith(word)),
    )
    if (at >= 0) return options[at]
  }
  return undefined
}
