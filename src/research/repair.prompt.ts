import { z } from 'zod'
import type { Language } from '#vocabulary'
import { quoteOutside, type Prompt } from '#models'
import { showEvidence } from '#reasoning'
import { explainReason } from '#report'
import type { Checked } from './checked.ts'

const schema = z.object({
  sentences: z.array(
    z.object({
      id: z.string().describe('Id of the sentence'),
      text: z.string().describe('The corrected sentence; empty if its evidence bears nothing of it'),
    }),
  ),
})

/** What a repair gives: sentences by id, empty where nothing can be said. */
export type Repaired = z.infer<typeof schema>

/** Asks the writer to say of each failed sentence only what its evidence says. */
export function repairPrompt(input: {
  readonly language: Language
  readonly sentences: readonly Pick<Checked, 'finding' | 'offered' | 'verdict'>[]
}): Prompt<Repaired> {
  const { language, sentences } = input
  const texts = textsOf[language]
  const evidence = showEvidence(sentences.map(({ offered }) => offered))
  const told = sentences.map(({ finding, offered, verdict }, index) => ({
    id: `S${index + 1}`,
    text: finding.claim.text,
    about: {
      evidence: evidence.idsOf(offered).join(', '),
      fault: verdict.reasons.map((reason) => explainReason(reason, language)).join(' '),
    },
  }))
  const known = new Set(told.map(({ id }) => id))
  return {
    name: 'repair',
    language,
    system: texts.system,
    material: quoteOutside(evidence.texts.map(({ id, text }) => ({ id, text }))),
    question: `${texts.question}\n${quoteOutside(told)}`,
    schema,
    lines: {
      instruction: texts.lines,
      parse: (text) => {
        const found = [...text.matchAll(/^\W*(S\d+)\s*[|:：]\s*(.*)$/gm)].map(([, id, said]) => ({
          id: id!,
          text: said!.trim(),
        }))
        return found.length > 0 ? { sentences: found } : undefined
      },
    },
    check: ({ sentences: given }) => {
      const strange = given.find(({ id }) => !known.has(id))
      return strange ? texts.unknown(strange.id) : undefined
    },
    answerTokens: 80 * sentences.length + 100,
  }
}

const textsOf = {
  en: {
    system: `You correct sentences that their evidence does not bear out. Rewrite each so that it says only what its own evidence says. Numbers, units, dates and names stand exactly as in the evidence; nothing is added from elsewhere; no ids, links or remarks. Where the evidence bears nothing of a sentence, its text is empty.`,
    question: 'Sentences to correct, each with its evidence and what is wrong with it:',
    lines:
      'One line for each sentence: its id, a bar, the corrected sentence. Example: S1 | The lake is 12 m deep.',
    unknown: (id: string) => `There is no sentence ${id}.`,
  },
  zh: {
    system: `你负责改正证据不足的句子。请改写每一句，使它只说其证据所说的内容。数字、单位、日期和名称须与证据完全一致；不得添加别处的内容，不写编号、链接或说明。若证据完全不能支持某句，其文本留空。`,
    question: '待改正的句子，各附其证据和问题：',
    lines: '每句一行：编号、竖线、改正后的句子。例如：S1 | 湖深12米。',
    unknown: (id: string) => `没有编号为 ${id} 的句子。`,
  },
} as const
