import type { Language } from '#vocabulary'
import type { MethodName } from './fit.ts'

/** The prose of forecasts and proposals that code writes, in both languages. */
interface OutlookWords {
  readonly forecast: string
  readonly proposals: string
  readonly foretold: (what: string, at: number, value: string, interval: string, how: string) => string
  readonly interval: (low: string, high: string) => string
  readonly method: Record<MethodName, (values: number, from: number, to: number) => string>
  readonly of: (entity: string, attribute: string) => string
  readonly assumption: (text: string) => string
  readonly unchanged: (from: number, to: number) => string
  readonly far: (ahead: number, span: number) => string
  readonly byForecast: string
  readonly noSeries: string
  readonly proposal: (expert: string, text: string) => string
  readonly byProposals: string
  readonly needsModel: string
  readonly noProposals: string
}

const words: Record<Language, OutlookWords> = {
  en: {
    forecast: 'Forecast',
    proposals: 'Proposals',
    foretold: (what, at, value, interval, how) =>
      `Forecast, not a fact: ${what} in ${at} comes to about ${value}${interval}, ${how}.`,
    interval: (low, high) => ` (90% interval ${low} to ${high})`,
    method: {
      linear: (values, from, to) => `by a straight line through ${values} values from ${from} to ${to}`,
      'last-value': (values, from, to) => `taken as the last of ${values} values from ${from} to ${to}`,
      'mean-growth': (values, from, to) => `by the mean growth over ${values} values from ${from} to ${to}`,
    },
    of: (entity, attribute) =>
      attribute === ''
        ? entity || 'the value'
        : entity === ''
          ? `the value (${attribute})`
          : `${entity} (${attribute})`,
    assumption: (text) => `Assumption of the forecast: ${text}`,
    unchanged: (from, to) => `what moved the values from ${from} to ${to} goes on as it was.`,
    far: (ahead, span) =>
      `the values reach over ${span} years, and the forecast goes ${ahead} years beyond them, which is far.`,
    byForecast: 'no source can state it; a forecast is given with its assumptions',
    noSeries: 'A forecast needs at least two values of different years; they were not found.',
    proposal: (expert, text) => `Proposal (${expert}): ${text}`,
    byProposals: 'no source can state it; proposals are given with the evidence that they rest on',
    needsModel:
      'Proposals need a model, and none took part: what was found is shown as the evidence for your own.',
    noProposals: 'No proposal could be rested on the evidence found.',
  },
  zh: {
    forecast: '预测',
    proposals: '建议',
    foretold: (what, at, value, interval, how) =>
      `预测（并非事实）：${at}年${what}约为${value}${interval}，${how}。`,
    interval: (low, high) => `（90% 区间为 ${low} 至 ${high}）`,
    method: {
      linear: (values, from, to) => `由${from}年至${to}年的 ${values} 个数值按直线推算`,
      'last-value': (values, from, to) => `取${from}年至${to}年 ${values} 个数值中的最后一个`,
      'mean-growth': (values, from, to) => `由${from}年至${to}年的 ${values} 个数值按平均增长推算`,
    },
    of: (entity, attribute) =>
      attribute === ''
        ? entity || '该数值'
        : entity === ''
          ? `该数值（${attribute}）`
          : `${entity}（${attribute}）`,
    assumption: (text) => `预测的假设：${text}`,
    unchanged: (from, to) => `${from}年至${to}年间推动变化的因素保持不变。`,
    far: (ahead, span) => `已有数值只跨 ${span} 年，而预测超出其后 ${ahead} 年，跨度较大。`,
    byForecast: '没有来源能直接写明；给出预测及其假设',
    noSeries: '预测至少需要两个不同年份的数值，没有找到。',
    proposal: (expert, text) => `建议（${expert}）：${text}`,
    byProposals: '没有来源能直接写明；给出建议及其所依据的证据',
    needsModel: '提出建议需要模型，而本次没有模型参与：找到的内容列出，作为您自行判断的依据。',
    noProposals: '没有一条建议能以找到的证据为依据。',
  },
}

export function outlookWords(language: Language): OutlookWords {
  return words[language]
}
