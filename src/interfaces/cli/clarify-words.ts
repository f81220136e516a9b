/** What the command line says when it asks before it works: a part of the table in `words.ts`. */
export const clarifyInEnglish = {
  option:
    'ask first what the question leaves open; without a terminal the questions are printed and nothing is run',
  first: 'Before it starts (a number or your own words; an empty line skips):',
  open: 'The question leaves this open, and nothing was run:',
  how: 'Ask again with the answers in the question, or without --clarify.',
  options: ' ({options})',
  between: '; ',
}

export const clarifyInChinese: typeof clarifyInEnglish = {
  option: '先问清问题中不明确之处；没有终端时只列出这些问题，不运行',
  first: '开始之前（输入编号或自己的话，空行跳过）：',
  open: '问题有以下不明确之处，没有运行：',
  how: '请把答案写进问题再问，或去掉 --clarify。',
  options: '（{options}）',
  between: '；',
}
