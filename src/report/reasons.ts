import type { Language, Reason } from '#vocabulary'

/** A finding as a sentence: `here` is the part of the claim, `there` what the source has, each quoted or ''. */
type Sentence = (here: string, there: string) => string
type ReasonCode = Reason['code']

/** "The number differs: “12” here, “21” in the source." with whatever of the two is known. */
function differs(lead: string): Sentence {
  return (here, there) => {
    if (here && there) return `${lead}: ${here} here, ${there} in the source.`
    if (there) return `${lead}: the source has ${there}.`
    return here ? `${lead}: ${here}.` : `${lead}.`
  }
}

function differsZh(lead: string): Sentence {
  return (here, there) => {
    if (here && there) return `${lead}：此处为${here}，来源为${there}。`
    if (there) return `${lead}：来源为${there}。`
    return here ? `${lead}：${here}。` : `${lead}。`
  }
}

/** A sentence about a part of the claim, with what the source has instead. */
function about(
  bare: string,
  withPart: (here: string) => string,
  instead: (there: string) => string,
): Sentence {
  return (here, there) => `${here ? withPart(here) : bare}${there ? instead(there) : ''}`
}

const inSource = (there: string): string => ` The source has ${there}.`
const inSourceZh = (there: string): string => `来源为${there}。`
const nothing = (): string => ''

const en: Readonly<Record<ReasonCode, Sentence>> = {
  verbatim: about(
    'The source says this word for word.',
    (here) => `The source says ${here} word for word.`,
    nothing,
  ),
  entailed: about('The source states this.', (here) => `The source states ${here}.`, inSource),
  paraphrase: about(
    'The source says this in other words.',
    (here) => `The source says ${here} in other words.`,
    inSource,
  ),
  'evidence-missing': about(
    'The library holds no evidence for it.',
    (here) => `The library holds no evidence for ${here}.`,
    inSource,
  ),
  'evidence-withdrawn': about(
    'The source of its evidence was withdrawn from the library.',
    (here) => `The source of ${here} was withdrawn from the library.`,
    nothing,
  ),
  'quote-altered': differs('The quotation does not stand in the source as given'),
  'number-missing': about(
    'A number in it does not stand in the source.',
    (here) => `The number ${here} does not stand in the source.`,
    inSource,
  ),
  'number-differs': differs('The number differs'),
  'date-missing': about(
    'A date in it does not stand in the source.',
    (here) => `The date ${here} does not stand in the source.`,
    inSource,
  ),
  'date-differs': differs('The date differs'),
  'unit-differs': differs('The unit differs'),
  'name-missing': about(
    'A name in it does not stand in the source.',
    (here) => `The name ${here} does not stand in the source.`,
    inSource,
  ),
  'negation-differs': differs('One affirms what the other denies'),
  'direction-differs': differs('The direction differs'),
  'quantifier-differs': differs('How many or how much is meant differs'),
  'modality-differs': differs('How certain it is differs'),
  'content-missing': about(
    'Part of it does not stand in the source.',
    (here) => `The source does not say ${here}.`,
    inSource,
  ),
  superseded: about(
    'A newer version has replaced this.',
    (here) => `A newer version has replaced ${here}.`,
    (there) => ` It now says ${there}.`,
  ),
  contradicted: about(
    'Another source contradicts it.',
    (here) => `Another source contradicts ${here}.`,
    (there) => ` It says ${there}.`,
  ),
  'source-missing': about(
    'A source it names is not in the library.',
    (here) => `The source it names is not in the library: ${here}.`,
    nothing,
  ),
  'source-orders': about(
    'Its source tells machines what to write.',
    (here) => `The source of ${here} tells machines what to write.`,
    nothing,
  ),
  recomputed: about(
    'Computed again by code from the cited values, with the same result.',
    (here) => `Computed again by code from the cited values, with the same result: ${here}.`,
    nothing,
  ),
  'computation-differs': (here, there) =>
    here && there
      ? `Computed again by code, the cited values give ${there}, not ${here}.`
      : there
        ? `Computed again by code, the cited values give ${there}.`
        : `Computed again by code, the cited values do not give ${here || 'this result'}.`,
  'premises-named': about(
    'It is inferred; its premises are named.',
    (here) => `It is inferred from ${here}.`,
    nothing,
  ),
  'described-only': about(
    'Its only evidence is a model’s description of a picture.',
    (here) => `The only evidence for ${here} is a model’s description of a picture.`,
    nothing,
  ),
  'nothing-relevant': about(
    'Nothing relevant to it was found in the library.',
    (here) => `Nothing relevant to ${here} was found in the library.`,
    nothing,
  ),
}

const zh: Readonly<Record<ReasonCode, Sentence>> = {
  verbatim: about('来源原文如此。', (here) => `来源原文即为${here}。`, nothing),
  entailed: about('来源说明了这一点。', (here) => `来源说明了${here}。`, inSourceZh),
  paraphrase: about('来源以另外的措辞说了这一点。', (here) => `来源以另外的措辞说了${here}。`, inSourceZh),
  'evidence-missing': about('资料库中没有它的证据。', (here) => `资料库中没有${here}的证据。`, inSourceZh),
  'evidence-withdrawn': about(
    '其证据的来源已从资料库撤回。',
    (here) => `${here}的来源已从资料库撤回。`,
    nothing,
  ),
  'quote-altered': differsZh('引文与来源原文不符'),
  'number-missing': about('其中有数字不见于来源。', (here) => `数字${here}不见于来源。`, inSourceZh),
  'number-differs': differsZh('数字不同'),
  'date-missing': about('其中有日期不见于来源。', (here) => `日期${here}不见于来源。`, inSourceZh),
  'date-differs': differsZh('日期不同'),
  'unit-differs': differsZh('单位不同'),
  'name-missing': about('其中有名称不见于来源。', (here) => `名称${here}不见于来源。`, inSourceZh),
  'negation-differs': differsZh('一方肯定，一方否定'),
  'direction-differs': differsZh('方向不同'),
  'quantifier-differs': differsZh('范围或数量的说法不同'),
  'modality-differs': differsZh('确定程度不同'),
  'content-missing': about('其中有内容不见于来源。', (here) => `来源没有说${here}。`, inSourceZh),
  superseded: about(
    '已有新版本取代此说。',
    (here) => `已有新版本取代${here}。`,
    (there) => `新版为${there}。`,
  ),
  contradicted: about(
    '另有来源与此矛盾。',
    (here) => `另有来源与${here}矛盾。`,
    (there) => `该来源为${there}。`,
  ),
  'source-missing': about(
    '文中所列来源不在资料库中。',
    (here) => `文中所列来源不在资料库中：${here}。`,
    nothing,
  ),
  'source-orders': about(
    '其来源对机器下达了写作指令。',
    (here) => `${here}的来源对机器下达了写作指令。`,
    nothing,
  ),
  recomputed: about(
    '程序已据所引数值重新计算，结果相同。',
    (here) => `程序已据所引数值重新计算，结果相同：${here}。`,
    nothing,
  ),
  'computation-differs': (here, there) =>
    here && there
      ? `程序据所引数值重新计算，得${there}，而非${here}。`
      : there
        ? `程序据所引数值重新计算，得${there}。`
        : `程序据所引数值重新计算，得不出${here || '这一结果'}。`,
  'premises-named': about('这是推断，已列出所据。', (here) => `这是推断，所据为${here}。`, nothing),
  'described-only': about(
    '其唯一证据是模型对图片的描述。',
    (here) => `${here}的唯一证据是模型对图片的描述。`,
    nothing,
  ),
  'nothing-relevant': about(
    '资料库中没有与之相关的内容。',
    (here) => `资料库中没有与${here}相关的内容。`,
    nothing,
  ),
}

const sentences: Readonly<Record<Language, Readonly<Record<ReasonCode, Sentence>>>> = { en, zh }

/** Reasons that speak for a sentence; all others find fault with it. */
export const favourable: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'verbatim',
  'entailed',
  'paraphrase',
  'recomputed',
  'premises-named',
])

/** Every reason code, for tests and documentation. */
export const reasonCodes = Object.keys(en) as readonly ReasonCode[]

/** One finding of a check as a sentence for people; the words it is about are quoted. Plain text, not markup. */
export function explainReason(reason: Reason, language: Language): string {
  const quoted = (part: string | undefined): string => {
    // The full stop belongs to the sentence around it.
    const text = (part ?? '')
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/[.。]$/, '')
    return text === '' ? '' : `“${text}”`
  }
  return sentences[language][reason.code](quoted(reason.text), quoted(reason.instead))
}
