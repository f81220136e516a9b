/** Who publishes in the world: coined hosts, most of them well. The tables of name parts are most of this file. */
import { chanceOf, type Chance } from '#runtime'
import { labLanguages, type Entity, type HostHealth, type LabHost, type LabLanguage } from '../world.ts'
import type { PlannedQuestion } from './planned.ts'

export interface Site {
  readonly host: LabHost
  /** As its pages call it. */
  readonly name: string
  readonly language: LabLanguage
  readonly region: number
}

/** The sites of a region that write one language: what stands on both sound ones is never lost. */
export interface RegionSites {
  readonly sound: readonly [Site, Site]
  /** May be dead, slow or failing. */
  readonly frail: Site
}

export interface Sites {
  readonly all: readonly Site[]
  of(region: number, language: LabLanguage): RegionSites
}

/** How frail sites are; they are a third of all. */
const frailty: readonly (readonly [HostHealth, share: number])[] = [
  ['dead', 0.2],
  ['slow', 0.25],
  ['failing', 0.2],
  ['well', 0.35],
]

/** Makes the sites of every region; the frail one is dead where a question says that its only page is lost. */
export function makeSites(
  seed: string,
  questions: readonly PlannedQuestion[],
  entities: readonly Entity[],
): Sites {
  const regions = 1 + Math.max(0, ...questions.map(({ region }) => region))
  const lost = new Set(questions.filter(isLost).map(({ region, language }) => `${region} ${language}`))
  const coin = coiner(entities)
  const made = new Map<string, RegionSites>()
  for (let region = 0; region < regions; region++)
    for (const language of labLanguages) {
      const chance = chanceOf(seed, `world/sites/${region}/${language}`)
      const site = (health: HostHealth): Site => {
        const { name, host } = coin(language, chance)
        const robots = chance.next() < 0.25 ? { robots: 'User-agent: *\nDisallow: /editors/\n' } : {}
        return { host: { name: host, health, ...robots }, name, language, region }
      }
      const health = lost.has(`${region} ${language}`) ? 'dead' : drawHealth(chance)
      made.set(`${region} ${language}`, { sound: [site('well'), site('well')], frail: site(health) })
    }
  return {
    all: [...made.values()].flatMap(({ sound, frail }) => [...sound, frail]),
    of: (region, language) => made.get(`${region} ${language}`)!,
  }
}

function isLost({ placed }: PlannedQuestion): boolean {
  return placed.some(({ place }) => place === 'lost')
}

function drawHealth(chance: Chance): HostHealth {
  let left = chance.next()
  for (const [health, share] of frailty) {
    if (left < share) return health
    left -= share
  }
  return 'well'
}

/** Names that nobody else in the world bears: no part of a thing's name, nor the other way round. */
function coiner(
  entities: readonly Entity[],
): (language: LabLanguage, chance: Chance) => { name: string; host: string } {
  const given = new Set<string>()
  const names = entities.flatMap(({ names: { en, zh } }) => [en.toLowerCase(), zh])
  const borne = (stem: string): boolean =>
    names.some((name) => name.includes(stem.toLowerCase()) || stem.toLowerCase().includes(name))
  return (language, chance) => {
    for (;;) {
      const { stem, name, host } = language === 'en' ? coinEnglish(chance) : coinChinese(chance)
      // A character twice reads as a nickname.
      if (given.has(host) || borne(stem) || stem[0] === stem[1]) continue
      given.add(host)
      return { name, host }
    }
  }
}

interface Coined {
  readonly stem: string
  readonly name: string
  readonly host: string
}

function coinEnglish(chance: Chance): Coined {
  const stem = one(heads, chance) + one(tails, chance)
  const paper = one(papers, chance)
  return { stem, name: `${stem} ${paper}`, host: `${stem}-${paper}.example`.toLowerCase() }
}

function coinChinese(chance: Chance): Coined {
  const [first, second] = [one(characters, chance), one(characters, chance)]
  const paper = one(chinesePapers, chance)
  const stem = first[0] + second[0]
  return { stem, name: stem + paper[0], host: `${first[1]}${second[1]}-${paper[1]}.example` }
}

function one<T>(list: readonly T[], chance: Chance): T {
  return list[chance.integer(list.length)]!
}

const heads = ['Hal', 'Ost', 'Brem', 'Quill', 'Tarn', 'Wex', 'Corv', 'Dun', 'Fenn', 'Grell', 'Isk', 'Lor', 'Marl', 'Nev', 'Pell', 'Rusk', 'Sten', 'Thorn', 'Ulv', 'Yar'] // prettier-ignore
const tails = ['vor', 'mark', 'wick', 'by', 'low', 'sted', 'ham', 'rin', 'dale', 'gate', 'ness', 'holt', 'mere', 'ford', 'combe'] // prettier-ignore
const papers = ['Courier', 'Gazette', 'Chronicle', 'Almanac', 'Review', 'Ledger', 'Observer', 'Archive']
const characters = [
  ['霁', 'ji'], ['澜', 'lan'], ['岫', 'xiu'], ['棠', 'tang'], ['芷', 'zhi'], ['砚', 'yan'], ['汀', 'ting'], ['翎', 'ling'],
  ['蔚', 'wei'], ['洵', 'xun'], ['珩', 'heng'], ['茗', 'ming'], ['渚', 'zhu'], ['峤', 'qiao'], ['筠', 'yun'], ['滢', 'ying'],
  ['琮', 'cong'], ['榆', 'yu'], ['霖', 'lin'], ['荻', 'di'], ['翊', 'yi'], ['泓', 'hong'], ['岚', 'lan'], ['葭', 'jia'],
] as const // prettier-ignore
const chinesePapers = [
  ['日报', 'ribao'], ['晚报', 'wanbao'], ['年鉴', 'nianjian'], ['观察', 'guancha'], ['文史', 'wenshi'], ['风物', 'fengwu'],
  ['纪闻', 'jiwen'], ['资料馆', 'ziliao'],
] as const // prettier-ignore
