import { z } from 'zod'
import type { Audit, Expression, Report } from '#vocabulary'
import { KaojuError } from '#runtime'

/**
 * The published shape of reports and audits. The types of `#vocabulary` are the contract; the assignments at
 * the end fail to compile when a field is added, dropped or changed in one place only.
 */
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly()
const count = z.int().min(0)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const instant = z.iso.datetime().describe('ISO 8601, UTC')
const evidenceId = z.string().min(1).describe('Evidence id: `e_` + 24 hexadecimal digits')
const documentId = z.string().min(1).describe('Document id: `d_` + 32 hexadecimal digits')
const kind = z
  .enum(['quoted', 'computed', 'inferred'])
  .describe(
    '`quoted`: extracted; `computed`: re-executed by code from cited values; `inferred`: names its premises',
  )
const verdict = z
  .enum(['supported', 'partly', 'conflicting', 'unsupported'])
  .describe('Whether the cited words bear the sentence')

const reason = z
  .object({
    code: z.enum([
      'verbatim',
      'entailed',
      'paraphrase',
      'evidence-missing',
      'evidence-withdrawn',
      'quote-altered',
      'number-missing',
      'number-differs',
      'date-missing',
      'date-differs',
      'unit-differs',
      'name-missing',
      'negation-differs',
      'direction-differs',
      'quantifier-differs',
      'modality-differs',
      'content-missing',
      'superseded',
      'contradicted',
      'source-missing',
      'source-orders',
      'recomputed',
      'computation-differs',
      'premises-named',
      'described-only',
      'nothing-relevant',
    ]),
    text: z.string().optional().describe('The part of the sentence it is about'),
    instead: z.string().optional().describe('What the source has instead'),
    evidence: evidenceId.optional(),
  })
  .readonly()
  .meta({ id: 'Reason', description: 'One finding of the check' })

const verifier = z
  .string()
  .optional()
  .describe('Who found it borne where the literal check left it open: `judge:<model>`')

const cell = z
  .object({ table: count, row: count, column: count })
  .readonly()
  .describe('The table cell that the quote is; all counted from 0, header rows included')

const reader = z
  .object({
    name: z.string().describe('Empty when the document was purged'),
    version: count,
    options: z.string().describe('Canonical JSON'),
  })
  .readonly()
  .describe('Which reader turned the bytes into text')

const copy = z.object({ document: documentId, uri: z.string(), title: z.string() }).readonly()

const citation = z
  .object({
    evidence: evidenceId,
    document: documentId,
    reader,
    uri: z.string().describe('Where the source was found, e.g. `file:///…`'),
    title: z.string(),
    page: z.int().min(1).optional().describe('Page, slide, sheet or chapter, counted from 1'),
    start: count.describe('UTF-16 code units into the text of the document'),
    end: count.describe('Exclusive'),
    quote: z.string().describe('Exactly the words from `start` to `end`'),
    snapshot: sha256.describe('SHA-256 of the original bytes'),
    origin: z
      .enum(['native', 'ocr', 'described'])
      .describe('Typed by its author, recognised from an image, or described by a model'),
    fetchedAt: z.string().optional().describe('When it was fetched from the web; ISO 8601'),
    publishedAt: z
      .string()
      .optional()
      .describe('As the document states it: `YYYY`, `YYYY-MM` or `YYYY-MM-DD…`'),
    cell: cell.optional(),
    withdrawn: z.boolean().optional().describe('The bytes were purged after the report was written'),
    copies: list(copy)
      .optional()
      .describe('Other documents with the same text; together they count as one source'),
  })
  .readonly()
  .meta({ id: 'Citation', description: 'The exact words in their source' })

const value = z
  .object({
    op: z.literal('value'),
    evidence: evidenceId,
    text: z.string().describe('The value as its source writes it'),
  })
  .readonly()

const operands = list(z.lazy((): z.ZodType<Expression> => expression))
const expressionForms = z.union([
  value,
  z
    .object({
      op: z.enum(['sum', 'difference', 'product', 'ratio', 'percentage', 'percent-change', 'mean']),
      of: operands,
    })
    .readonly(),
  z.object({ op: z.literal('count'), of: operands }).readonly(),
  z.object({ op: z.enum(['minimum', 'maximum']), of: operands }).readonly(),
  z
    .object({ op: z.literal('date-span'), unit: z.enum(['days', 'months', 'years']), of: operands })
    .readonly(),
])
const expression: z.ZodType<Expression> = expressionForms.meta({
  id: 'Expression',
  description:
    'A computation over cited values that code re-executes; numbers are IEEE doubles, dates ISO 8601',
})

const sentence = z
  .object({
    text: z.string(),
    kind,
    verdict,
    reasons: list(reason),
    writer: z.string().describe('`extractive`, or the name of the model'),
    verifier,
    citations: list(citation),
    expression: expression.optional(),
    premises: list(z.string()).optional().describe('The sentences that an inferred one rests on'),
  })
  .readonly()

const section = z
  .object({
    part: z.string().optional().describe('The part of the report in which it stands, with its neighbours'),
    heading: z.string(),
    subQuestion: z.string().optional().describe('Id of the planned question that this section answers'),
    sentences: list(sentence),
  })
  .readonly()

const plannedQuestion = z
  .object({
    id: z.string().describe('`q1`, `q2` …'),
    text: z.string(),
    origin: z
      .string()
      .describe(
        'How it came into the plan: `asked`, `clause`, `comparison`, `list`, `facet`, `gap`, `planned`',
      ),
    dependsOn: list(z.string()).describe('Ids of the questions it builds on'),
    state: z.enum(['answered', 'partly', 'unanswered']),
    why: z.string().describe('In the language of the report'),
  })
  .readonly()

const conflict = z
  .object({
    about: z.string().describe('What they disagree on'),
    kind: z.enum(['number', 'date', 'polarity', 'superseded']),
    sides: list(z.object({ value: z.string(), sentence: z.string(), citations: list(citation) }).readonly()),
    resolution: z
      .enum(['newer-preferred', 'open'])
      .describe('`newer-preferred`: the first side is a later version of the second; else `open`'),
    note: z.string(),
  })
  .readonly()
  .describe('Sources that cannot all be right')

const coverage = z
  .object({
    asked: count.describe('Questions asked'),
    answered: count.describe('Of these, fully answered'),
    failed: list(z.object({ what: z.string(), why: z.string() }).readonly()),
    filesRead: count,
    filesFailed: count,
    notes: list(z.string()).describe('What is missing and what was left out, in the language of the report'),
  })
  .readonly()
  .describe('What the text does not tell')

const usd = z.number().min(0).nullable().describe('US dollars; null where the price is unknown')

const cost = z
  .object({
    currency: z.literal('USD'),
    amount: z.number().min(0).describe('What is known to have been spent, failed attempts included'),
    calls: count.describe('Calls of models that were answered'),
    tokens: count.describe('Of prompts and answers, failed attempts included'),
    inputTokens: count.optional(),
    outputTokens: count.optional(),
    cachedTokens: count
      .optional()
      .describe('Of the tokens of prompts, those that the cache of the provider held'),
    failed: count.optional().describe('Attempts that failed, whether billed or not'),
    unpriced: count.optional().describe('Calls and attempts whose price is unknown: not in the amount'),
    lost: list(z.object({ step: z.string(), model: z.string(), tokens: count, usd }).readonly())
      .optional()
      .describe(
        'Calls that were in flight when the run was cut off and were made again, with what each may have cost at most: not in the amount',
      ),
  })
  .readonly()

const models = list(
  z
    .object({
      role: z.string(),
      model: z.string(),
      calls: count.describe('Calls that were answered'),
      tokens: count,
      usd,
    })
    .readonly(),
)
  .optional()
  .describe('Which models worked in which roles; absent when none was called')

const steps = list(
  z
    .object({
      step: z.string(),
      role: z.string(),
      by: z.string().describe('Model id, or `classical`: done by rules'),
      times: count,
      because: list(z.string())
        .optional()
        .describe('Error codes: why another than the first model of the role did it'),
    })
    .readonly(),
)
  .optional()
  .describe('Who did what, models and rules; absent when no model was configured')

const language = z.enum(['en', 'zh'])
const outside = z
  .object({
    queries: list(z.string()).describe('As they were sent, each once'),
    answered: list(z.string()).describe('Search engines and MCP servers'),
    failed: list(z.object({ engine: z.string(), why: z.string() }).readonly()),
    brought: count.describe('Documents that were brought in'),
    missed: count.describe('Addresses that could not be read'),
  })
  .readonly()
  .optional()
  .describe('What left for the sake of the report; absent where nothing was looked for outside the library')

const timings = z
  .record(z.string(), z.number())
  .readonly()
  .describe('Milliseconds by phase, `total` included')
const engine = z.object({ name: z.literal('kaoju'), version: z.string() }).readonly()
const method = z.string().describe('`extractive` when no model took part, else the names of the models')

/** A published report, `kaoju-report/1`. Unknown fields are dropped, so that a later 1.x can add some. */
export const reportSchema = z
  .object({
    schema: z.literal('kaoju-report/1'),
    run: z.string().describe('Id of the run that made it'),
    from: z.string().optional().describe('Id of the run whose evidence it tells anew'),
    question: z.string(),
    language,
    createdAt: instant,
    title: z.string(),
    method,
    strategy: z
      .object({
        name: z.string(),
        why: z.enum([
          'asked-for',
          'news',
          'no-models',
          'statutes-held',
          'looks-ahead',
          'drafts-agree',
          'model-reasons',
          'planned',
        ]),
      })
      .readonly()
      .optional()
      .describe('How it was worked on, and why that way'),
    effort: z.string().describe('`glance`, `quick`, `standard`, `deep` or `exhaustive`'),
    plan: list(plannedQuestion),
    sections: list(section),
    conflicts: list(conflict),
    coverage,
    cost,
    models,
    steps,
    outside,
    timings,
    engine,
  })
  .readonly()

/** The check of a text that someone else wrote, `kaoju-audit/1`. */
export const auditSchema = z
  .object({
    schema: z.literal('kaoju-audit/1'),
    run: z.string().describe('Id of the run that made it'),
    file: z.string().describe('The checked file'),
    language,
    createdAt: instant,
    title: z.string(),
    method,
    sentences: list(
      z
        .object({
          text: z.string(),
          start: count.describe('UTF-16 code units into the checked text'),
          end: count.describe('Exclusive'),
          verdict,
          reasons: list(reason),
          verifier,
          citations: list(citation),
          cites: list(
            z.object({ label: z.string(), held: z.boolean(), document: documentId.optional() }).readonly(),
          ).describe('Sources that the sentence itself names, and whether the library holds them'),
        })
        .readonly(),
    ),
    missingSources: list(z.string()).describe('Cited sources that the library lacks'),
    totals: z
      .object({ supported: count, partly: count, conflicting: count, unsupported: count })
      .readonly()
      .describe('Sentences by verdict'),
    coverage,
    cost: cost.optional(),
    models,
    steps,
    timings,
    engine,
  })
  .readonly()

/**
 * Reads a report from its JSON text.
 *
 * @param path where the text came from, for the message
 * @throws KaojuError `data-invalid` when it is not JSON or not a report of a version this Kaoju knows
 */
export function parseReport(json: string, path = 'report.json'): Report {
  return parseAs(reportSchema, json, path)
}

/** Reads an audit from its JSON text; errors as in `parseReport`. */
export function parseAudit(json: string, path = 'audit.json'): Audit {
  return parseAs(auditSchema, json, path)
}

function parseAs<Shape>(schema: z.ZodType<Shape>, json: string, path: string): Shape {
  let data: unknown
  try {
    data = JSON.parse(json)
  } catch (cause) {
    const line = json.slice(0, faultIn(json, cause)).split('\n').length
    throw new KaojuError('data-invalid', { path, line, reason: 'not valid JSON' }, { cause })
  }
  const result = schema.safeParse(data)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const where = issue.path.map(String).join('.')
  const line = lineOf(json, issue.path)
  throw new KaojuError(
    'data-invalid',
    { path, line, reason: `${where || 'the document'}: ${issue.message}` },
    { cause: result.error },
  )
}

const jsonToken =
  /[\s{}[\],:]+|"(?:[^"\\\u0000-\u001f]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** Where JSON stops being JSON: as the engine says, else at the first thing that is no token. */
function faultIn(json: string, cause: unknown): number {
  const told = cause instanceof SyntaxError ? /position (\d+)/.exec(cause.message)?.[1] : undefined
  if (told !== undefined) return Number(told)
  let at = 0
  for (jsonToken.lastIndex = 0; jsonToken.test(json);) at = jsonToken.lastIndex
  return at
}

/** The line on which the last reachable key of a path stands: exact for text as `JSON.stringify` indents it. */
function lineOf(json: string, path: readonly PropertyKey[]): number {
  let at = 0
  for (const key of path) {
    if (typeof key !== 'string') continue
    const found = json.indexOf(`"${key}"`, at)
    if (found < 0) break
    at = found
  }
  return json.slice(0, at).split('\n').length
}

/** JSON Schema (draft 2020-12) of a report or audit, with a description on what is not self-evident. */
export function jsonSchemaOf(subject: 'report' | 'audit'): Record<string, unknown> {
  const schema = z.toJSONSchema(subject === 'report' ? reportSchema : auditSchema, {
    target: 'draft-2020-12',
    io: 'input',
    // Types say readonly; `readOnly` in JSON Schema means something else.
    override: ({ jsonSchema }) => void delete jsonSchema.readOnly,
  })
  const { $schema, ...rest } = schema
  const title = subject === 'report' ? 'Kaoju report' : 'Kaoju audit'
  return { $schema, $id: `urn:kaoju:schema:${subject}:1`, title, ...rest }
}

/** True only when both types have the same fields of the same types, optional and readonly alike. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same: readonly [
  Same<z.infer<typeof reportSchema>, Report>,
  Same<z.infer<typeof auditSchema>, Audit>,
  Same<z.infer<typeof expressionForms>, Expression>,
] = [true, true, true]
void same
