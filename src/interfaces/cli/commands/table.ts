import type { CommandTable } from '../command-line.ts'
import { add } from './add.ts'
import { check } from './check.ts'
import { doctor } from './doctor.ts'
import { evalRetrieval } from './eval-retrieval.ts'
import { list } from './list.ts'
import { remove } from './remove.ts'
import { research } from './research.ts'
import { search } from './search.ts'
import { show } from './show.ts'

/** Every command, in the order of the help. */
export const commandTable: CommandTable = {
  commands: {
    research,
    check,
    add,
    search,
    list,
    show,
    remove,
    'eval retrieval': evalRetrieval,
    doctor,
  },
  fallback: research,
}
