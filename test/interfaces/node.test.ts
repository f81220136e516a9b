import { expect, test } from 'vitest'
import { entryPoint } from '#runtime'

test('tests run on the Node that the package demands, and doors open onto sources', () => {
  const [major, minor] = process.versions.node.split('.').map(Number)
  expect([major! * 100 + minor!]).toSatisfy(([version]: number[]) => version! >= 2219)
  expect(import.meta.resolve('#vocabulary')).toMatch(/src\/vocabulary\/index\.ts$/)
  expect(entryPoint(import.meta.url, './x').execArgv).toEqual(['--conditions=kaoju-source'])
})
