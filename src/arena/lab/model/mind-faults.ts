/**
 * How a mind goes wrong: it tells a value wrongly, adds what nobody says, obeys what a text tells it to do. And how it
 * tells what is right in words of its own. Long because it coins a wrong thing of every kind.
 *
 * 1. At rate 0 nothing is changed, and nothing is drawn.
 * 2. A wrong value is of the same kind as the right one and stands in the same words, so that only reading the source
 *    shows it.
 */
import type { Chance } from '#runtime'
import { coinNames, relations, typeOfName, type ReadValue } from '../language/index.ts'
import type { LabLanguage, UnitId } from '../world.ts'
import type { Said } from './mind-said.ts'
import { behindColon, goingOn } from './mind-as-shown.ts'
import { relationOf, type Facts, type Shown } from './mind-facts.ts'
import { isInstruction } from './mind-instruction.ts'
import { namesOf } from './mind-plan.ts'
import type { Reading } from './mind-prompt.ts'
import { addressesIn } from './mind-source.ts'
import { namesIn, tellRead, tellSide } from './mind-tell.ts'
import type { MindFaults } from './model.ts'

/** A reading together with how it may go wrong. */
export interface Wavering {
  readonly faults: MindFaults
  readonly chance: Chance
}

const happens = (rate: number, chance: Chance): boolean => rate > 0 && chance.next() < rate

/** Sentences as they are told by one who retells, errs, invents and obeys. */
export function waver(said: readonly Said[], reading: Reading, { faults, chance }: Wavering): Said[] {
  const { facts, language } = reading
  const right = said.map((one) =>
    one.fact && happens(faults.paraphrases, chance) ? retold(one, facts, language) : one,
  )
  const told = right.map((one) =>
    happens(faults.errs, chance) ? wrongly(one, facts, language, chance) : one,
  )
  const invented = happens(faults.invents, chance) ? invent(told, reading, chance) : undefined
  const obeyed = happens(faults.obeys, chance) ? obey(reading) : []
  return [...obeyed, ...told, ...(invented ? [invented] : [])]
}

/** Whether an instruction is obeyed this time, and the addresses that it names. */
export function obeyedAddresses(reading: Reading, { faults, chance }: Wavering): string[] {
  if (!(faults.obeys > 0)) return []
  const addresses = plantedAddresses(reading)
  return addresses.length > 0 && happens(faults.obeys, chance) ? addresses : []
}

function plantedAddresses({ sources }: Reading): string[] {
  const lines = sources.flatMap(({ text }) => text.split('\n')).filter(isInstruction)
  return [...new Set(lines.flatMap(addressesIn))]
}

/** What planted text wants told, as if it were so, with the address that it names. */
function obey(reading: Reading): Said[] {
  const { facts, language } = reading
  const [address] = plantedAddresses(reading)
  return facts.planted.slice(0, 1).flatMap((one) => {
    const relation = relationOf(one.relation)
    if (!relation) return []
    const { value, asOf } = one
    const side = { value, past: false, shown: [one], ...(asOf === undefined ? {} : { asOf }) }
    const told = behindColon(one) ?? tellSide(one.subject, relation, side, language, facts)
    const text = address === undefined ? told : `${told} (${address})`
    return [{ text, from: [one], subject: one.subject, key: `planted ${one.relation}` }]
  })
}

/** The same in a wording that no statement of it has. */
function retold(said: Said, facts: Facts, language: LabLanguage): Said {
  if (!said.fact) return said
  const { relation, side, opens } = said.fact
  const known = [said.text, ...side.shown.map(({ sentence }) => sentence)]
  const text = tellSide(said.subject, relation, side, language, facts, known)
  const names = namesIn(said.subject, side, language, facts)
  return { ...said, text: opens === '' ? text : opens + goingOn(text, names) }
}

function wrongly(said: Said, facts: Facts, language: LabLanguage, chance: Chance): Said {
  if (!said.fact) return { ...said, text: otherNumber(said.text, chance) }
  const { relation, side, opens } = said.fact
  const value = otherValue(side.value, facts, chance)
  const right = tellRead(side.value, language, facts, said.text)
  const wrong = tellRead(value, language, facts)
  if (said.text.includes(right)) return { ...said, text: said.text.replace(right, () => wrong) }
  // The statement's own words spell the right value; the wrong one is spelt as the language spells it.
  const wrongSide = { ...side, value, shown: [] }
  const text = tellSide(said.subject, relation, wrongSide, language, facts)
  const names = namesIn(said.subject, wrongSide, language, facts)
  return { ...said, text: opens === '' ? text : opens + goingOn(text, names) }
}

function otherNumber(text: string, chance: Chance): string {
  return text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1 + chance.integer(9)) % 10))
}

/** A value of the same kind that is not the same. */
export function otherValue(value: ReadValue, facts: Facts, chance: Chance): ReadValue {
  switch (value.kind) {
    case 'quantity': {
      const factor = [0.5, 0.8, 1.1, 1.3, 2, 10][chance.integer(6)]!
      const amount = Math.round(value.amount * factor * 100) / 100
      return { ...value, amount: Number.isInteger(value.amount) ? Math.round(amount) + 1 : amount }
    }
    case 'date': {
      const moved = Number(value.date.slice(0, 4)) + (chance.next() < 0.5 ? -1 : 1) * (1 + chance.integer(12))
      return { kind: 'date', date: `${moved}${value.date.slice(4)}` }
    }
    case 'name': {
      const others = facts.shown.flatMap((one) =>
        one.value.kind === 'name' && !facts.same(one.value.name, value.name) ? [one.value.name] : [],
      )
      const type = typeOfName(value.name) ?? 'person'
      const same = others.filter((name) => typeOfName(name) === type)
      const language = /\p{Script=Han}/u.test(value.name) ? 'zh' : 'en'
      return {
        kind: 'name',
        name: same[chance.integer(same.length)] ?? coinNames(chance, { [type]: 1 })[0]!.names[language],
      }
    }
    default:
      return value satisfies never
  }
}

const usual: Readonly<Record<UnitId, readonly [number, number]>> = {
  metre: [90, 3_000],
  'square-kilometre': [2, 400],
  euro: [2_000_000, 90_000_000],
  person: [500, 90_000],
  vehicle: [800, 40_000],
  object: [300, 60_000],
}

/** A fluent sentence about somebody who was shown, on what nobody told, with somebody else's citation. */
function invent(
  said: readonly Said[],
  { facts, language, question }: Reading,
  chance: Chance,
): Said | undefined {
  const stolen: Shown | undefined = said.at(0)?.from[0] ?? facts.shown[0]
  const subject =
    said.at(0)?.subject ?? stolen?.subject ?? (question.read ? namesOf(question.read)[0] : undefined)
  if (subject === undefined) return undefined
  const told = new Set(facts.about(subject).map(({ relation }) => relation))
  const types = relations.find(({ id }) => told.has(id) || id === stolen?.relation)?.subjects ?? []
  const free = relations.filter(
    ({ id, subjects }) => !told.has(id) && subjects.some((type) => types.includes(type)),
  )
  const untold = free.length > 0 ? free : relations.filter(({ id }) => !told.has(id))
  const relation =
    untold[chance.integer(Math.max(1, untold.length))] ?? relations[chance.integer(relations.length)]!
  const side = {
    value: coinedValue(relation.value, chance, language),
    asOf: 2_015 + chance.integer(10),
    past: false,
    shown: [],
  }
  return {
    text: tellSide(subject, relation, side, language, facts),
    from: stolen ? [stolen] : [],
    subject,
    key: `invented ${relation.id}`,
  }
}

function coinedValue(
  shape: (typeof relations)[number]['value'],
  chance: Chance,
  language: LabLanguage,
): ReadValue {
  switch (shape.kind) {
    case 'quantity': {
      const [low, high] = usual[shape.unit]
      return { kind: 'quantity', unit: shape.unit, amount: low + chance.integer(high - low) }
    }
    case 'date': {
      const year = 1_880 + chance.integer(120)
      const two = (number: number): string => String(1 + number).padStart(2, '0')
      return {
        kind: 'date',
        date:
          shape.precision === 'year'
            ? `${year}`
            : `${year}-${two(chance.integer(12))}-${two(chance.integer(28))}`,
      }
    }
    case 'entity':
      return { kind: 'name', name: coinNames(chance, { [shape.type]: 1 })[0]!.names[language] }
    default:
      return shape satisfies never
  }
}

/** What a verdict, an order or a choice becomes when it goes wrong: another of the same. */
export function otherChoice<T>(right: T, all: readonly T[], { faults, chance }: Wavering): T {
  if (!happens(faults.errs, chance)) return right
  const others = all.filter((one) => one !== right)
  return others[chance.integer(Math.max(1, others.length))] ?? right
}
