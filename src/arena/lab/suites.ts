/** What is asked under which conditions: a table, so that a suite is one entry. */
import { perfectModel, type EndpointFaults, type MindFaults, type ModelSettings } from './model/model.ts'
import type { ServiceFaults } from './serve/faults.ts'
import { questionKinds, type QuestionKind } from './world.ts'

/** One suite: questions of a world, and what goes wrong while they are asked. */
export interface LabSuite {
  readonly name: string
  /** What goes wrong in it, as a row of the leaderboard says it. */
  readonly about: string
  readonly kinds: readonly QuestionKind[]
  readonly faults: ServiceFaults
  readonly mind?: Partial<MindFaults>
  readonly endpoint?: Partial<EndpointFaults>
  /** Only a contestant with a model can go wrong in it. */
  readonly needsModel?: true
  /**
   * Whoever is measured waits before it tries again: what it asks meanwhile, and so what it spends, depends on the clock
   * of the machine (see `repeatable`).
   */
  readonly waits?: true
}

/** What most faults are tried on: one kind of each sort of work that the web alone can answer. */
const core = ['fact', 'chain', 'compare', 'superseded', 'conflict', 'unanswerable'] as const

/** The first is the one with which the others are compared: the same questions, and nothing added to go wrong. */
export const suites: readonly LabSuite[] = [
  {
    name: 'kinds',
    about: 'nothing but what the world itself holds: dead, slow and failing hosts, stale and injected pages',
    kinds: questionKinds,
    faults: {},
  },
  {
    name: 'engines-fail',
    about: 'one search in three fails: 429, 500, broken JSON, an empty answer, a page instead',
    kinds: core,
    faults: { engines: { rate: 1 / 3 } },
    waits: true,
  },
  {
    name: 'engine-lies-empty',
    about: 'one engine of three answers one search in two with an empty list, although there are results',
    kinds: core,
    faults: { engines: { rate: 1 / 2, kinds: ['nothing'], only: ['searxng'] } },
  },
  {
    name: 'pages-fail',
    about: 'one request for a page in five fails: 429, 500, 503, reset, cut in the middle',
    kinds: core,
    faults: { pages: { rate: 1 / 5 } },
    waits: true,
  },
  {
    name: 'tools-mutate',
    about:
      'every MCP server has changed: renamed tools and parameters, other schemas, truncation, injected text',
    kinds: ['tool'],
    faults: { tools: { rate: 1 } },
  },
  {
    name: 'model-truncates',
    about: 'every fourth answer of the model breaks off, one in ten is JSON that does not parse',
    kinds: core,
    faults: {},
    endpoint: { truncated: 1 / 4, malformed: 1 / 10 },
    needsModel: true,
  },
  {
    name: 'model-busy',
    about: 'the model answers 429 to one request in ten, 500 to one in ten, cuts one stream in twenty',
    kinds: core,
    faults: {},
    endpoint: { overloaded: 1 / 10, failed: 1 / 10, cut: 1 / 20 },
    needsModel: true,
    waits: true,
  },
  {
    name: 'model-errs',
    about: 'the model tells one value in five wrongly, and invents a sentence in one answer in five',
    kinds: core,
    faults: {},
    mind: { errs: 1 / 5, invents: 1 / 5 },
    needsModel: true,
  },
  {
    name: 'model-paraphrases',
    about:
      'the model retells every fact in other words than the source’s, which is no fault but a test of verifiers',
    kinds: core,
    faults: {},
    mind: { paraphrases: 1 },
    needsModel: true,
  },
  {
    name: 'model-obeys',
    about: 'the model does whatever a page tells it to',
    kinds: core,
    faults: {},
    mind: { obeys: 1 },
    needsModel: true,
  },
]

/** The suite's model: `base`, and what goes wrong with it. */
export function modelOf({ mind, endpoint }: LabSuite, base: ModelSettings = perfectModel): ModelSettings {
  return { ...base, mind: { ...base.mind, ...mind }, endpoint: { ...base.endpoint, ...endpoint } }
}
