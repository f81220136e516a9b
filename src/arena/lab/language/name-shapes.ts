import type { EntityType, LabLanguage } from '../world.ts'
import { beginnings, endings, givenNames, middles } from './syllables.ts'

/** All types of things, in the order in which they are coined. */
export const entityTypes = [
  'town', 'bridge', 'museum', 'lake', 'company', 'person', 'institute', 'festival',
] as const satisfies readonly EntityType[] // prettier-ignore

/** What turns a stem into the name of a thing of this type: `{n}` is the stem. Persons have a given name before it. */
export const nameForms: Readonly<Record<EntityType, readonly Readonly<Record<LabLanguage, string>>[]>> = {
  town: [{ en: '{n}', zh: '{n}镇' }],
  bridge: [{ en: '{n} Bridge', zh: '{n}大桥' }],
  museum: [{ en: '{n} Museum', zh: '{n}博物馆' }],
  lake: [{ en: 'Lake {n}', zh: '{n}湖' }],
  company: [
    { en: '{n} Works', zh: '{n}工程公司' },
    { en: '{n} Holdings', zh: '{n}控股公司' },
    { en: '{n} Shipping', zh: '{n}航运公司' },
    { en: '{n} Instruments', zh: '{n}仪器公司' },
  ],
  person: [{ en: '{g} {n}', zh: '{g}·{n}' }],
  institute: [{ en: '{n} Institute', zh: '{n}研究所' }],
  festival: [{ en: '{n} Festival', zh: '{n}艺术节' }],
}

/** Characters of transliterations: those of the syllables, and others that are used for names alone. */
const transliterating = [
  ...new Set(
    [...beginnings, ...middles, ...endings, ...givenNames].map(([, chinese]) => chinese).join('') +
      '阿艾昂奥巴拜鲍贝本比伯勃博布茨策查丹道德邓迪蒂丁杜顿多厄恩尔法菲费芬佛弗福甘冈高戈格古圭哈海汉赫亨胡霍基吉杰捷卡凯坎康科克肯孔库奎拉莱兰朗劳勒雷黎丽莉连廖列琳卢鲁伦罗洛吕马迈曼梅蒙米明摩莫姆穆娜瑙尼涅宁纽努诺帕潘庞佩彭皮平珀普奇恰乔切琼丘热茹瑞萨塞桑瑟莎尚舍圣施什史舒斯苏索塔泰坦汤唐陶特廷图托瓦维韦温沃武西希谢辛欣休许雅亚延扬叶伊因英尤于约泽扎詹佐'.replaceAll(
        /[于本]/g,
        '',
      ),
  ),
].join('')

const latin = '[A-Z][a-z]{2,15}'
const han = `[${transliterating}]{2,9}`
const endsOfNames = Object.values(nameForms)
  .flatMap((forms) => forms.map(({ en }) => en.split(' ').at(-1)!))
  .filter((word) => word !== '{n}')

/** Sources of regular expressions (flag `u`) that match a name of the type, in either language; no groups that capture. */
export const nameShapes: Readonly<Record<EntityType, string>> = Object.fromEntries(
  entityTypes.map((type) => [type, nameForms[type].flatMap(({ en, zh }) => [shapeOf(type, en), shapeOf(type, zh)]).join('|')]),
) as Record<EntityType, string> // prettier-ignore

function shapeOf(type: EntityType, form: string): string {
  const stem = form.includes(' ') || form === '{n}' ? latin : han
  const notAnEnd = `(?!(?:${endsOfNames.join('|')})(?![A-Za-z]))`
  if (form === '{n}')
    return `(?<![A-Za-z])(?!Lake )${stem}(?![A-Za-z]| (?:${endsOfNames.join('|')})(?![A-Za-z]))`
  if (type === 'person' && stem === latin) return `(?<![A-Za-z])(?!Lake )${stem} ${notAnEnd}${stem}(?![a-z])`
  if (type === 'person') return `[${transliterating}]{1,6}·${han}`
  if (stem === latin) return `(?<![A-Za-z])${form.replace('{n}', stem)}(?![a-z])`
  return form.replace('{n}', stem)
}

const whole = entityTypes
  .toSorted((a, b) => rank(a) - rank(b))
  .map((type) => [type, new RegExp(`^(?:${nameShapes[type]})$`, 'iu')] as const)

/** Types whose names are told by a word of their own come before persons, and towns last. */
function rank(type: EntityType): number {
  return type === 'town' ? 2 : type === 'person' ? 1 : 0
}

/** The type of thing that a name is made for, by its last (or first) word; undefined = it has the shape of none. Case is ignored. */
export function typeOfName(name: string): EntityType | undefined {
  if (name.length > 60) return undefined
  return whole.find(([, shape]) => shape.test(name))?.[0]
}
