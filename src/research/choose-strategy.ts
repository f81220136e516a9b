import { KaojuError } from '#runtime'
import { roles, type Models } from '#models'
import { asksForNews } from './asks-for-news.ts'
import { strategies } from './catalog.generated.ts'
import type { ResearchTask, StrategyPlug } from './strategy.ts'

/** `news` for a question about what has arrived; else with any model at hand `quick`, else `extractive`; unless another is asked for. */
export function chooseStrategy(
  { strategy, question, language }: ResearchTask,
  models: Models | undefined,
): StrategyPlug {
  const thinks = roles.some((role) => role !== 'vision' && models?.[role])
  const name = strategy ?? (asksForNews(question, language) ? 'news' : thinks ? 'quick' : 'extractive')
  const plug = strategies.find((known) => known.name === name)
  if (plug) return plug
  const known = strategies.map((one) => one.name).join(', ')
  throw new KaojuError('option-invalid', { option: '--strategy', reason: `${name}; known: ${known}` })
}
