/** The page's colours, as its tokens name them: WCAG 2.2 AA asks 4.5:1 of text and 3:1 of the edges of controls. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('../../web/src/style/tokens.css', import.meta.url), 'utf8')
const named = (block: string): ReadonlyMap<string, string> =>
  new Map([...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name, colour]) => [name!, colour!]))
const [light, dark, chosen] = [
  /^:root \{[\s\S]*?\n\}/m,
  /:root:not\(\[data-scheme='light'\]\) \{[\s\S]*?\n {2}\}/,
  /:root\[data-scheme='dark'\] \{[\s\S]*?\n\}/,
].map((block) => named(block.exec(css)![0]))

/** Relative luminance of sRGB. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(one: string, other: string): number {
  const [less, more] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (more! + 0.05) / (less! + 0.05)
}

const grounds = ['ground', 'surface', 'inset'] as const
const pairs: readonly (readonly [text: string, on: string, least: number])[] = [
  ...['ink', 'ink-quiet', 'link', 'good', 'caution', 'bad'].flatMap((text) =>
    grounds.map((on) => [text, on, 4.5] as const),
  ),
  ['accent-ink', 'accent', 4.5],
  ['link', 'accent-soft', 4.5],
  ['mark-ink', 'mark', 4.5],
  ...['good', 'caution', 'bad'].flatMap((tone) => [
    [tone, `${tone}-soft`, 4.5] as const,
    ['ink', `${tone}-soft`, 4.5] as const,
  ]),
  ...grounds.flatMap((on) => [['edge-strong', on, 3] as const, ['focus', on, 3] as const]),
]

describe.each([
  ['light', light!],
  ['dark', dark!],
])('%s', (_name, colours) => {
  test.each(pairs)('%s on %s', (text, on, least) => {
    expect(contrast(colours.get(text)!, colours.get(on)!)).toBeGreaterThanOrEqual(least)
  })
})

test('dark is the same whether the system or a person wishes it', () => {
  expect(chosen).toEqual(dark)
  expect(dark!.size).toBe(light!.size)
})
