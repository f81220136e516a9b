/**
 * `npm run leaderboard [-- NAME…]`: how good, on public data that nobody here wrote (`../shared/data`, or the
 * folder that KAOJU_DATA names); writes LEADERBOARD.md. Sections: retrieval, reading, attribution, answers, lab, strategies.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  answersTable,
  digestOf,
  kaojuContestant,
  makeWorld,
  runLab,
  suites,
  summaryLegend,
  summaryTable,
  attributionLeaderboard,
  evaluateArticleExtraction,
  markdownTable,
  measureAnswers,
  readFinanceQuestions,
  readKnownQuestions,
  retrievalLeaderboard,
} from '#arena'
import { createContext } from '#runtime'
import { agreementOf, readLabelled } from '../test/arena/lab/score/labelled.ts'
import { writePage, type Measurement } from './page.ts'
import { strategyFigures } from './strategies.ts'

const repository = resolve(import.meta.dirname, '..')
const data = resolve(process.env['KAOJU_DATA'] ?? join(repository, '../shared/data'))
const { context } = createContext()

const retrieval: Measurement = {
  name: 'retrieval',
  measure: async () => {
    if (!existsSync(join(data, 'retrieval'))) return undefined
    return {
      title: 'Retrieval',
      about:
        'The index and the retrievers of production at their defaults, every text column indexed unless fields are named; nothing is fitted to a collection. nDCG with linear gain, ties in corpus order, queries without a relevant document skipped. One collection alone: `npm run kaoju -- eval retrieval --corpus … --queries … --qrels …`.',
      table: await retrievalLeaderboard(data, context),
    }
  },
}

const reading: Measurement = {
  name: 'reading',
  measure: async () => {
    if (!existsSync(join(data, 'documents/article_extraction'))) return undefined
    const { all, withCaptions, even, odd, others } = await evaluateArticleExtraction(data, context)
    const rows = [
      { system: '**kaoju**', score: all },
      { system: 'kaoju, captions of pictures included', score: withCaptions },
      { system: 'kaoju, even pages (rules made on them)', score: even },
      { system: 'kaoju, odd pages (no rule made on them)', score: odd },
      ...others.slice(0, 8),
    ]
    return {
      title: 'Article text of web pages',
      about:
        'The 181 pages of the article extraction benchmark, scored by our implementation of its measure (multisets of word 4-grams per page; precision and recall are means over pages); the recorded outputs of other systems are scored by the same code.',
      table: markdownTable(
        ['system', 'F1', 'precision', 'recall', 'pages'],
        rows.map(({ system, score }) => [
          system,
          score.f1.toFixed(3),
          score.precision.toFixed(3),
          score.recall.toFixed(3),
          score.pages,
        ]),
      ),
    }
  },
}

const attribution: Measurement = {
  name: 'attribution',
  measure: async () => {
    if (!existsSync(join(data, 'attribution'))) return undefined
    return {
      title: 'Verdicts: is a sentence borne by its source?',
      about:
        'WiCE dev (Kamoi et al. 2023) and QAGS (Wang et al. 2020), which people judged. Whatever is fitted is fitted on the other sets (leave one collection out); verbatim overlap alone is the baseline. Published on WiCE test, oracle chunks, F1 of supported: GPT-3.5 .393, GPT-4 .610, T5-3B fine-tuned .778.',
      table: await attributionLeaderboard(data, context),
    }
  },
}

const answers: Measurement = {
  name: 'answers',
  measure: async () => {
    const effort = 'standard'
    const example = await measureAnswers(
      {
        name: 'example library',
        documents: join(repository, 'examples/library'),
        questions: await readKnownQuestions(join(repository, 'test/fixtures/example-questions.jsonl')),
      },
      effort,
      context,
    )
    const rows = [{ name: 'the example library', effort, result: example } as const]
    const filings = join(data, 'finance')
    const finance = existsSync(filings)
      ? await measureAnswers(
          {
            name: 'finance',
            documents: filings,
            questions: await readFinanceQuestions(filings, readdirSync(filings)),
          },
          effort,
          context,
        )
      : undefined
    return {
      title: 'Research without a model',
      about:
        'Whole runs over questions of known answer: which facts the published sentences state, and whether the right document and page are cited. The example library and its questions are our own, and the weights of the sentence score were set while looking at them, so that this row shows what works, not how well it generalises; the filings and their questions are FinanceBench (Islam et al. 2023), where only the page counts.',
      table: answersTable([
        ...rows,
        ...(finance ? [{ name: 'FinanceBench filings', effort, result: finance } as const] : []),
      ]),
    }
  },
}

/** A world of two questions of each kind in each language. */
const labWorld = { seed: 'kaoju', questions: 64 }

/** Agreement on the truth of each set of labelled sentences when the scorer first met it: a record, not a measurement. */
const firstMeasured = ['0.832', '0.864', '0.806']

const lab: Measurement = {
  name: 'lab',
  measure: async () => {
    const world = makeWorld(labWorld)
    const without = await runLab({ model: null }, world, kaojuContestant({ effort: 'standard' }), context)
    const withModel = await runLab({}, world, kaojuContestant({ effort: 'standard' }), context)
    const rows = [
      { name: 'no model', outcome: without },
      { name: 'simulated model', outcome: withModel },
    ].flatMap(({ name, outcome }) =>
      outcome.result.suites.map((suite) => ({ ...suite, name: `${suite.suite}, ${name}` })),
    )
    const kinds = [without, withModel].map(({ result }) =>
      summaryTable((result.suites[0]?.kinds ?? []).map(({ kind, summary }) => ({ name: kind, summary }))),
    )
    const agreements = ['lab-sentences', 'lab-sentences-2', 'lab-sentences-3'].map((name, index) => {
      const { sentences, truth, states } = agreementOf(readLabelled(name))
      return [
        `set ${index + 1} (\`${name}.jsonl\`)`,
        sentences,
        firstMeasured[index]!,
        truth.toFixed(3),
        states.toFixed(3),
      ]
    })
    return {
      title: 'Research in the lab',
      about: `Whole runs of Kaoju (effort standard, three engines, real HTTP on loopback) in a world of ${world.questions.length} questions on ${world.pages.length} pages, made from the seed \`${world.seed}\` (SHA-256 \`${digestOf(world)}\`); see [docs/lab.md](docs/lab.md). The model is simulated: it extracts and joins what it is shown, so these figures measure the engine around it and say nothing of how well a real model writes. Columns: ${summaryLegend}\n\nSuites: ${suites.map((suite) => `\`${suite.name}\`: ${suite.about}`).join('; ')}.`,
      table: [
        summaryTable(rows),
        'The scorer beside sentences labelled by hand ([how they were made](test/fixtures/lab-sentences.md)). First: truth as measured once, before the scorer was mended on the set; only that says how it does on what it has not met.',
        markdownTable(['', 'sentences', 'first', 'truth now', 'facts stated now'], agreements),
        'Kinds of questions, no model:',
        kinds[0]!,
        'Kinds of questions, simulated model:',
        kinds[1]!,
      ].join('\n\n'),
    }
  },
}

await writePage(
  {
    file: 'LEADERBOARD.md',
    title: 'Leaderboard',
    preface: 'Quality on public data and in the lab. Speed is in [BENCHMARKS.md](BENCHMARKS.md).',
    command: 'npm run leaderboard',
  },
  [retrieval, reading, attribution, answers, lab, strategyFigures],
)
