import { useSignal } from '@preact/signals'
import { fill } from '../language.ts'
import { layersOf, type Place, type QuestionState, type QuestionView } from '../state/plan-view.ts'
import type { Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'
import { QuestionEditor } from './question-editor.tsx'
import { wordingOf } from './told.ts'

/**
 * A node's size and the room between nodes; CSS pixels. On phones, and where nothing waits for anything, the nodes are a
 * list, and none of it is used.
 */
const size = { width: 216, height: 84, across: 40, down: 12 }

/** The plan: what waits for what, from left to right, and how far each part is. */
export function PlanGraph({ watch, steerable }: { readonly watch: Watch; readonly steerable: boolean }) {
  const own = words()
  const view = watch.view.value
  const chosen = useSignal<string | undefined>(undefined)
  const places = layersOf(view.plan)
  const at = (place: Place): { x: number; y: number } => ({
    x: place.layer * (size.width + size.across),
    y: place.row * (size.height + size.down),
  })
  const width = Math.max(0, ...places.map((place) => at(place).x + size.width))
  const height = Math.max(0, ...places.map((place) => at(place).y + size.height))
  const open = view.plan.find(({ id }) => id === chosen.value)
  return (
    <section class="panel" aria-labelledby="plan-title">
      <h2 id="plan-title">{own.plan.heading}</h2>
      {places.length === 0 ? (
        <p class="quiet">{own.plan.none}</p>
      ) : (
        <div class={places.every(({ layer }) => layer === 0) ? 'plan flat' : 'plan'}>
          <div class="plan-field" style={{ width: `${width}px`, height: `${height}px` }}>
            <Edges places={places} at={at} width={width} height={height} />
            <ol>
              {places.map((place) => {
                const { x, y } = at(place)
                return (
                  <li
                    key={place.question.id}
                    class="plan-place"
                    style={{
                      left: `${x}px`,
                      top: `${y}px`,
                      width: `${size.width}px`,
                      height: `${size.height}px`,
                    }}
                  >
                    <Node
                      question={place.question}
                      text={wordingOf(place.question, watch.told.value, view)}
                      open={chosen.value === place.question.id}
                      onOpen={() =>
                        void (chosen.value =
                          chosen.value === place.question.id ? undefined : place.question.id)
                      }
                    />
                  </li>
                )
              })}
            </ol>
          </div>
        </div>
      )}
      {open && (
        <QuestionEditor
          key={open.id}
          watch={watch}
          question={open}
          steerable={steerable}
          onClose={() => void (chosen.value = undefined)}
        />
      )}
    </section>
  )
}

function Node(given: {
  readonly question: QuestionView
  readonly text: string
  readonly open: boolean
  readonly onOpen: () => void
}) {
  const { plan } = words()
  const { id, state, dependsOn, searches, evidence } = given.question
  const facts = [
    plan.states[state],
    searches > 0 && (searches === 1 ? plan.search : fill(plan.searches, { count: searches })),
    evidence > 0 && (evidence === 1 ? plan.evidenceOne : fill(plan.evidence, { count: evidence })),
  ].filter(Boolean)
  return (
    <button
      type="button"
      class={`plan-node ${state}`}
      aria-expanded={given.open}
      title={given.text}
      onClick={given.onOpen}
    >
      <span class="plan-text">
        <span class="plan-shape" aria-hidden="true">
          {shapes[state]}
        </span>
        <b>{id}</b> <span dir="auto">{given.text}</span>
      </span>
      <span class="plan-facts small quiet">
        {facts.join(' · ')}
        {dependsOn.length > 0 && (
          <span class="plan-waits"> · {fill(plan.waitsFor, { ids: dependsOn.join(', ') })}</span>
        )}
      </span>
    </button>
  )
}

const shapes: Readonly<Record<QuestionState, string>> = {
  planned: '○',
  searching: '◐',
  found: '◕',
  written: '●',
  empty: '◌',
  dropped: '✕',
}

/** From the right of what is waited for to the left of what waits; told in words at each node. */
function Edges(given: {
  readonly places: readonly Place[]
  readonly at: (place: Place) => { readonly x: number; readonly y: number }
  readonly width: number
  readonly height: number
}) {
  const byId = new Map(given.places.map((place) => [place.question.id, place]))
  const edges = given.places.flatMap((place) =>
    place.question.dependsOn.flatMap((id) => {
      const before = byId.get(id)
      return before ? [{ name: `${id} ${place.question.id}`, before, place }] : []
    }),
  )
  return (
    <svg class="plan-edges" width={given.width} height={given.height} aria-hidden="true" focusable="false">
      {edges.map(({ name, before, place }) => {
        const [from, to] = [given.at(before), given.at(place)]
        const [x1, y1] = [from.x + size.width, from.y + size.height / 2]
        const [x2, y2] = [to.x, to.y + size.height / 2]
        const bend = size.across / 2
        return <path key={name} d={`M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`} />
      })}
    </svg>
  )
}
