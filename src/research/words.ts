import type { Language } from '#vocabulary'

/** The prose that research itself writes, in both languages; reasons and labels live in #report. */
interface Words {
  readonly answer: string
  readonly more: string
  readonly answered: (sources: number) => string
  readonly partlyAbsent: (words: string) => string
  readonly partlyType: (expected: string) => string
  readonly partlyWeak: string
  readonly unanswered: string
  readonly unansweredAbsent: (words: string) => string
  readonly stopped: string
  readonly stoppedWork: string
  readonly auditStopped: (audited: number, all: number) => string
  readonly budget: string
  readonly nothing: string
  readonly struck: (count: number) => string
  readonly copies: (title: string, count: number) => string
  readonly missing: (count: number) => string
  readonly older: (older: string, newer: string) => string
  readonly languages: string
  readonly unborne: string
  readonly partlyStruck: string
  readonly earlierVersion: string
  readonly answeredByWriter: string
  readonly unwritten: string
  readonly unwrittenFor: (missing: string) => string
  readonly partlyWritten: string
  readonly partlyWrittenFor: (missing: string) => string
  readonly spent: string
  readonly byRules: (times: number) => string
  readonly ownJudge: (models: string) => string
  readonly conflictOpen: string
  readonly conflictNewer: string
  readonly web: {
    readonly read: (pages: number, missed: number) => string
    readonly engineFailed: (engine: string, why: string) => string
    readonly othersAnswered: (engines: string) => string
    readonly budget: string
  }
}

const words: Record<Language, Words> = {
  en: {
    answer: 'Answer',
    more: 'Further findings',
    answered: (sources) => `answered from ${sources} ${sources === 1 ? 'source' : 'independent sources'}`,
    partlyAbsent: (absent) => `the documents never mention ${absent}`,
    partlyType: (expected) => `what was found does not state ${expected}`,
    partlyWeak: 'what was found touches the question but does not cover all of it',
    unanswered: 'nothing in the documents answers it',
    unansweredAbsent: (absent) => `nothing in the documents answers it; they never mention ${absent}`,
    auditStopped: (audited, all) => `The check was stopped: ${audited} of ${all} sentences were compared.`,
    stoppedWork:
      'The run was stopped before the models had done their part; what was left was done by rules or left out.',
    stopped: 'The run was stopped before every sub-question was searched to the end.',
    budget:
      'The effort was spent before every sub-question was searched to the end; a higher --effort looks further.',
    nothing: 'Nothing relevant to this question was found in the documents searched.',
    struck: (count) =>
      `${count} ${count === 1 ? 'sentence was' : 'sentences were'} left out because the evidence did not bear ${count === 1 ? 'it' : 'them'}.`,
    copies: (title, count) =>
      `"${title}" and ${count} near-${count === 1 ? 'copy' : 'copies'} of it count as one source.`,
    missing: (count) =>
      `${count} ${count === 1 ? 'document is' : 'documents are'} no longer at the place they were read from; the stored copy was used.`,
    older: (older, newer) =>
      `"${older}" is an earlier version of "${newer}"; where they differ, the later one is preferred.`,
    languages:
      'Without a model a question is answered from documents in its own language; others were not searched across languages.',
    partlyStruck: 'much of what was written for it did not pass verification',
    unborne: 'what was found for it did not pass verification',
    earlierVersion: 'an earlier version; a later one is held too',
    answeredByWriter: 'answered from the passages found',
    unwritten: 'nothing in the passages found answers it',
    unwrittenFor: (missing) => `nothing in the passages found answers it; missing: ${missing}`,
    partlyWritten: 'the passages found answer part of it',
    partlyWrittenFor: (missing) => `the passages found answer part of it; missing: ${missing}`,
    spent:
      'The budget was spent before the end: what was left was done by rules, without a model. A higher limit goes further.',
    byRules: (times) =>
      `${times} ${times === 1 ? 'step was' : 'steps were'} done by rules because no model gave a usable answer; how this was made is told at the end.`,
    ownJudge: (models) =>
      `${models} judged sentences that it had written itself: no other model is configured.`,
    conflictOpen: 'The sources disagree; nothing found here settles it.',
    conflictNewer: 'The first is the later version and is preferred; the second is what it replaced.',
    web: {
      read: (pages, missed) =>
        `${pages} ${pages === 1 ? 'page was' : 'pages were'} brought in from outside${missed > 0 ? `; ${missed} could not be read` : ''}.`,
      engineFailed: (engine, why) => `${engine} gave nothing at some point: ${why}`,
      othersAnswered: (engines) => `Answered: ${engines}.`,
      budget: 'The budget for pages was spent before all promising pages were read.',
    },
  },
  zh: {
    answer: '回答',
    more: '其他发现',
    answered: (sources) => `已由 ${sources} 个独立来源回答`,
    partlyAbsent: (absent) => `文献中从未提到${absent}`,
    partlyType: (expected) => `找到的内容没有给出${expected}`,
    partlyWeak: '找到的内容与问题有关，但没有覆盖全部',
    unanswered: '文献中没有能回答它的内容',
    unansweredAbsent: (absent) => `文献中没有能回答它的内容，也从未提到${absent}`,
    auditStopped: (audited, all) => `核查被提前停止：共 ${all} 句，只核对了 ${audited} 句。`,
    stoppedWork: '运行在模型完成工作之前被停止：其余由规则完成或略去。',
    stopped: '运行被提前停止，部分子问题没有查完。',
    budget: '投入已用完，部分子问题没有查完；提高 --effort 可以继续查找。',
    nothing: '在所查文献中没有找到与该问题相关的内容。',
    struck: (count) => `有 ${count} 句因证据不足而未写入。`,
    copies: (title, count) => `《${title}》及其 ${count} 份近似副本按一个来源计。`,
    missing: (count) => `有 ${count} 份文献已不在原处，使用的是保存的副本。`,
    older: (older, newer) => `《${older}》是《${newer}》的早期版本；两者不同之处以后者为准。`,
    languages: '没有模型时，只用与问题同语言的文献回答；未作跨语言检索。',
    partlyStruck: '为它撰写的内容多半没有通过核查',
    unborne: '为它找到的内容没有通过核查',
    earlierVersion: '较早的版本；另有较新的版本',
    answeredByWriter: '已由找到的段落回答',
    unwritten: '找到的段落中没有能回答它的内容',
    unwrittenFor: (missing) => `找到的段落中没有能回答它的内容；缺：${missing}`,
    partlyWritten: '找到的段落只回答了一部分',
    partlyWrittenFor: (missing) => `找到的段落只回答了一部分；缺：${missing}`,
    spent: '预算在结束前已用完：其余由规则完成，没有使用模型。提高上限可以继续。',
    byRules: (times) => `有 ${times} 步因模型未给出可用的回答而由规则完成，详见文末的生成说明。`,
    ownJudge: (models) => `${models} 评判了自己所写的句子：没有配置其他模型。`,
    conflictOpen: '各来源说法不一，所查文献不足以判定孰是。',
    conflictNewer: '前者为较新版本，以其为准；后者是被取代的旧说法。',
    web: {
      read: (pages, missed) =>
        `从外部取得 ${pages} 个页面${missed > 0 ? `，另有 ${missed} 个未能读取` : ''}。`,
      engineFailed: (engine, why) => `${engine} 曾未给出结果：${why}`,
      othersAnswered: (engines) => `作出应答的有：${engines}。`,
      budget: '页面预算已用完，部分有希望的页面没有读取。',
    },
  },
}

export function wordsOf(language: Language): Words {
  return words[language]
}

/** The names of what an answer should have contained. */
export function expectationWords(language: Language, expects: string): string {
  const names: Record<Language, Record<string, string>> = {
    en: {
      quantity: 'a quantity',
      percent: 'a percentage',
      money: 'an amount of money',
      date: 'a date',
      name: 'a name',
      place: 'a place',
      cause: 'a cause',
      method: 'how',
    },
    zh: {
      quantity: '数量',
      percent: '百分比',
      money: '金额',
      date: '日期',
      name: '名称',
      place: '地点',
      cause: '原因',
      method: '方法',
    },
  }
  return names[language][expects] ?? (language === 'zh' ? '答案' : 'the answer')
}

export function quoteWords(language: Language, parts: readonly string[]): string {
  return language === 'zh'
    ? parts.map((part) => `“${part}”`).join('、')
    : parts.map((part) => `"${part}"`).join(', ')
}

/** A sentence for a computed value: every number in it is a cited value or the result, last. */
export function computedSentence(
  language: Language,
  operation: 'percent-change' | 'difference' | 'sum' | 'mean' | 'maximum' | 'minimum',
  series: string,
  values: readonly { readonly key: string; readonly text: string }[],
  result: { readonly text: string; readonly key: string; readonly down: boolean },
  where: string,
): string {
  const [first, last] = [values[0]!, values.at(-1)!]
  const listed =
    values.length <= 6
      ? values.map(({ key, text }) => `${key}: ${text}`).join(language === 'zh' ? '、' : ', ')
      : undefined
  if (language === 'zh') {
    const over = listed ? `（${listed}）` : `（${first.key}至${last.key}共${values.length}项）`
    switch (operation) {
      case 'percent-change':
        return `${where}：${series}由${first.key}的${first.text}变为${last.key}的${last.text}，${result.down ? '下降' : '上升'}${result.text}。`
      case 'difference':
        return `${where}：${series}由${first.key}的${first.text}变为${last.key}的${last.text}，相差${result.text}。`
      case 'sum':
        return `${where}：${series}${over}合计${result.text}。`
      case 'mean':
        return `${where}：${series}${over}平均为${result.text}。`
      case 'maximum':
        return `${where}：${series}${over}在${result.key}最高，为${result.text}。`
      case 'minimum':
        return `${where}：${series}${over}在${result.key}最低，为${result.text}。`
    }
  }
  const over = listed ? ` (${listed})` : ` (${first.key} to ${last.key}, ${values.length} values)`
  switch (operation) {
    case 'percent-change':
      return `${where}: ${series} went from ${first.text} (${first.key}) to ${last.text} (${last.key}), ${result.down ? 'a decrease' : 'an increase'} of ${result.text}.`
    case 'difference':
      return `${where}: ${series} went from ${first.text} (${first.key}) to ${last.text} (${last.key}), a difference of ${result.text}.`
    case 'sum':
      return `${where}: ${series}${over} sums to ${result.text}.`
    case 'mean':
      return `${where}: ${series}${over} averages ${result.text}.`
    case 'maximum':
      return `${where}: ${series}${over} is highest in ${result.key}: ${result.text}.`
    case 'minimum':
      return `${where}: ${series}${over} is lowest in ${result.key}: ${result.text}.`
  }
}
