import { z } from 'zod'
import type { Audit, Citation, Feedback, Language, LoggedEvent, Report } from '#vocabulary'
import { KaojuError } from '#runtime'
import type { App, Door } from '../door.ts'
import { languageOf } from '../errors.ts'
import { list, runParameter } from '../schemas/common.ts'
import { loggedEvent } from '../schemas/events.ts'
import { feedback, heldFeedback } from '../schemas/feedback.ts'
import { reportFor } from './report.ts'
import { addRoute, answer, json } from './route.ts'

const held = z.object({ feedback: list(heldFeedback) }).meta({ id: 'FeedbackHeld' })

/** What readers say of reports. */
export function addFeedback(app: App, { host }: Door): void {
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/v1/runs/{id}/feedback',
      tag: 'Runs',
      summary: "Says of a report's sentence or source that it is right, wrong or useful",
      description:
        'What was said last of the same thing holds; `none` takes it back. It is kept in the log of the run.',
      params: runParameter,
      body: feedback,
      answers: { 201: json('The line of the log that it has become', loggedEvent) },
      errors: ['run-unknown', 'id-ambiguous', 'run-not-finished', 'replay-missing'],
    },
    async ({ params: { id }, body }, c) => {
      const record = await host.runs.find(id)
      checkAbout(body, await reportFor(record, host, c), languageOf(c))
      return answer(c, loggedEvent, await host.runs.remark(record.id, body), 201)
    },
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/v1/runs/{id}/feedback',
      tag: 'Runs',
      summary: 'What holds of all that was said of a report',
      params: runParameter,
      answers: { 200: json('One of each sentence and source of which something holds', held) },
      errors: ['run-unknown', 'id-ambiguous'],
    },
    async ({ params: { id } }, c) => answer(c, held, { feedback: holding(await host.runs.events(id)) }),
  )
}

/** @throws KaojuError `request-invalid` where the report has no such sentence, or does not cite the source */
function checkAbout({ about }: Feedback, told: Report | Audit, language: Language): void {
  const wrong = (field: string, reason: keyof typeof reasons): never => {
    throw new KaojuError('request-invalid', { field: `about.${field}`, reason: reasons[reason][language] })
  }
  if (about.kind === 'source') {
    const cited = citationsOf(told).some(
      ({ document, uri, copies = [] }) =>
        (document === about.document && uri === about.uri) ||
        copies.some((copy) => copy.document === about.document && copy.uri === about.uri),
    )
    if (!cited) wrong('document', 'source')
    return
  }
  const sections = told.schema === 'kaoju-report/1' ? told.sections : [told]
  const section = sections[about.section] ?? wrong('section', 'section')
  const sentence = section.sentences[about.sentence] ?? wrong('sentence', 'sentence')
  if (sentence.text !== about.text) wrong('text', 'text')
}

const reasons = {
  source: { en: 'the report does not cite it', zh: '报告没有引用它' },
  section: { en: 'the report has no such section', zh: '报告中没有这一节' },
  sentence: { en: 'the section has no such sentence', zh: '这一节中没有这一句' },
  text: { en: 'the sentence says something else', zh: '这一句的文字不同' },
} as const

function citationsOf(told: Report | Audit): readonly Citation[] {
  if (told.schema === 'kaoju-audit/1') return told.sentences.flatMap(({ citations }) => citations)
  return [
    ...told.sections.flatMap(({ sentences }) => sentences.flatMap(({ citations }) => citations)),
    ...told.conflicts.flatMap(({ sides }) => sides.flatMap(({ citations }) => citations)),
  ]
}

/** What was said last of each thing, where it was not taken back. */
function holding(events: readonly LoggedEvent[]): z.input<typeof heldFeedback>[] {
  const last = new Map<string, z.input<typeof heldFeedback>>()
  for (const { at, event } of events) {
    if (event.type !== 'feedback-given') continue
    const { about } = event.feedback
    const thing =
      about.kind === 'sentence' ? `${about.section} ${about.sentence}` : `${about.document} ${about.uri}`
    last.set(thing, { ...event.feedback, at })
  }
  return [...last.values()].filter(({ judgement }) => judgement !== 'none')
}
