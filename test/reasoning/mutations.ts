import { datesIn, namesIn, negationsIn, quantitiesIn } from '#reading'

/** One deliberate error in a sentence. */
export interface Mutation {
  readonly kind: 'number' | 'date' | 'unit' | 'name' | 'negation'
  readonly text: string
}

const units: readonly (readonly [string, string])[] = [
  ['mg/L', 'µg/L'],
  ['million', 'billion'],
  ['metres', 'kilometres'],
  ['square kilometres', 'hectares'],
  ['percent', 'percentage points'],
  ['yuan', 'dollars'],
  ['mm', 'cm'],
  ['°C', '°F'],
  ['$', '€'],
  ['毫克/升', '微克/升'],
  ['万立方米', '亿立方米'],
  ['亿元', '万元'],
  ['平方公里', '公顷'],
  ['万元', '万美元'],
  ['万吨', '吨'],
  ['毫克', '克'],
  ['米', '公里'],
  ['天', '个月'],
]
const strangers = ['Lindqvist', 'Kota Baru', 'ACME Holdings']
const strangersHan: Readonly<Record<string, string>> = {
  place: '明湖',
  organisation: '宏远机械有限公司',
  person: '赵德海',
  title: '《长河水利年鉴》',
  identifier: 'HJ 999-1997',
  name: 'Lindqvist',
  acronym: 'QZX',
}

/** Every way to change one number, date, unit, name or denial of a sentence, deterministic. */
export function mutationsOf(sentence: string): Mutation[] {
  return [
    ...numbers(sentence),
    ...dates(sentence),
    ...unitChanges(sentence),
    ...names(sentence),
    ...denials(sentence),
  ]
}

function replaced(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end)
}

/** Changes the first digit of a written number to another, so that the value moves by far more than rounding. */
function numbers(sentence: string): Mutation[] {
  return quantitiesIn(sentence).flatMap((quantity): Mutation[] => {
    const at = quantity.start + (/[1-9]/.exec(quantity.text)?.index ?? -1)
    if (at < quantity.start) return spelledNumbers(sentence, quantity)
    const digit = Number(sentence[at])
    return [(digit % 9) + 1, ((digit + 3) % 9) + 1]
      .filter((other) => other !== digit)
      .map((other) => ({ kind: 'number', text: replaced(sentence, at, at + 1, String(other)) }))
  })
}

const spelled: Readonly<Record<string, string>> = {
  三: '七',
  六: '九',
  两: '五',
  twelve: 'twenty',
  'two-thirds': 'one-third',
  twice: 'triple',
}

function spelledNumbers(
  sentence: string,
  quantity: { start: number; end: number; text: string },
): Mutation[] {
  for (const [from, to] of Object.entries(spelled)) {
    const at = quantity.text.toLowerCase().indexOf(from)
    if (at >= 0)
      return [
        {
          kind: 'number',
          text: replaced(sentence, quantity.start + at, quantity.start + at + from.length, to),
        },
      ]
  }
  return []
}

function dates(sentence: string): Mutation[] {
  return datesIn(sentence).flatMap((date): Mutation[] => {
    const year = /(?:19|20)\d\d/.exec(date.text)
    const month = /January|February|March|July|June|October|December|May/.exec(date.text)
    const changed: Mutation[] = []
    if (year)
      changed.push({
        kind: 'date',
        text: replaced(
          sentence,
          date.start + year.index,
          date.start + year.index + 4,
          String(Number(year[0]) - 3),
        ),
      })
    if (month)
      changed.push({
        kind: 'date',
        text: replaced(
          sentence,
          date.start + month.index,
          date.start + month.index + month[0].length,
          'November',
        ),
      })
    const hanMonth = /(\d+)月/.exec(date.text)
    if (hanMonth)
      changed.push({
        kind: 'date',
        text: replaced(
          sentence,
          date.start + hanMonth.index,
          date.start + hanMonth.index + hanMonth[1]!.length,
          String((Number(hanMonth[1]) % 12) + 1),
        ),
      })
    return changed
  })
}

function unitChanges(sentence: string): Mutation[] {
  const quantities = quantitiesIn(sentence)
  return units.flatMap(([from, to]): Mutation[] => {
    const at = sentence.indexOf(from)
    if (at < 0 || !quantities.some(({ start, end }) => at >= start && at + from.length <= end)) return []
    return [{ kind: 'unit', text: replaced(sentence, at, at + from.length, to) }]
  })
}

function names(sentence: string): Mutation[] {
  return namesIn(sentence).map((name, index): Mutation => {
    const han = /\p{Script=Han}/u.test(name.text)
    const by = han
      ? strangersHan[name.kind]!
      : name.kind === 'identifier'
        ? 'HJ 999-1997'
        : strangers[index % strangers.length]!
    return { kind: 'name', text: replaced(sentence, name.start, name.end, by) }
  })
}

const insertions: readonly (readonly [RegExp, string])[] = [
  [/(?<= (?:was|were|is|are|has|have|had|will|did)) (?!not|never|no )/, ' not '],
  [
    /(?<=[\p{L}]) (fell|rose|covers|holds|received|told|joined|enrolled|counted|declared|allows)(?= )/u,
    ' never $1',
  ],
  [/(?=降至|完工|开放|批准|实施|接入|记录|采集|减少到|投入|高出|要求|处理污水|禁止)/, '未'],
  [/(?<=共)(?=清除)/, '未'],
]

/** Takes a denial away, or puts one in. */
function denials(sentence: string): Mutation[] {
  const present = negationsIn(sentence)
  if (present.length > 0) {
    const [{ start, end, cue }] = present as [(typeof present)[number]]
    const text = /^neither/i.test(cue)
      ? sentence.replace(/Neither (.*) nor/, 'Both $1 and')
      : /^reject/i.test(cue)
        ? sentence.replace(/rejected/, 'upheld')
        : replaced(sentence, start, end, '').replace(/ {2,}/g, ' ')
    return [{ kind: 'negation', text }]
  }
  for (const [pattern, by] of insertions)
    if (pattern.test(sentence)) return [{ kind: 'negation', text: sentence.replace(pattern, by) }]
  return []
}
