import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { harmless, paint } from '../../../src/interfaces/cli/terminal.ts'
import { emptyFolder, runKaoju } from '../run-kaoju.ts'

test('control characters are shown, not sent; line breaks, tabs and our colours pass', () => {
  expect(harmless('a\u001B]0;title\u0007b\u001B[2Jc\r\u007F')).toBe('a␛]0;title␇b␛[2Jc␍␡')
  expect(harmless('a\u009B2Jb\u009D0;title\u009C')).toBe('a\uFFFD2Jb\uFFFD0;title\uFFFD')
  expect(harmless('一行\n\t二行')).toBe('一行\n\t二行')
  expect(harmless(paint('done', 'green', true))).toBe('\u001B[32mdone\u001B[0m')
})

test.skipIf(process.platform === 'win32')('a file’s name cannot drive the terminal', async () => {
  const folder = emptyFolder()
  const home = emptyFolder()
  writeFileSync(join(folder, 'x\u001B]0;pwned\u0007.txt'), 'The tower of Ulm is 161 metres tall.\n')
  expect((await runKaoju(['add', folder, '--home', home])).exit).toBe(0)
  for (const command of [['list'], ['search', 'Ulm']]) {
    const { stdout, stderr } = await runKaoju([...command, '--home', home])
    expect(stdout).toContain('␛]0;pwned␇')
    for (const character of ['\u001B', '\u0007']) expect(stdout + stderr).not.toContain(character)
  }
})
