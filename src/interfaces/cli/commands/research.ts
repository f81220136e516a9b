import { languageOf, type Language, type Report } from '#vocabulary'
import { KaojuError } from '#runtime'
import { efforts } from '../../config/settings.ts'
import type { Command, Session } from '../command.ts'
import { choiceOption } from '../command-line.ts'
import { scopeOf } from '../documents.ts'
import { formatNames, formatOf, shownReport, writeReport, type OutputFlags } from '../report-files.ts'
import { fill, type Words } from '../words.ts'

interface Flags extends OutputFlags {
  readonly docs?: readonly string[]
}

/** `kaoju research QUESTION`: a cited report on stdout, and as a self-contained page in the home. */
export const research: Command<Flags> = {
  declare: (declaration, words) => {
    const { path, file, size } = words.metavar
    declaration
      .description(words.commands.research)
      .argument(`[${words.metavar.question}]`, words.arguments.question)
      .option(`--docs <${path}...>`, words.options.docs)
      .addOption(choiceOption(`--effort <${words.metavar.effort}>`, words.options.effort, efforts, words))
      .addOption(
        choiceOption(`--lang <${words.metavar.lang}>`, words.options.lang, ['en', 'zh', 'auto'], words),
      )
      .option(`--out <${file}>`, words.options.out)
      .addOption(choiceOption(`--format <${words.metavar.format}>`, words.options.format, formatNames, words))
      .option(`--max-file-size <${size}>`, words.options.maxFileSize)
  },

  run: async ([question = ''], flags, session) => {
    if (question.trim() === '') throw new KaojuError('question-empty')
    formatOf(flags, session)
    const { settings, context } = session
    const language = reportLanguage(question, session)
    const library = await session.openLibrary('write')
    const scope = await scopeOf(flags.docs, library, language, session)
    const { research: run } = await import('#research')
    const report = await run({ question, language, effort: settings.effort, ...scope }, { library }, context)
    const written = await writeReport(report, flags, library, session)
    const around = { before: [session.words.extractive, ''], after: missingFrom(report, session.words) }
    return {
      exit: isComplete(report) ? 0 : 3,
      document: report,
      text: shownReport(written, flags, around, session),
    }
  },
}

/** `--lang`, else the language of the text, else that of the notes. */
export function reportLanguage(text: string, session: Session): Language {
  if (session.settings.lang !== 'auto') return session.settings.lang
  const language = languageOf(text)
  return language === 'other' ? session.language : language
}

function isComplete({ coverage }: Report): boolean {
  return coverage.answered === coverage.asked && coverage.filesFailed === 0 && coverage.failed.length === 0
}

function missingFrom({ coverage }: Report, words: Words): string[] {
  const { answered, asked, filesFailed } = coverage
  const missing = [
    ...(answered < asked ? [fill(words.report.answered, { answered, asked })] : []),
    ...(filesFailed > 0 ? [fill(words.report.filesFailed, { count: filesFailed })] : []),
  ]
  return missing.length > 0 ? [fill(words.report.incomplete, { what: missing.join(words.report.and) })] : []
}
