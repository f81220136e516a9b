/** What the command line says of the lab: a part of the table in `words.ts`. */

/** Names of the lab's suites and kinds of questions: help names them without loading the lab, and a test compares. */
export const labNames = {
  suites: [
    'kinds',
    'engines-fail',
    'engine-lies-empty',
    'pages-fail',
    'tools-mutate',
    'model-truncates',
    'model-busy',
    'model-errs',
    'model-paraphrases',
    'model-obeys',
  ],
  kinds: [
    'fact', 'chain', 'compare', 'count', 'sum', 'timeline', 'superseded', 'conflict', 'list', 'survey',
    'unanswerable', 'crossing', 'library', 'tool', 'feed', 'scan',
  ],
} as const // prettier-ignore

/** The table in English. */
export const labInEnglish = {
  commands: {
    run: 'put the questions of a generated world to Kaoju, or to any command, and score the answers',
    serve: 'serve a world, its search engines and its simulated model for other tools, until it is stopped',
    questions: 'print the questions of a world, one JSON object a line',
    score: 'score answers that another tool gave to the questions of a world',
  },
  options: {
    seed: 'what the world is made from: the same seed, the same bytes (else kaoju)',
    questions: 'questions of the world, spread over its kinds and both languages (else 96)',
    prose: 'mix paragraphs of real text into pages: a text file, or a folder such as $KAOJU_DATA',
    suite: 'only these suites, separated by commas: {suites}',
    kinds: 'only questions of these kinds, separated by commas: {kinds}',
    strategy: 'how Kaoju works on the questions (else as a run chooses)',
    effort: 'how much Kaoju may look at and say (else standard)',
    noModel: 'nobody thinks: Kaoju works by rules',
    command:
      'measure this shell command instead; the question is in $LAB_QUESTION, its report is what it prints',
    env: 'variables of this shell that the command may see, separated by commas',
    firstToken: 'milliseconds before the model’s first token (else 0)',
    perToken: 'milliseconds per token after it (else 0)',
    searchDelay: 'milliseconds that a search takes (else 0)',
    pageDelay: 'milliseconds that a page takes (else 0)',
    out: 'write result.json (the same bytes for the same seed), timings.json and table.md into this folder',
    port: 'the first of the ports to listen on (else any that are free)',
    wire: 'write what was asked and answered into this file, one JSON object a line, when it stops',
    answers: 'one JSON object a line: {"id": "q1", "report": "Markdown or plain text"}',
    wireRead: 'the file that kaoju lab serve --wire wrote, for calls, tokens and what left',
  },
  metavar: { seed: 'SEED', names: 'A,B', command: 'COMMAND', ms: 'MS', port: 'PORT' },
  world: 'World {seed}: {questions} questions, {pages} pages on {hosts} hosts, {digest}',
  simulated:
    'The model is simulated: it extracts and joins what it is shown. These figures measure the engine around it, and say nothing of how well a real model writes.',
  failed: '{count} questions ended without an answer: {why}',
  notMilliseconds: 'needs a whole number of milliseconds, e.g. 0 or 600',
  serving: 'Serving. Stop with Ctrl-C. Point a tool here:',
  pagesAt: 'Pages: {address}/HOST/PATH, or as a proxy for http at {address}',
  noPort: 'cannot listen there ({why}); without it any free ports are taken',
  unknownQuestion: 'the world has no question {id}',
  noReport: 'an answer needs a text under "report"',
  noExchange: 'not an exchange as kaoju lab serve --wire writes it',
  answered: '{answered} of {questions} questions were answered; the others count as empty.',
}

/** The same in Chinese. */
export const labInChinese: typeof labInEnglish = {
  commands: {
    run: '把生成的世界里的问题交给考据或任意命令回答，并打分',
    serve: '为其他工具提供一个世界及其搜索引擎和模拟模型，直到停止',
    questions: '列出一个世界的问题，每行一个 JSON 对象',
    score: '给其他工具对某个世界的问题所作的回答打分',
  },
  options: {
    seed: '世界由它生成：种子相同，字节相同（默认 kaoju）',
    questions: '世界里的问题数，均分到各类问题和两种语言（默认 96）',
    prose: '把真实文本的段落混入网页：一个文本文件，或 $KAOJU_DATA 这样的文件夹',
    suite: '只跑这些套件，用逗号分隔：{suites}',
    kinds: '只问这几类问题，用逗号分隔：{kinds}',
    strategy: '考据用哪种策略回答（默认由运行自行选择）',
    effort: '考据可以看多少、写多少（默认 standard）',
    noModel: '不用模型：考据按规则工作',
    command: '改为衡量这条 shell 命令；问题在 $LAB_QUESTION 中，它打印的内容就是报告',
    env: '允许该命令看到的环境变量，用逗号分隔',
    firstToken: '模型吐出首个词元前的毫秒数（默认 0）',
    perToken: '此后每个词元的毫秒数（默认 0）',
    searchDelay: '一次搜索的毫秒数（默认 0）',
    pageDelay: '取一个网页的毫秒数（默认 0）',
    out: '把 result.json（种子相同则字节相同）、timings.json 和 table.md 写入此文件夹',
    port: '监听的第一个端口（默认任选空闲端口）',
    wire: '停止时把全部请求和回答写入此文件，每行一个 JSON 对象',
    answers: '每行一个 JSON 对象：{"id": "q1", "report": "Markdown 或纯文本"}',
    wireRead: 'kaoju lab serve --wire 写下的文件，用来统计调用、词元和发出的内容',
  },
  metavar: { seed: '种子', names: 'A,B', command: '命令', ms: '毫秒', port: '端口' },
  world: '世界 {seed}：{questions} 个问题，{hosts} 个主机上的 {pages} 个网页，{digest}',
  simulated:
    '模型是模拟的：它只摘取并连接给它看的内容。这些数字衡量的是模型周围的引擎，不说明真实模型写得如何。',
  failed: '{count} 个问题没有得到回答：{why}',
  notMilliseconds: '需要一个整数毫秒数，如 0 或 600',
  serving: '正在提供服务，按 Ctrl-C 停止。把工具指向这里：',
  pagesAt: '网页：{address}/主机/路径，或把 {address} 用作 http 代理',
  noPort: '无法在此监听（{why}）；不指定时任选空闲端口',
  unknownQuestion: '这个世界没有问题 {id}',
  noReport: '回答须在 "report" 下有文本',
  noExchange: '不是 kaoju lab serve --wire 写下的请求记录',
  answered: '{questions} 个问题中有 {answered} 个得到回答；其余按空白计。',
}
