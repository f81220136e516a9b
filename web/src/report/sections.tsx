import type { ReportSection } from '../../../src/vocabulary/index.ts'
import { useReading } from './reading.ts'
import { Sentence } from './sentence.tsx'

/** The sections in reading order; a part is told before the first of its sections. */
export function Sections({ sections }: { readonly sections: readonly ReportSection[] }) {
  const { textLanguage, title } = useReading()
  let number = 0
  return (
    <>
      {sections.map((section, index) => {
        const first = number
        number += section.sentences.length
        const begins = section.part !== undefined && section.part !== sections[index - 1]?.part
        // A heading that says what the whole report is called is told once.
        const id = `report-section-${index + 1}`
        const Heading = section.part === undefined ? 'h2' : 'h3'
        return (
          <>
            {begins && (
              <h2 class="part-title" dir="auto" lang={textLanguage}>
                {section.part}
              </h2>
            )}
            <section key={id} aria-labelledby={id} class="section">
              <Heading
                id={id}
                class={section.heading === title ? 'aloud' : ''}
                tabIndex={-1}
                dir="auto"
                lang={textLanguage}
              >
                {section.heading}
              </Heading>
              <ol class="sentences">
                {section.sentences.map((sentence, place) => (
                  <Sentence
                    key={place}
                    sentence={sentence}
                    at={{ section: index, sentence: place, number: first + place + 1 }}
                  />
                ))}
              </ol>
            </section>
          </>
        )
      })}
    </>
  )
}
