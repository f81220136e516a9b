import type { Chance } from '#runtime'
import type { Block, PageContent } from '../../../../../src/arena/lab/world/render/render-page.ts'

/** Content of several sizes and kinds in both languages; coined, as in the world. */
export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

const sentences: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'Velmar Bridge was opened to traffic on 14 May 1931.',
    'From bank to bank, Velmar Bridge measures 1,240 metres.',
    'The design of Velmar Bridge is the work of Orla Tendrick, who had never built across water before.',
    'In 2019, the town of Haverlund had 48,210 inhabitants.',
    'Traffic first crossed Ostrey Bridge on 3 August 1958, long after the well-known ferry had ceased.',
    'The works cost 41.7 million euros – a tenth more than planned – and were paid for by Karsk & Daughters.',
    'Until 2016, the population of Haverlund stood at 47,003 people.',
    'It is said that nobody slept that night, since the music went on until five in the morning.',
    'Engineers give the length of Ostrey Bridge as 655 metres; older guides say “about 650”.',
    'The café beneath the arches keeps the first ticket under glass.',
  ],
  zh: [
    '维玛大桥于1931年5月14日正式通车。',
    '维玛大桥两岸之间长1240米。',
    '维玛大桥的图纸出自奥拉·滕德里克之手，此前她从未在水上建过任何东西。',
    '2019年，哈弗伦有居民48210人。',
    '车辆首次驶过奥斯特雷桥是在1958年8月3日，那时渡船早已停航。',
    '工程耗资4170万欧元——比计划多出一成——由卡斯克公司承担。',
    '直到2016年，哈弗伦的人口一直是47003人。',
    '据说那天夜里没有人睡觉，音乐一直响到清晨五点。',
    '工程师给出的奥斯特雷桥长度为655米；旧的指南写作“约650米”。',
    '桥拱下的咖啡馆（Café Arch）把第一张车票压在玻璃下面。',
  ],
}

export const sentencesOf = (language: Language): readonly string[] => sentences[language]

const paragraph = (language: Language, from: number, count: number): Block => ({
  type: 'paragraph',
  text: Array.from({ length: count }, (_, i) => sentences[language][(from + i) % 10]!).join(
    language === 'zh' ? '' : ' ',
  ),
})

const words = {
  en: {
    title: 'A bridge of one’s own',
    site: 'Halvor Courier',
    heading: 'How it was built',
    box: 'Velmar Bridge',
    rows: [['Opened', '14 May 1931'], ['Length', '1,240 metres'], ['Designer', 'Orla Tendrick']],
    caption: 'Bridges of the region',
    head: ['Bridge', 'Opened', 'Length'],
    cells: [['Velmar Bridge', '1931', '1,240 metres'], ['Ostrey Bridge', '1958', '655 metres'], ['Tarn Bridge', '1974', '310 metres']],
    items: ['Ostrey Bridge is 655 metres long.', 'Tarn Bridge', 'the old ferry at Haverlund'],
    links: ['Ferries that were', 'The year of the flood', 'Songs from Haverlund', 'What is a span?'],
  },
  zh: {
    title: '一座属于自己的桥',
    site: '哈弗信使报',
    heading: '建造经过',
    box: '维玛大桥',
    rows: [['通车日期', '1931年5月14日'], ['长度', '1240米'], ['设计者', '奥拉·滕德里克']],
    caption: '本地区的桥梁',
    head: ['桥梁', '通车', '长度'],
    cells: [['维玛大桥', '1931年', '1240米'], ['奥斯特雷桥', '1958年', '655米'], ['塔恩桥', '1974年', '310米']],
    items: ['奥斯特雷桥全长655米。', '塔恩桥', '哈弗伦的旧渡口'],
    links: ['昔日的渡船', '洪水之年', '哈弗伦的歌', '什么是跨度'],
  },
} as const // prettier-ignore

export const wordsOf = (language: Language): (typeof words)[Language] => words[language]

/** A page; `shape` picks what is on it. */
export function pageOf(
  language: Language,
  shape: 'short' | 'article' | 'boxed' | 'table' | 'list' | 'long' | 'index',
  over: Partial<PageContent> = {},
): PageContent {
  const w = words[language]
  const heading: Block = { type: 'heading', text: w.heading }
  const box: Block = { type: 'box', caption: w.box, rows: w.rows }
  const table: Block = { type: 'table', caption: w.caption, head: w.head, rows: w.cells }
  const list: Block = { type: 'list', items: w.items }
  const p = (from: number, count: number): Block => paragraph(language, from, count)
  const blocks: Record<typeof shape, readonly Block[]> = {
    short: [p(0, 1)],
    article: [p(0, 3), p(3, 2), heading, p(5, 3), p(8, 2)],
    boxed: [box, p(0, 2), heading, p(2, 3)],
    table: [p(7, 1), table],
    list: [p(0, 3), heading, list, p(5, 1)],
    long: [box, ...Array.from({ length: 24 }, (_, i) => (i % 5 === 4 ? heading : p(i, 3 + (i % 5)))), table, list, p(3, 2)],
    index: [],
  } // prettier-ignore
  return {
    url: `http://halvor-courier.example/${language}/${shape}`,
    site: w.site,
    language,
    title: w.title,
    publishedAt: '2019-03-14',
    blocks: blocks[shape],
    links: w.links.map((text, i) => ({ href: `http://halvor-courier.example/${language}/${i}`, text })),
    ...over,
  }
}

export const shapes = ['short', 'article', 'boxed', 'table', 'list', 'long', 'index'] as const

/** What of a page must stand in whole, as a reader sees it. */
export function statedIn({ blocks }: PageContent): string[] {
  return blocks.flatMap((block): string[] => {
    switch (block.type) {
      case 'heading':
      case 'paragraph':
        return [block.text]
      case 'box':
        return [block.caption, ...block.rows.flat()]
      case 'table':
        return [...block.head, ...block.rows.flat()]
      case 'list':
        return [...block.items]
      case 'instruction':
        return []
    }
  })
}

/** Names of sites of which each has another layout, in the order of the layouts. */
export const sitePerLayout = ['Site 6', 'Site 0', 'Site 2', 'Site 5']

/** A title that would be markup, end a section of XML, or break out of an attribute. */
export const hostile = `<script>alert("x")</script> & 'quotes' ]]> for Karsk & Daughters --> \\0`

/** A page of a few blocks of all kinds in any order. */
export function mixedPage(language: Language, chance: Chance): PageContent {
  const { blocks: all } = pageOf(language, 'long')
  const kinds = ['paragraph', 'paragraph', 'paragraph', 'box', 'table', 'list', 'heading'] as const
  const blocks = Array.from({ length: 1 + chance.integer(8) }, () => {
    const kind = kinds[chance.integer(kinds.length)]!
    return kind === 'paragraph'
      ? paragraph(language, chance.integer(10), 1 + chance.integer(8))
      : all.find(({ type }) => type === kind)!
  })
  const site = `Site ${chance.integer(60)}`
  // A heading at the end heads nothing.
  const over = { site, url: `http://mixed.example/${chance.integer(1e6)}` }
  return pageOf(language, 'short', {
    ...over,
    blocks: [...blocks, paragraph(language, chance.integer(10), 2)],
  })
}
