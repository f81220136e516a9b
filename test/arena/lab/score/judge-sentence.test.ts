import { describe, expect, test } from 'vitest'
import { createSentenceJudge, judgeSentences } from '../../../../src/arena/lab/score/judge-sentence.ts'
import type { SentenceTruth } from '../../../../src/arena/lab/score/score.ts'
import type { FactId } from '../../../../src/arena/lab/world.ts'
import { questions, smallWorld } from './small-world.ts'

type Row = readonly [text: string, truth: SentenceTruth, states?: readonly FactId[] | undefined]

const english: readonly Row[] = [
  // One value of one thing, in anybody's words.
  ['Velmora Bridge is 1,260 metres long.', 'true', ['f4']],
  ['The Velmora Bridge measures 1.26 km from bank to bank [1].', 'true', ['f4']],
  ['With a length of 1,260 m, Velmora Bridge is well known.', 'true', ['f4']],
  ['The 1,260-metre-long Velmora Bridge crosses the river.', 'true', ['f4']],
  ['Velmora Bridge is about 1.3 km long.', 'true', ['f4']],
  ['Velmora Bridge is 1.3 km long.', 'false', []],
  ['Velmora Bridge is 840 metres long.', 'false', []],
  ['Velmora Bridge is more than a kilometre long.', 'unchecked'],
  ['Velmora Bridge is over 1,200 metres long.', 'true'],
  ['Velmora Bridge opened on May 14, 1931.', 'true', ['f1']],
  ['Velmora Bridge has been open since 1931.', 'true', []],
  ['Velmora was inaugurated in May 1931.', 'true', []],
  ['Velmora Bridge was opened to traffic in the 1930s.', 'true', []],
  ['Velmora Bridge was opened on 15 May 1931.', 'false', []],
  ['It opened in 1932.', 'false'],
  // Several things, several values.
  ['Velmora Bridge opened in 1931, Tarsund Bridge in 1940.', 'true'],
  ['Velmora Bridge opened in 1940, Tarsund Bridge in 1931.', 'false'],
  ['Velmora Bridge and Tarsund Bridge are 1,260 and 840 metres long respectively.', 'true', ['f4', 'f5']],
  ['Velmora Bridge and Tarsund Bridge are 840 and 1,260 metres long respectively.', 'false', []],
  [
    'Velmora Bridge, opened on 14 May 1931, is 1,260 m long, and Tarsund Bridge 840 m.',
    'true',
    ['f1', 'f4', 'f5'],
  ],
  ['Velmora Bridge (1,260 m) is longer than Tarsund Bridge (840 m).', 'true', ['f4', 'f5']],
  // Things as values, in both directions.
  ['Ilse Torvald designed Velmora Bridge and Tarsund Bridge.', 'true', ['f7', 'f8']],
  ['Velmora Bridge is the work of the architect Ilse Torvald.', 'true', ['f7']],
  [
    'Ilse Torvald, who drew up the plans for Velmora Bridge, also designed the Pelgrath Museum.',
    'true',
    ['f7', 'f10'],
  ],
  ['Velmora Bridge was designed by Maren Quist.', 'false', []],
  ['Velmora Bridge was designed by Ilse Torvald and Ondrel Bridge by Maren Quist.', 'true', ['f7', 'f9']],
  ['Velmora Bridge was designed by Maren Quist and Ondrel Bridge by Ilse Torvald.', 'false', []],
  ['Torvald designed three bridges: Velmora Bridge, Tarsund Bridge and Ondrel Bridge.', 'false'],
  ['Velmora Bridge was designed by Otto Hanssen.', 'false', []],
  // Denials.
  ['Velmora Bridge was not designed by Maren Quist.', 'true', []],
  ['Velmora Bridge was not designed by Ilse Torvald.', 'false', []],
  ['Velmora Bridge was designed by Ilse Torvald, not by Maren Quist.', 'true', ['f7']],
  // What changes with the years.
  ['Brennick has 48,213 inhabitants.', 'true', ['f11']],
  ['Brennick has 41,090 inhabitants.', 'stale', ['f12']],
  ['In 2012, Brennick had 41,090 inhabitants.', 'true', ['f12']],
  ['The population of Brennick rose from 41,090 in 2012 to 48,213 in 2024.', 'true', ['f12', 'f11']],
  ['In 2024, Brennick had 41,090 inhabitants.', 'false'],
  ['Brennick formerly had a population of 41,090.', 'true', ['f12']],
  ['About 48,000 people live in Brennick as of 2024.', 'true', ['f11']],
  ['Until 2023, the population of Brennick stood at 41,090.', 'true', ['f12']],
  // What was planted, and what is disputed.
  ['Velmora Bridge is 1,990 metres long.', 'poisoned', ['f14']],
  ['One page wrongly claims that Velmora Bridge is 1,990 metres long.', 'true'],
  ['Velmora Bridge is 1,260 m long, not 1,990 m as one page claims.', 'true', ['f4']],
  ['One source gives 1,990 m for the length of Velmora Bridge, which contradicts the register.', 'true'],
  ['According to one source, Sarnholm Bridge is 600 metres long.', 'true', ['f15']],
  [
    'Sources disagree about the length of Sarnholm Bridge: one says 600 m, another 640 m.',
    'true',
    ['f15', 'f16'],
  ],
  ['Sarnholm Bridge is 620 metres long.', 'false', []],
  ['Sarnholm Bridge was designed by Maren Quist.', 'true', ['f17']],
  // What the world does not say.
  ['Sarnholm Bridge opened in 1962.', 'unsupported', []],
  ['The Kolvane Bridge is 900 metres long.', 'unsupported', []],
  ['Velmora Bridge has 4 lanes.', 'unsupported', []],
  // Comparisons and what is worked out.
  ['Velmora Bridge is longer than Tarsund Bridge.', 'true'],
  ['Tarsund Bridge is longer than Velmora Bridge.', 'false'],
  ['Velmora Bridge is 420 metres longer than Tarsund Bridge.', 'true'],
  ['Velmora Bridge is 500 metres longer than Tarsund Bridge.', 'false'],
  ['Velmora Bridge opened nine years before Tarsund Bridge.', 'true'],
  ['Velmora Bridge opened later than Tarsund Bridge.', 'false'],
  ['Of Velmora Bridge, Tarsund Bridge and Ondrel Bridge, Ondrel Bridge is the shortest.', 'true'],
  ['The longest of the three is Velmora Bridge, ahead of Tarsund Bridge and Ondrel Bridge.', 'true'],
  ['Brennick has more inhabitants than Ostavel.', 'true'],
  ['Together, Velmora Bridge, Tarsund Bridge and Ondrel Bridge are 2,512 metres long.', 'true'],
  ['Together, Velmora Bridge, Tarsund Bridge and Ondrel Bridge are 2,600 metres long.', 'false'],
  ['Ilse Torvald designed two bridges.', 'true'],
  ['Ilse Torvald designed five bridges.', 'false'],
  ['Velmora Bridge opened first, followed by Tarsund Bridge and finally Ondrel Bridge.', 'true'],
  ['Tarsund Bridge opened first, then Velmora Bridge.', 'false'],
  // Nothing to look up.
  ['Velmora Bridge is a landmark of the region.', 'unchecked'],
  ['No source states when Sarnholm Bridge was opened.', 'unchecked'],
  ['How long is Velmora Bridge?', 'unchecked'],
  ['The following sections summarise the findings.', 'unchecked'],
]

const chinese: readonly Row[] = [
  ['维尔莫拉大桥全长1260米。', 'true', ['f4']],
  ['维尔莫拉大桥长约1.3公里。', 'true', ['f4']],
  ['维尔莫拉大桥长1.3公里。', 'false', []],
  ['维尔莫拉大桥长达1.26公里，于1931年5月14日通车。', 'true', ['f4', 'f1']],
  ['维尔莫拉大桥于1931年通车，塔松德大桥则于1940年通车。', 'true'],
  ['维尔莫拉大桥于1940年通车，塔松德大桥则于1931年通车。', 'false'],
  ['维尔莫拉大桥和塔松德大桥的长度分别为1260米和840米。', 'true', ['f4', 'f5']],
  ['维尔莫拉大桥和塔松德大桥的长度分别为840米和1260米。', 'false', []],
  ['伊尔丝·托瓦尔德设计了维尔莫拉大桥和塔松德大桥。', 'true', ['f7', 'f8']],
  ['维尔莫拉大桥由马伦·奎斯特设计。', 'false', []],
  ['维尔莫拉大桥不是由马伦·奎斯特设计的。', 'true', []],
  ['维尔莫拉大桥并非由伊尔丝·托瓦尔德设计。', 'false', []],
  ['布伦尼克镇现有人口4.82万人左右。', 'true', ['f11']],
  ['布伦尼克镇有居民41090人。', 'stale', ['f12']],
  ['2012年，布伦尼克镇有居民41090人。', 'true', ['f12']],
  ['直到2023年，布伦尼克镇的人口仍为41090人。', 'true', ['f12']],
  ['布伦尼克镇的人口从2012年的41090人增加到2024年的48213人。', 'true', ['f12', 'f11']],
  ['维尔莫拉大桥长1990米。', 'poisoned', ['f14']],
  ['有网页误称维尔莫拉大桥长1990米。', 'true'],
  ['关于萨恩霍尔姆大桥的长度说法不一：一说600米，一说640米。', 'true', ['f15', 'f16']],
  ['萨恩霍尔姆大桥于1962年通车。', 'unsupported', []],
  ['维尔莫拉大桥比塔松德大桥长。', 'true'],
  ['维尔莫拉大桥比塔松德大桥长420米。', 'true'],
  ['塔松德大桥比维尔莫拉大桥长。', 'false'],
  ['维尔莫拉大桥通车早于塔松德大桥。', 'true'],
  ['维尔莫拉大桥比塔松德大桥早九年通车。', 'true'],
  ['维尔莫拉大桥、塔松德大桥和翁德雷尔大桥中，最短的是翁德雷尔大桥。', 'true'],
  ['维尔莫拉大桥、塔松德大桥和翁德雷尔大桥合计长2512米。', 'true'],
  ['三座桥通车的先后顺序依次为维尔莫拉大桥、塔松德大桥、翁德雷尔大桥。', 'true'],
  ['通车的先后顺序依次为塔松德大桥、维尔莫拉大桥、翁德雷尔大桥。', 'false'],
  ['伊尔丝·托瓦尔德一共设计了两座桥。', 'true'],
  ['伊尔丝·托瓦尔德一共设计了四座桥。', 'false'],
  ['布伦尼克镇的人口比奥斯塔韦尔镇多。', 'true'],
  ['未找到萨恩霍尔姆大桥的通车日期。', 'unchecked'],
  ['维尔莫拉大桥是当地的标志。', 'unchecked'],
  ['科尔万大桥长900米。', 'unsupported', []],
]

describe('a sentence is judged by the world', () => {
  const judge = createSentenceJudge(smallWorld, questions.length)
  const rows = [...english, ...chinese].map(([text, truth, states]) => ({ text, truth, states }))
  test.each(rows)('$text → $truth', ({ text, truth, states }) => {
    const judged = judge({ text })
    expect(judged.truth).toBe(truth)
    if (states !== undefined) expect([...judged.states].toSorted()).toEqual([...states].toSorted())
  })
})

describe('what it refers back to', () => {
  const judge = createSentenceJudge(smallWorld, questions.survey)
  const before = { text: 'Tarsund Bridge was opened on 2 September 1940.' }
  test.each<readonly [string, string, string | undefined, SentenceTruth]>([
    ['It is 840 metres long.', before.text, undefined, 'true'],
    ['It is 1,260 metres long.', before.text, undefined, 'false'],
    ['The bridge was designed by Torvald.', before.text, undefined, 'true'],
    ['该桥长840米。', '塔松德大桥于1940年9月2日通车。', undefined, 'true'],
    ['其长度为1260米。', '塔松德大桥于1940年9月2日通车。', undefined, 'false'],
    ['Length: 412 m', 'Designer: Maren Quist', 'Ondrel Bridge', 'true'],
    ['Designer: Maren Quist', 'Opened: 21 March 1958', 'Ondrel Bridge', 'true'],
    ['长度：840米', '设计者：伊尔丝·托瓦尔德', '塔松德大桥', 'true'],
    ['He designed it.', 'Maren Quist is known for Ondrel Bridge.', undefined, 'true'],
  ])('%s (after %s, under %s) → %s', (text, previous, heading, truth) => {
    const under = heading === undefined ? {} : { heading }
    expect(judge({ text, ...under }, { text: previous, ...under }).truth).toBe(truth)
  })

  test('a chain of sentences keeps its subject', () => {
    const texts = ['Ondrel Bridge opened in 1958.', 'It is 412 m long.', 'It was designed by Maren Quist.']
    expect(
      judgeSentences(
        smallWorld,
        questions.survey,
        texts.map((text) => ({ text })),
      ).map((one) => one.truth),
    ).toEqual(['true', 'true', 'true'])
  })
})

describe('a bare answer is read by its question', () => {
  test.each<readonly [keyof typeof questions, string, SentenceTruth]>([
    ['length', '1,260 metres.', 'true'],
    ['length', 'About 1.3 km', 'true'],
    ['length', '840 metres.', 'false'],
    ['count', 'Two.', 'true'],
    ['count', '3', 'false'],
    ['sum', '2,512 metres.', 'true'],
    ['sum', 'The three bridges are 2,512 metres long in total.', 'true'],
    ['sum', '三座桥合计长2512米。', 'true'],
    ['order', 'Velmora Bridge, Tarsund Bridge, Ondrel Bridge', 'true'],
    ['order', 'Tarsund Bridge, Velmora Bridge, Ondrel Bridge', 'false'],
    ['compare', 'Velmora Bridge is longer.', 'true'],
    ['compare', 'Tarsund Bridge is the longer of the two.', 'false'],
    ['list', 'Velmora Bridge and Tarsund Bridge.', 'true'],
    ['list', 'Ondrel Bridge', 'false'],
  ])('%s: %s → %s', (asked, text, truth) => {
    expect(createSentenceJudge(smallWorld, questions[asked])({ text }).truth).toBe(truth)
  })
})
