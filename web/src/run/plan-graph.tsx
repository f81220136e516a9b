import { useSignal } from '@preact/signals'
import { fill } from '../language.ts'
import {
  drawPlan,
  type Drawing,
  type Edge,
  type Place,
  type QuestionState,
  type QuestionView,
} from '../state/plan-view.ts'
import type { Watch } from '../state/watch-run.ts'
import { words } from '../words.ts'
import { QuestionEditor } from './question-editor.tsx'
import { wordingOf } from './told.ts'

/**
 * A node's height and the room between nodes and lanes; CSS pixels. On phones, and where nothing waits for anything, the
 * nodes are a list, and none of it is used.
 */
const size = { height: 96, down: 12, lane: 12 }
/** Three layers fit beside the report on a usual screen. */
const widthOf = (layers: number): { readonly node: number; readonly across: number } =>
  layers <= 2 ? { node: 232, across: 48 } : { node: 184, across: 32 }

/** The plan: what waits for what, from left to right, and how far each part is. */
export function PlanGraph({ watch, steerable }: { readonly watch: Watch; readonly steerable: boolean }) {
  const own = words()
  const view = watch.view.value
  const chosen = useSignal<string | undefined>(undefined)
  const drawing = drawPlan(view.plan)
  const { places, rows } = drawing
  const wide = widthOf(rows.length)
  const at = (place: Place): { x: number; y: number } => ({
    x: place.layer * (wide.node + wide.across),
    y: place.row * (size.height + size.down),
  })
  const width = rows.length * (wide.node + wide.across) - wide.across
  const height = Math.max(
    0,
    ...rows.map((count, layer) => bottomOf(count) + (drawing.lanes[layer] ?? 0) * size.lane),
  )
  const open = view.plan.find(({ id }) => id === chosen.value)
  return (
    <section class="panel" aria-labelledby="plan-title">
      <h2 id="plan-title">{own.plan.heading}</h2>
      {places.length === 0 ? (
        <p class="quiet">{own.plan.none}</p>
      ) : (
        <div class={places.every(({ layer }) => layer === 0) ? 'plan flat' : 'plan'}>
          <div class="plan-field" style={{ width: `${width}px`, height: `${height}px` }}>
            <Edges drawing={drawing} at={at} wide={wide} width={width} height={height} />
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
                      width: `${wide.node}px`,
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

/** Where the nodes of a layer end. */
function bottomOf(rows: number): number {
  return rows * (size.height + size.down) - size.down
}

/** From the right of what is waited for to the left of what waits; told in words at each node. */
function Edges(given: {
  readonly drawing: Drawing
  readonly at: (place: Place) => { readonly x: number; readonly y: number }
  readonly wide: { readonly node: number; readonly across: number }
  readonly width: number
  readonly height: number
}) {
  const { drawing, at, wide } = given
  const path = ({ from, to, lanes }: Edge): string => {
    const [start, end] = [at(from), at(to)]
    const middle = size.height / 2
    const bend = wide.across / 2
    let [x, y] = [start.x + wide.node, start.y + middle]
    const parts = [`M${x} ${y}`]
    const curve = (toX: number, toY: number): void => {
      parts.push(`C${x + bend} ${y} ${toX - bend} ${toY} ${toX} ${toY}`)
      ;[x, y] = [toX, toY]
    }
    for (const { layer, lane } of lanes) {
      const left = layer * (wide.node + wide.across)
      curve(left, bottomOf(drawing.rows[layer] ?? 0) + (lane + 0.75) * size.lane)
      x = left + wide.node
      parts.push(`L${x} ${y}`)
    }
    curve(end.x, end.y + middle)
    return parts.join(' ')
  }
  return (
    <svg class="plan-edges" width={given.width} height={given.height} aria-hidden="true" focusable="false">
      {drawing.edges.map((edge) => (
        <path key={`${edge.from.question.id} ${edge.to.question.id}`} d={path(edge)} />
      ))}
    </svg>
  )
}
