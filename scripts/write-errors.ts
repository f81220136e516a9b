/**
 * Writes `docs/errors.md`, every error code with its messages in both languages, from the table in `#runtime`.
 * `--check` writes nothing and fails when the page is stale.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { errorCodes, explain, KaojuError } from '#runtime'

const file = resolve(import.meta.dirname, '../docs/errors.md')
/** Stands in for an error's parameters, so that a message shows its own placeholders. */
const placeholders = new Proxy({}, { get: (_, name) => `{${String(name)}}` })

const entries = errorCodes.map((code) => {
  const error = new KaojuError(code, placeholders)
  const again = error.retryable ? '\n\nTrying again may help. / 重试可能有效。' : ''
  return `## \`${code}\`\n\n${explain(error, 'en')}\n\n${explain(error, 'zh')}${again}`
})

const introduction = `# Errors · 错误代码

Every error that a user can meet has a code, and a message that says what happened and what to do next. Both come from one table, [src/runtime/errors.ts](../src/runtime/errors.ts); this page is generated from it (\`npm run errors\`), and a test fails when it is stale. The code is stable, the wording may improve: programs should look at the code.

- On the command line the message is one line on stderr, in the language of the locale. \`--debug\` adds the stack trace. With \`--json\`, stdout carries \`{"error": {"code": "…", "message": "…"}}\`.
- \`option-invalid\` and \`question-empty\` are wrong use: exit code 2. All others that end a command: exit code 1.
- One bad file among many does not end a command: it is told on stderr, listed in the coverage note under its code's message, and the exit code is 3.

用户可能遇到的每个错误都有一个代码，以及一条说明“发生了什么、接下来怎么办”的信息。代码保持稳定，措辞可能改进，程序应以代码为准。命令行按系统语言把信息以一行打印到标准错误输出；加 \`--debug\` 显示调用栈；使用 \`--json\` 时，标准输出为 \`{"error": {"code": "…", "message": "…"}}\`。\`option-invalid\` 和 \`question-empty\` 属于用法错误，退出码为 2；其他使命令终止的错误，退出码为 1。许多文件中有一个读不了，不会使命令终止：它会被当场告知，并写入覆盖说明，退出码为 3。`

const wanted = `${[introduction, ...entries].join('\n\n')}\n`
if (existsSync(file) && readFileSync(file, 'utf8') === wanted) console.log('errors: fresh')
else if (process.argv.includes('--check')) {
  console.error('errors: docs/errors.md is stale. Run: npm run errors')
  process.exit(1)
} else {
  writeFileSync(file, wanted)
  console.log('errors: wrote docs/errors.md')
}
