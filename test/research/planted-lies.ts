import { languageOf, type Document, type Language, type VerdictLabel } from '#vocabulary'
import { createContext } from '#runtime'
import type { Library } from '#library'
import type { Models } from '#models'
import { datesIn, evidenceAt, namesIn, quantitiesIn } from '#reading'
import type { FoundSection } from '../../src/research/strategy.ts'
import { publish } from '../../src/research/publish.ts'
import { openShelf } from '../../src/research/shelf.ts'
import { statementsIn } from '../../src/research/statements.ts'
import { mutationsOf } from '../reasoning/mutations.ts'
import { paraphrases, tails, inventions, translations } from './planted-texts.ts'
import { scriptedChat, statementsIn as shownIn, type Script } from './scripted-models.ts'

/** A false sentence (or, of the kind `true…`, a true one) with the evidence that a model cites for it. */
export interface Planted {
  readonly kind: string
  readonly language: Language
  readonly text: string
  readonly cited: readonly Stated[]
}

interface Stated {
  readonly document: Document
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Who judges: nobody, somebody who knows, somebody who says "supported" to everything with a real quote. */
export type Bench = 'off' | 'honest' | 'lying'

const most = 40

/** Lies of every kind from the example library, the same each time; at most 40 a kind and language. */
export async function plantLies(library: Library): Promise<Planted[]> {
  const all = await statedIn(library)
  const byLanguage = (language: Language): Stated[] => all.filter(({ text }) => languageOf(text) === language)
  const lies = (['en', 'zh'] as const).flatMap((language) => {
    const own = byLanguage(language)
    const other = byLanguage(language === 'en' ? 'zh' : 'en')
    return liesOf(own, other, language)
  })
  return [...Map.groupBy(lies, ({ kind, language }) => `${kind} ${language}`).values()].flatMap((group) => {
    const apart =
      group.length > most ? group.filter((_, index) => index % Math.ceil(group.length / most) === 0) : group
    return apart
  })
}

async function statedIn(library: Library): Promise<Stated[]> {
  const holdings = (await library.holdings()).toSorted((a, b) => (a.uri < b.uri ? -1 : 1))
  const found: Stated[] = []
  const said = new Set<string>()
  for (const { document: id } of holdings) {
    const document = id && (await library.document(id))
    if (!document) continue
    for (const { start, end } of statementsIn(document)) {
      const inTable = document.tables.some((table) => start >= table.start && end <= table.end)
      const text = document.text.slice(start, end).replace(/\s+/g, ' ')
      const enough = languageOf(text) === 'zh' ? text.length >= 12 : text.length >= 28
      if (inTable || !enough || said.has(text)) continue
      if (!/[.。]$/u.test(text) || /Kaoju|@|Qing Lake Basin Authority\.$/.test(text)) continue
      said.add(text)
      found.push({ document, start, end, text })
    }
  }
  return found
}

function liesOf(own: readonly Stated[], other: readonly Stated[], language: Language): Planted[] {
  const lie = (kind: string, text: string, ...cited: readonly Stated[]): Planted => ({
    kind,
    language,
    text,
    cited,
  })
  const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!
  const named = (part: string, from: readonly Stated[]): Stated => {
    const stated = from.find(({ text }) => text.includes(part))
    if (!stated) throw new Error(`no statement says ${part}`)
    return stated
  }
  return [
    ...own.flatMap((one) => mutationsOf(one.text).map(({ kind, text }) => lie(kind, text, one))),
    ...own.flatMap((one) =>
      replacedBy(one.text, directions[language]).map((text) => lie('direction', text, one)),
    ),
    ...own.flatMap((one) =>
      replacedBy(one.text, quantifiers[language]).map((text) => lie('quantifier', text, one)),
    ),
    ...own.flatMap((one) => replacedBy(one.text, hedges[language]).map((text) => lie('hedge', text, one))),
    ...own.flatMap((one) =>
      replacedBy(one.text, antonyms[language]).map((text) => lie('antonym', text, one)),
    ),
    ...own.flatMap((one) =>
      replacedBy(one.text, insertions[language]).map((text) => lie('inserted word', text, one)),
    ),
    ...own.flatMap((one) => swapped(one.text).map((text) => lie('relation', text, one))),
    ...own.flatMap((one, index) => {
      const next = own[(index + 7) % own.length]!
      return stitched(one.text, next.text).map((text) => lie('stitched', text, one, next))
    }),
    ...own.map((one, index) => lie('wrong id', one.text, own[(index + 11) % own.length]!)),
    ...own.map((one, index) => lie('tail', one.text.replace(/[.。]$/u, at(tails[language], index)), one)),
    ...own.map((one, index) => lie('two sentences', `${one.text} ${at(inventions[language], index)}`, one)),
    ...own
      .map((one, index) => lie('invention', at(inventions[language], index), one))
      .slice(0, inventions[language].length),
    ...translations[language].map(([part, , text]) => lie('foreign', text, named(part, other))),
    ...paraphrases[language].map(([part, text]) => lie('true', text, named(part, own))),
    ...translations[language].map(([part, text]) => lie('true, foreign', text, named(part, other))),
  ]
}

const directions: Record<Language, readonly (readonly [RegExp, string])[]> = {
  en: [
    [/\bfell\b/, 'rose'],
    [/\brises?\b/, 'falls'],
    [/\brose\b/, 'fell'],
    [/\bincrease\b/, 'decrease'],
    [/\bincreased\b/, 'decreased'],
    [/\braised\b/, 'lowered'],
    [/\bmore than\b/, 'fewer than'],
    [/\bbelow\b/, 'above'],
    [/\babove\b/, 'below'],
    [/\bfaster\b/, 'slower'],
    [/\blarger\b/, 'smaller'],
    [/\blargest\b/, 'smallest'],
    [/\bhigher\b/, 'lower'],
    [/\blower\b/, 'higher'],
    [/\bbefore\b/, 'after'],
    [/\bafter\b/, 'before'],
    [/\bor less\b/, 'or more'],
    [/\bno more than\b/, 'no less than'],
  ],
  zh: [
    [/下降/, '上升'],
    [/上升/, '下降'],
    [/增加/, '减少'],
    [/减少/, '增加'],
    [/降到/, '升到'],
    [/提高/, '降低'],
    [/超过/, '低于'],
    [/高于/, '低于'],
    [/低于/, '高于'],
    [/以下/, '以上'],
    [/降至/, '升至'],
    [/偏低/, '偏高'],
    [/多(?=\d)/, '少'],
    [/降低/, '提高'],
    [/前(?=全部|清空|交)/, '后'],
    [/最大/, '最小'],
    [/晚(?=\d)/, '早'],
  ],
}
const quantifiers: Record<Language, readonly (readonly [RegExp, string])[]> = {
  en: [
    [/\b[Mm]ost\b(?! likely)/, 'all'],
    [/\b[Ss]ome\b/, 'all'],
    [/\b[Aa]bout (?=\d)/, 'at least '],
    [/\bmany\b/, 'all'],
    [/\b[Aa]ll\b/, 'some'],
    [/\bmore than (?=\d)/, 'exactly '],
    [/\bonly\b/, 'mostly'],
    [/\b[Ee]ach\b/, 'one'],
    [/\b[Ee]very\b/, 'hardly any'],
    [/\bat least\b/, 'at most'],
    [/\bno more than\b/, 'at least'],
    [/\bA few\b/, 'All'],
    [/\b[Tt]he (?=residents|farms|ponds|engineers|crews|dredgers)/, 'No '],
  ],
  zh: [
    [/全部/, '部分'],
    [/均/, '少数'],
    [/约(?=\d)/, '至少'],
    [/不超过/, '至少'],
    [/最多/, '至少'],
    [/至少/, '最多'],
    [/主要/, '全部'],
    [/部分/, '全部'],
    [/各/, '个别'],
    [/任何/, '部分'],
    [/一律/, '有时'],
    [/多数|大多/, '全部'],
    [/其余/, '部分'],
  ],
}
const hedges: Record<Language, readonly (readonly [RegExp, string])[]> = {
  en: [
    [/\bmay be\b/, 'is'],
    [/\b(?:is|are|was|were) expected to\b/, 'is certain to'],
    [/\bshould be\b/, 'has been'],
    [/\bwill be\b/, 'has been'],
    [/\b(?:is|are) planned\b/, 'is done'],
    [/\bcould\b/, 'did'],
    [/\bwould\b/, 'did'],
    [/\bis foreseen\b/, 'has been introduced'],
    [/\bproposed?\b/, 'decided'],
    [/\bmight\b/, 'does'],
    [/\bmay\b/, 'must'],
    [/\bwill (?=\p{L})/u, 'did '],
  ],
  zh: [
    [/建议/, '决定'],
    [/计划/, '已经'],
    [/拟/, '已'],
    [/可能/, '必定'],
    [/认为/, '证实'],
    [/预计/, '确定'],
    [/应(?=当|从|由|在)/, '已'],
    [/须/, '已'],
    [/原则同意/, '完全同意'],
    [/提出/, '通过'],
    [/可/, '已'],
    [/将/, '已'],
  ],
}

const insertions: Record<Language, readonly (readonly [RegExp, string])[]> = {
  en: [[/(?<= (?:was|were|is|are|be|been|has|have|and)) /, ' fraudulently ']],
  zh: [[/(?<=[，、])(?=\p{Script=Han}{4})/u, '欺诈性']],
}
/** Words that no list in `src` names: what the checks do to a change that nobody thought of. */
const antonyms: Record<Language, readonly (readonly [RegExp, string])[]> = {
  en: [
    [/\bopened\b/, 'closed'],
    [/\bclosed\b/, 'opened'],
    [/\baccepted\b/, 'refused'],
    [/\bagreed\b/, 'refused'],
    [/\b[Ss]ummer\b/, 'winter'],
    [/\bwinter\b/, 'summer'],
    [/\bautumn\b/, 'spring'],
    [/\bcheapest\b/, 'dearest'],
    [/\bfemale\b/, 'male'],
    [/\bfirst\b/, 'last'],
    [/\bupstream\b/, 'downstream'],
    [/\binlet\b/, 'outlet'],
    [/\bremoved\b/, 'added'],
    [/\bbegan\b/, 'ended'],
    [/\bended\b/, 'began'],
    [/\bwest(?:ern)?\b/, 'eastern'],
    [/\brare(?:st)?\b/, 'common'],
    [/\bpermitted\b/, 'forbidden'],
    [/\bfair\b/, 'baseless'],
    [/\bshallow\b/, 'deep'],
    [/\bpaid\b/, 'fined'],
    [/\bcritically\b/, 'hardly'],
    [/\bnew\b/, 'old'],
    [/\bbuilt\b/, 'demolished'],
    [/\bpoor\b/, 'rich'],
    [/\bwithout\b/, 'with'],
  ],
  zh: [
    [/开放/, '关闭'],
    [/关闭/, '开放'],
    [/支持/, '反对'],
    [/同意/, '拒绝'],
    [/承担/, '拒付'],
    [/夏季/, '冬季'],
    [/冬/, '夏'],
    [/秋季/, '春季'],
    [/进水/, '出水'],
    [/西侧/, '东侧'],
    [/东侧|以东/, '以西'],
    [/合格/, '作废'],
    [/保留/, '放弃'],
    [/清理完毕/, '置之不理'],
    [/超标/, '达标'],
    [/达标/, '超标'],
    [/新建/, '拆除'],
    [/明显/, '轻微'],
    [/优先/, '最后'],
    [/恢复/, '恶化'],
    [/公布/, '隐瞒'],
    [/安排/, '解雇'],
    [/主要/, '次要'],
    [/第一/, '第二'],
  ],
}

function replacedBy(text: string, pairs: readonly (readonly [RegExp, string])[]): string[] {
  return pairs.flatMap(([pattern, by]) => (pattern.test(text) ? [text.replace(pattern, by)] : [])).slice(0, 1)
}

/** The first two names change places. */
function swapped(text: string): string[] {
  const names = namesIn(text)
  const [a, b] = [
    names[0],
    names.find((name) => name.text !== names[0]?.text && name.start >= (names[0]?.end ?? 0)),
  ]
  if (!a || !b || a.text.includes(b.text) || b.text.includes(a.text)) return []
  return [text.slice(0, a.start) + b.text + text.slice(a.end, b.start) + a.text + text.slice(b.end)]
}

/** One statement's first figure in the place of another's. */
function stitched(text: string, other: string): string[] {
  const figures = (of: string) =>
    quantitiesIn(of).filter(
      ({ kind, start, end }) =>
        kind !== 'ordinal' && !datesIn(of).some((date) => date.start < end && date.end > start),
    )
  const [own, alien] = [figures(text)[0], figures(other)[0]]
  if (!own || !alien || own.text === alien.text) return []
  return [text.slice(0, own.start) + alien.text + text.slice(own.end)]
}

/** What was published of what was planted: for each its label, or `struck`; and how many a reader is told were left out. */
export async function publishPlanted(
  library: Library,
  planted: readonly Planted[],
  bench: Bench,
): Promise<{ readonly outcome: readonly (VerdictLabel | 'struck')[]; readonly told: number }> {
  const labels = new Map<number, VerdictLabel>()
  let told = 0
  for (const language of ['en', 'zh'] as const) {
    const sections = planted.flatMap(({ text, cited, language: own }, index): FoundSection[] => {
      const evidence = cited.map(({ document, start, end }) => evidenceAt(document, start, end))
      const findings = [{ claim: { text, kind: 'quoted' as const }, evidence, writer: 'test/writer' }]
      return own === language ? [{ heading: String(index), subQuestion: `q${index}`, findings }] : []
    })
    const published = await publish(
      { question: '?', language, effort: 'quick' },
      { plan: [], sections, conflicts: [], copies: new Map(), notes: [] },
      await openShelf(library),
      judgeOf(bench, planted),
      createContext().context,
    )
    told += published.struck
    for (const { heading, sentences } of published.sections)
      labels.set(Number(heading), sentences[0]!.verdict)
    // What passed and only repeats another has no section of its own: for a reader it is published all the same.
    for (const id of published.elsewhere) labels.set(Number(id.slice(1)), 'supported')
  }
  return { outcome: planted.map((_, index) => labels.get(index) ?? 'struck'), told }
}

function judgeOf(bench: Bench, planted: readonly Planted[]): Models | undefined {
  if (bench === 'off') return undefined
  const known = new Set(planted.filter(({ kind }) => kind.startsWith('true')).map(({ text }) => text))
  const says: Script = ({ text }) => {
    const shown = shownIn(text)
    return JSON.stringify({
      verdicts: [...text.matchAll(/\[source-text (S\d+) evidence\] (E\d+)/g)].map(([, id, evidence]) => ({
        id,
        label: bench === 'lying' || known.has(shown.get(id!)!) ? 'supported' : 'unsupported',
        quote: shown.get(evidence!)!,
      })),
    })
  }
  return { castings: [], judge: scriptedChat('judge', says) }
}
