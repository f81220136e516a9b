import type { Casting, ModelSpec } from '#models'
import type { Language } from '#vocabulary'
import type { Source } from '../config/provider-setup.ts'
import { displayWidth, padWidth } from './display-width.ts'
import { modelWordsIn, phrase } from './model-words.ts'

/** Rows of text as columns that line up; the last column is not padded. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, index) =>
    Math.max(...rows.map((row) => displayWidth(row[index] ?? ''))),
  )
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : padWidth(cell, widths[index]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** Who plays what: model, window, output, price, profile, and where it was said. */
export function castingTable(
  castings: readonly Casting[],
  sources: readonly Source[],
  isOld: (spec: ModelSpec) => boolean,
  language: Language,
): string[] {
  const words = modelWordsIn(language)
  const { role, model, window, output, price, profile, from } = words.columns
  return columns([
    [role, model, window, output, price, profile, from],
    ...castings.map((casting) => {
      const { spec } = casting
      const tokens = spec.contextWindow.toLocaleString('en')
      return [
        words.roles[casting.role],
        spec.id,
        spec.limitsFrom === 'assumed' ? phrase(words.assumed, { window: tokens }) : tokens,
        spec.maxOutput > 0 ? spec.maxOutput.toLocaleString('en') : '–',
        priceOf(spec, isOld(spec), language),
        spec.profile.name,
        originOf(casting, sources, language),
      ]
    }),
  ])
}

function priceOf({ price }: ModelSpec, isOld: boolean, language: Language): string {
  const words = modelWordsIn(language)
  if (!price) return words.unknown
  if (price.input === 0 && price.output === 0) return words.free
  const told = `${price.input}, ${price.output}`
  return isOld ? phrase(words.old, { price: told, date: price.asOf }) : told
}

function originOf(
  { role, because, fallbacks }: Casting,
  sources: readonly Source[],
  language: Language,
): string {
  const words = modelWordsIn(language)
  const of = because === 'configured' ? role : because.standsInFor
  const source =
    sources.find(({ setting }) => setting === of) ?? sources.find(({ setting }) => setting === 'default')
  return [
    because === 'configured'
      ? (source?.from ?? '')
      : phrase(words.standsIn, { role: words.roles[because.standsInFor] }),
    ...(fallbacks.length > 0
      ? [phrase(words.fallbacks, { models: fallbacks.map(({ id }) => id).join(', ') })]
      : []),
  ].join('; ')
}
