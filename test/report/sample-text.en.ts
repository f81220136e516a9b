import type { SampleText } from './sample-text.ts'

/** The invented Qing Lake, in English. */
export const englishText: SampleText = {
  question:
    'How much has phosphorus in Qing Lake fallen since 2016, when was the north basin dredged, and what came of it?',
  annual: {
    title: 'Qing Lake Restoration: Annual Report 2024',
    lead: 'This report describes the state of the lake at the end of the ninth year of restoration. It was prepared by the Qing Lake Office from the readings of four stations.',
    heading: 'Nutrients',
    phosphorus:
      'Mean total phosphorus in the open lake was 0.041 mg/L in 2024, the lowest value since measurement began.',
    caption: 'Mean total phosphorus by year',
    header: ['Year', 'Total phosphorus (mg/L)', 'Samples'],
    rows: [
      ['2016', '0.082', '96'],
      ['2018', '0.074', '96'],
      ['2020', '0.058', '88'],
      ['2022', '0.047', '96'],
      ['2024', '0.041', '104'],
    ],
    birdsHeading: 'Birds',
    birds:
      'Great crested grebes bred in the restored reed belt for the first time in eleven years; 23 pairs were counted in June.',
    list: [
      'Four stations, sampled monthly',
      'Method: ammonium molybdate, GB 11893-89',
      'Detection limit 0.01 mg/L',
    ],
  },
  completion: {
    title: 'North Basin Dredging: Completion Report',
    heading: 'Completion',
    finished: 'Dredging of the north basin was completed on 14 December 2019.',
    volume: 'In all, 412,000 cubic metres of sediment were removed and 38 hectares of bed were capped.',
  },
  letter: {
    title: 'Letter of handover, Hengtai Engineering',
    finished:
      'We confirm that all dredging in the north basin ended on 5 December 2019\nand that the pipeline was dismantled the same week.',
    close: 'Yours faithfully,\nHengtai Engineering Co.',
  },
  planOld: {
    title: 'Qing Lake Restoration Plan',
    target: 'The target for total phosphorus in 2025 is 0.05 mg/L.',
  },
  planNew: {
    title: 'Qing Lake Restoration Plan, second edition',
    target: 'The target for total phosphorus in 2025 is 0.04 mg/L.',
    why: 'It replaces the target of the first edition, which was met in 2021.',
  },
  news: {
    title: 'Heyan wetland opens to the public',
    copyTitle: 'Lakeside Courier: Heyan wetland',
    visitors: 'The Heyan wetland opened on 5 June 2024 and had 18,000 visitors in its first month.',
  },
  scan: { title: 'Gauge book of 1998', level: 'Highest level of the lake in 1998: 14.62 m, on 3 August.' },
  gone: {
    title: 'Minutes of the fisheries meeting',
    quote: 'The fishing ban was to last ten years from January 2020.',
  },
  report: {
    headings: [
      'How much has phosphorus fallen since 2016?',
      'When was the north basin dredged?',
      'What came of it?',
    ],
    computed: 'Mean total phosphorus by year: it went from 0.082 (2016) to 0.041 (2024), a change of −50%.',
    inferred: 'The return of breeding grebes may be owed to clearer water.',
    partly: 'In all, 421,000 cubic metres of sediment were removed.',
    partlyWrong: '421,000',
    unsupported: 'The dredging cost less than any comparable project in the province.',
    gone: 'The fishing ban was to last ten years from January 2020.',
    why: [
      'answered from 2 independent sources',
      'the sources give two different dates',
      'what was found touches the question but does not cover all of it',
    ],
    questions: [
      'How much has phosphorus fallen since 2016?',
      'When was the north basin dredged?',
      'What came of the restoration for fish?',
    ],
    conflictDate: [
      'When the dredging of the north basin ended',
      '14 December 2019',
      '5 December 2019',
      'The sources disagree; nothing found here settles it.',
    ],
    conflictTarget: [
      'Target for total phosphorus in 2025',
      '0.04 mg/L',
      '0.05 mg/L',
      'The first is the later version and is preferred; the second is what it replaced.',
    ],
    notes: [
      '“What came of the restoration for fish?”: the documents never mention a fish survey after 2021.',
      'Without a model a question is answered from documents in its own language.',
    ],
    failed: ['map.tiff', 'It holds no text (scanned images?). Run OCR on it first.'],
  },
  audit: {
    title: 'Ten years of Qing Lake: a draft',
    invented: 'According to Weber and Liu (2022), the lake will be free of algae by 2027.',
    inventedSource: 'Weber & Liu (2022), Journal of Lake Studies 14(3)',
    changed: 'In all, 421,000 cubic metres of sediment were removed.',
    negated: 'Great crested grebes did not breed in the restored reed belt.',
    old: 'The target for total phosphorus in 2025 is 0.05 mg/L.',
    notes: ['One cited source is not in the library; its statement could not be checked.'],
  },
}
