import type { Sketch } from './passage-library.ts'

/** A small own-written corpus in two languages, on which every retrieval method is tried. */
export const sampleCorpus: readonly Sketch[] = [
  {
    title: 'Eutrophication of shallow lakes',
    group: 'en',
    passages: [
      {
        headings: ['Causes'],
        text: 'Nitrogen and phosphorus from farmland feed algae until the water turns green.',
      },
      {
        headings: ['Remedies'],
        text: 'Dredging removes phosphorus-rich mud; reed belts take up nitrogen before it reaches the lake.',
      },
      {
        headings: ['Costs'],
        text: 'Dredging one hectare cost 1,250,000 yuan in 2019, reeds a tenth of that.',
      },
    ],
  },
  {
    title: 'Annual water quality report 2024',
    group: 'en',
    passages: [
      'Total phosphorus averaged 0.045 mg/L in 2024, below the limit of GB 3838-2002 class III.',
      'Ammonia was measured monthly at twelve stations. The highest value, 0.92 mg/L, was found in July.',
    ],
  },
  {
    title: 'Fishing on the lake',
    group: 'en',
    passages: [
      'Anglers may fish from the north shore between May and October.',
      'Nets with a mesh below 8 cm are not allowed, and carp under 30 cm go back into the water.',
    ],
  },
  {
    title: 'Release notes v2.1',
    group: 'en',
    passages: [
      'Version 2.1 adds createRetriever and fixes the HTMLParser crash of v2.0 on COVID-19 dashboards.',
      "O'Brien and Ærø contributed the parser; the AT&T data set is no longer bundled.",
    ],
  },
  {
    title: '清湖水质年报',
    group: 'zh',
    passages: [
      '2024年清湖总磷平均浓度为0.045 mg/L，低于《地表水环境质量标准》GB 3838-2002的III类限值。',
      '全年在十二个点位每月监测氨氮，最高值出现在七月，为0.92 mg/L。',
    ],
  },
  {
    title: '北湖区清淤工程',
    group: 'zh',
    passages: [
      { headings: ['工期'], text: '清淤工程于2019年10月开工，12月5日完工，比计划提前十天。' },
      { headings: ['费用'], text: '每公顷清淤费用为125万元，芦苇带的费用只有它的十分之一。' },
    ],
  },
  {
    title: '禁捕通告',
    group: 'zh',
    passages: ['自2020年1月1日起，清湖全湖禁止捕捞，违者罚款五千元。', 'A股上市的恒泰公司负责监控设备。'],
  },
]
