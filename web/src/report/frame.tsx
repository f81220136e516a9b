import { signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useMemo } from 'preact/hooks'
import type { Language } from '../../../src/vocabulary/index.ts'
import { language } from '../language.ts'
import { GlanceCard } from './glance.tsx'
import type { Judgements } from './judgements.ts'
import { ReadingContext, readingOf, type Glance, type Told } from './reading.ts'
import { SourcePanel } from './source-panel.tsx'
import { walkSentences } from './walk-sentences.ts'

/** What both have: the numbers of citations, the card, the source, and the keys. */
export function Frame(given: {
  readonly run: string
  readonly told: Told
  readonly textLanguage: Language | undefined
  readonly judgements?: Judgements
  readonly children: ComponentChildren
}) {
  const { run, told, textLanguage, judgements } = given
  const glance = useMemo(() => signal<Glance | undefined>(undefined), [])
  const address = useSignal(location.hash)
  const speaks = language.value
  const reading = useMemo(
    () =>
      readingOf(told, { run, language: speaks, textLanguage, glance, ...(judgements ? { judgements } : {}) }),
    [told, run, speaks, textLanguage, judgements],
  )
  useLayoutEffect(() => {
    const follow = (): void => {
      address.value = location.hash
    }
    follow()
    addEventListener('hashchange', follow)
    addEventListener('keydown', walkSentences)
    return () => {
      removeEventListener('hashchange', follow)
      removeEventListener('keydown', walkSentences)
    }
  }, [])
  return (
    <ReadingContext.Provider value={reading}>
      <article class="report" lang={speaks}>
        {given.children}
      </article>
      <SourcePanel address={address} />
      <GlanceCard />
    </ReadingContext.Provider>
  )
}
