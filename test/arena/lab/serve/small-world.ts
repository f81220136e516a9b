import type { LabPage, LabToolServer, World } from '../../../../src/arena/lab/world.ts'
import { createWireLog } from '../../../../src/arena/lab/serve/wire-log.ts'
import {
  serveWorld,
  type ServeOptions,
  type ServedWorld,
} from '../../../../src/arena/lab/serve/serve-world.ts'
import type { WireLog } from '../../../../src/arena/lab/serve/wire-log.ts'
import { systemClock, type Clock } from '#runtime'

/** A page of HTML about something. */
export function page(
  url: string,
  title: string,
  text: string,
  more: Partial<LabPage> = {},
  body = `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p><p><a href="/index">Index</a> <a href="http://vell-archive.example/rules">Rules</a></p></body></html>`,
): LabPage {
  return {
    url,
    title,
    text,
    body,
    language: 'en',
    publishedAt: '2024-05-02',
    mediaType: 'text/html',
    states: [],
    kind: 'article',
    ...more,
  }
}

export const lakeTools: LabToolServer = {
  name: 'survey-desk',
  language: 'en',
  records: [
    {
      id: 'r1',
      title: 'Ostrel Bridge survey',
      text: 'Ostrel Bridge carries 41,700 vehicles a day. It was counted in 2023. The count took 12 days.',
      states: [],
    },
    {
      id: 'r2',
      title: 'Kalmen Bridge survey',
      text: 'Kalmen Bridge carries 18,250 vehicles a day. It was counted in 2022. The count took 9 days.',
      states: [],
    },
    { id: 'r3', title: 'Vell Lake survey', text: 'Vell Lake covers 31.5 square kilometres.', states: [] },
  ],
}

/** A world of one's own hand: two languages, every health of a host, a document in bytes, a feed and a tool server. */
export const smallWorld: World = {
  seed: 'small',
  today: '2025-06-01',
  entities: [],
  facts: [],
  hosts: [
    { name: 'halvor-courier.example', health: 'well', robots: 'User-agent: *\nDisallow: /drafts/\n' },
    { name: 'vell-archive.example', health: 'well' },
    { name: 'qinghu-bao.example', health: 'well' },
    { name: 'slow-river.example', health: 'slow' },
    { name: 'shaky.example', health: 'failing' },
    { name: 'gone-herald.example', health: 'dead' },
  ],
  pages: [
    page(
      'http://halvor-courier.example/2024/ostrel',
      'Ostrel Bridge opens',
      'Crowds came to the river on a grey day. Ostrel Bridge was opened to traffic on 14 May 2019. The mayor spoke of patience.',
    ),
    page(
      'http://halvor-courier.example/2021/kalmen',
      'Kalmen Bridge closed for repairs',
      'Kalmen Bridge is closed until spring, the office of roads said.',
      { publishedAt: '2021-11-20' },
    ),
    page(
      'http://vell-archive.example/ostrel-plans',
      'Plans of Ostrel Bridge',
      'The plans of Ostrel Bridge were drawn by Ilsa Morven, who designed bridges in four towns.',
      { publishedAt: '2018-02-01' },
    ),
    page('http://vell-archive.example/rules', 'Rules of the archive', 'Read at the table, please.'),
    page(
      'http://vell-archive.example/report.pdf',
      'Yearly report of the archive',
      'The archive holds 3,120 maps of bridges and lakes.',
      { mediaType: 'application/pdf', encoding: 'base64', kind: 'report' },
      Buffer.from('%PDF-1.7 not shown').toString('base64'),
    ),
    page(
      'http://vell-archive.example/hidden',
      'Ostrel Bridge, unlisted',
      'Only a link leads to Ostrel Bridge here.',
      { unlisted: true },
    ),
    page(
      'http://qinghu-bao.example/qiao',
      '清湖大桥通车',
      '二〇一九年五月，清湖大桥于2019年5月14日正式通车，全长1240米。市长在仪式上致辞。',
      { language: 'zh' },
    ),
    page('http://qinghu-bao.example/guan', '云岭博物馆开馆', '云岭博物馆收藏了三千件瓷器。', {
      language: 'zh',
    }),
    page('http://slow-river.example/a', 'Slow river', 'The slow river takes its time.'),
    page('http://shaky.example/a', 'Shaky ground', 'The ground shook once.'),
    page(
      'http://gone-herald.example/a',
      'Ostrel Bridge gone',
      'Nobody serves this page about Ostrel Bridge.',
    ),
  ],
  documents: [],
  feeds: [
    {
      url: 'http://halvor-courier.example/feed.xml',
      title: 'Halvor Courier',
      language: 'en',
      items: [
        {
          url: 'http://halvor-courier.example/2024/ostrel',
          title: 'Ostrel Bridge opens',
          publishedAt: '2024-05-02',
        },
      ],
    },
  ],
  tools: [lakeTools],
  questions: [],
}

const opened: ServedWorld[] = []

/** Serves a world until `closeServed`. */
export async function serve(
  faults: ServeOptions['faults'] = {},
  {
    world = smallWorld,
    clock = systemClock,
    latency = { search: 0, page: 0, tool: 0 },
  }: {
    world?: World
    clock?: Clock
    latency?: ServeOptions['latency']
  } = {},
): Promise<{ readonly served: ServedWorld; readonly log: WireLog }> {
  const log = createWireLog()
  const served = await serveWorld(world, { latency, faults, log }, { clock })
  opened.push(served)
  return { served, log }
}

export async function closeServed(): Promise<void> {
  for (const one of opened.splice(0)) await one.close()
}
