/** What the command line says of a run that is watched live, and of quiet and machine-read output: a part of `words.ts`. */
export const liveInEnglish = {
  options: {
    quiet: 'no notes on stderr: only errors, and the outcome on stdout',
    events: 'print each event as a line of JSON on stdout as it happens, and the outcome as the last line',
  },
  searches: 'searches {count}',
  pages: 'pages {count}',
  verified: 'sentences verified {count}',
  supported: 'supported {count}',
  conflicts: 'conflicts {count}',
  failures: 'not readable {count}',
  answered: 'answered {answered} of {asked}',
  unpriced: 'of unknown price {unpriced}',
  more: '{count} more',
  after: ' (after {ids})',
  thinks: '{who}: ',
  found: '{question} “{quote}” {source}',
  conflict: 'conflict: {about}: {values}',
  against: ' against ',
  steer: 'to write with what there is: kaoju steer {run} write',
}

export const liveInChinese: typeof liveInEnglish = {
  options: {
    quiet: '标准错误上不显示过程信息，只显示错误；结果仍在标准输出',
    events: '每个事件发生时在标准输出打印一行 JSON，最后一行是结果',
  },
  searches: '检索 {count}',
  pages: '网页 {count}',
  verified: '已核查 {count} 句',
  supported: '有支持 {count} 句',
  conflicts: '冲突 {count}',
  failures: '无法读取 {count}',
  answered: '已回答 {answered}／{asked}',
  unpriced: '{unpriced} 次价格未知',
  more: '另有 {count} 个',
  after: '（待 {ids}）',
  thinks: '{who}：',
  found: '{question} “{quote}” {source}',
  conflict: '冲突：{about}：{values}',
  against: ' 与 ',
  steer: '用已有的内容写出报告：kaoju steer {run} write',
}
