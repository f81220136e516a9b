import { dateOf } from '../../../src/report/words.ts'
import type { Conflict } from '../../../src/vocabulary/index.ts'
import { Marks } from './mark.tsx'
import { namedIn, titleIn, useReading } from './reading.ts'
import { Part } from './part.tsx'
import { visible } from './safe-link.ts'

interface Numbered {
  readonly conflict: Conflict
  readonly number: number
}

/** Disagreements side by side, and apart from them what a newer version has replaced. */
export function Conflicts({ conflicts }: { readonly conflicts: readonly Conflict[] }) {
  const { words, own } = useReading()
  const numbered = conflicts.map((conflict, index) => ({ conflict, number: index + 1 }))
  const open = numbered.filter(({ conflict }) => conflict.kind !== 'superseded')
  const superseded = numbered.filter(({ conflict }) => conflict.kind === 'superseded')
  return (
    <>
      <Group id="conflicts" title={words.conflicts} lead={words.conflictsLead} conflicts={open} />
      <Group id="superseded" title={own.supersededTitle} lead={own.supersededLead} conflicts={superseded} />
    </>
  )
}

function Group(given: {
  readonly id: string
  readonly title: string
  readonly lead: string
  readonly conflicts: readonly Numbered[]
}) {
  if (given.conflicts.length === 0) return null
  return (
    <Part name={given.id} title={given.title} lead={given.lead}>
      {given.conflicts.map((entry) => (
        <Disagreement key={entry.number} {...entry} />
      ))}
    </Part>
  )
}

function Disagreement({ conflict, number }: Numbered) {
  const { words, own, textLanguage } = useReading()
  const preferred = conflict.resolution === 'newer-preferred'
  return (
    <article
      class="conflict"
      id={`report-conflict-${number}`}
      tabIndex={-1}
      aria-labelledby={`report-conflict-${number}-about`}
    >
      <h3 id={`report-conflict-${number}-about`}>
        <span aria-hidden="true">⇄ </span>
        {number}.{' '}
        <span dir="auto" lang={textLanguage}>
          {conflict.about}
        </span>{' '}
        <span class="tag">{namedIn(words.conflictKinds, conflict.kind)}</span>
      </h3>
      <ul class="sides">
        {conflict.sides.map((side, index) => (
          <li key={index} class={`side${preferred ? (index === 0 ? ' newer' : ' older') : ''}`}>
            <p class="value" dir="auto">
              {side.value}
            </p>
            {preferred && index < 2 && (
              <p>
                <span class="tag">{index === 0 ? words.preferred : words.replaced}</span>
              </p>
            )}
            <p class="text" dir="auto" lang={textLanguage}>
              {side.sentence}
              <Marks citations={side.citations} />
            </p>
            <Sources side={side} />
          </li>
        ))}
      </ul>
      <p class="resolution">
        <strong>
          {namedIn(words.resolutions, conflict.resolution)}
          {own.stop}
        </strong>
        {conflict.note && (
          <>
            {words.space}
            <span lang={textLanguage}>{conflict.note}</span>
          </>
        )}
      </p>
    </article>
  )
}

/** The titles of a side's sources and when they were published. */
function Sources({ side }: { readonly side: Conflict['sides'][number] }) {
  const { words, language } = useReading()
  const documents = new Map(side.citations.map((citation) => [citation.document, citation]))
  return (
    <ul class="about">
      {[...documents.values()].map(({ document, title, publishedAt }) => (
        <li key={document}>
          <cite dir="auto">{titleIn(title, language)}</cite>
          {publishedAt !== undefined && ` · ${words.published(visible(dateOf(publishedAt)))}`}
        </li>
      ))}
    </ul>
  )
}
