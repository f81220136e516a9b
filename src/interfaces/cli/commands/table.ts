import type { CommandTable } from '../command-line.ts'
import { add } from './add.ts'
import { check } from './check.ts'
import { doctor } from './doctor.ts'
import { evalAttribution, evalMemory, evalNeedle, evalRobustness, evalTables } from './eval-data.ts'
import { evalRetrieval } from './eval-retrieval.ts'
import { feedAdd, feedList, feedPoll, feedRemove } from './feed.ts'
import { labRun } from './lab.ts'
import { labQuestions, labScore } from './lab-score.ts'
import { labServe } from './lab-serve.ts'
import { list } from './list.ts'
import { mcp } from './mcp.ts'
import { models } from './models.ts'
import { remove } from './remove.ts'
import { replay } from './replay.ts'
import { research } from './research.ts'
import { resume } from './resume.ts'
import { rewrite } from './rewrite.ts'
import { runs } from './runs.ts'
import { search } from './search.ts'
import { serve } from './serve.ts'
import { setup } from './setup.ts'
import { show } from './show.ts'
import { steer } from './steer.ts'
import { stop } from './stop.ts'
import { tokenAdd, tokenList, tokenRevoke } from './token.ts'

/** Every command, in the order of the help. */
export const commandTable: CommandTable = {
  commands: {
    research,
    check,
    add,
    'feed add': feedAdd,
    'feed list': feedList,
    'feed remove': feedRemove,
    'feed poll': feedPoll,
    search,
    list,
    show,
    remove,
    runs,
    resume,
    replay,
    steer,
    stop,
    rewrite,
    serve,
    'token add': tokenAdd,
    'token list': tokenList,
    'token revoke': tokenRevoke,
    mcp,
    'eval retrieval': evalRetrieval,
    'eval attribution': evalAttribution,
    'eval memory': evalMemory,
    'eval robustness': evalRobustness,
    'eval tables': evalTables,
    'eval needle': evalNeedle,
    'lab run': labRun,
    'lab serve': labServe,
    'lab questions': labQuestions,
    'lab score': labScore,
    setup,
    models,
    doctor,
  },
  fallback: research,
}
