import { z } from 'zod'
import type { Claim, Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'
import type { OfferedEvidence } from '../verifier.ts'
import { showEvidence } from './shown-evidence.ts'

const labels = ['supported', 'partly', 'contradicted', 'unsupported'] as const

const schema = z.object({
  verdicts: z.array(
    z.object({
      id: z.string().describe('Id of the sentence'),
      label: z.enum(labels),
      quote: z.string().describe('Words of its evidence, copied exactly; empty if none'),
    }),
  ),
})

/** What a judge answers: a label and the deciding words for each sentence. */
export type Judgement = z.infer<typeof schema>

/** Asks whether evidence bears sentences: `S1` … with the evidence `E1` … that each has. */
export function judgePrompt(input: {
  readonly language: Language
  readonly sentences: readonly { readonly claim: Claim; readonly offered: readonly OfferedEvidence[] }[]
}): Prompt<Judgement> {
  const { language, sentences } = input
  const texts = textsOf[language]
  const evidence = showEvidence(sentences.map(({ offered }) => offered))
  const told = sentences.map(({ claim, offered }, index) => ({
    id: `S${index + 1}`,
    text: claim.text,
    about: { evidence: evidence.idsOf(offered).join(', ') },
  }))
  const known = new Set(told.map(({ id }) => id))
  return {
    name: 'judge',
    language,
    system: texts.system,
    material: quoteOutside(
      evidence.texts.map(({ id, text, title }) => ({
        id,
        text,
        ...(title === undefined || text.includes(title) ? {} : { about: { source: title } }),
      })),
    ),
    question: `${texts.question}\n${quoteOutside(told)}`,
    schema,
    lines: {
      instruction: texts.lines,
      parse: (text) => {
        const verdicts = [...text.matchAll(lineForm)].map(([, id, label, quote]) => ({
          id: id!,
          label: label!.toLowerCase() as (typeof labels)[number],
          quote: (quote ?? '').trim(),
        }))
        return verdicts.length > 0 ? { verdicts } : undefined
      },
    },
    check: ({ verdicts }) => {
      const strange = verdicts.find(({ id }) => !known.has(id))
      if (strange) return texts.unknown(strange.id)
      return verdicts.length === 0 ? texts.none : undefined
    },
    answerTokens: 120 * sentences.length + 100,
  }
}

const lineForm = /^\W*(S\d+)\s*[|:：]\s*(supported|partly|contradicted|unsupported)\s*(?:[|:：]\s*(.*))?$/gim

const textsOf = {
  en: {
    system: `You check sentences against evidence. For each sentence give a label and a quote.
supported: its evidence states every part of it, in whatever words or language. partly: some of it. contradicted: the evidence says otherwise. unsupported: the evidence does not speak of it.
Only the evidence named for the sentence counts, nothing you know. The quote is the words of that evidence which decide, copied exactly, one unbroken stretch.`,
    question: 'Sentences to check, each with the ids of its evidence:',
    lines:
      'One line for each sentence: id | label | quote. Example: S1 | supported | the lake was dredged in 2019',
    unknown: (id: string) => `There is no sentence ${id}.`,
    none: 'No sentence was judged.',
  },
  zh: {
    system: `你负责用证据核对句子。对每一句给出判定和引文。
supported：证据说明了句中每一部分，措辞或语言不同也算。partly：只说明了一部分。contradicted：证据的说法相反。unsupported：证据没有谈到。
只看该句所列的证据，不用你自己的知识。引文是该证据中起决定作用的原文，须逐字照抄，取连续的一段。`,
    question: '待核对的句子，各附其证据编号：',
    lines: '每句一行：编号 | 判定 | 引文。例如：S1 | supported | 该湖于2019年清淤',
    unknown: (id: string) => `没有编号为 ${id} 的句子。`,
    none: '没有判定任何句子。',
  },
} as const
