import type { Language } from '#vocabulary'

/** What `kaoju models`, `kaoju setup` and `kaoju doctor` say of models, in one table with both languages. */
const english = {
  roles: {
    planner: 'planner',
    worker: 'worker',
    writer: 'writer',
    judge: 'judge',
    vision: 'vision',
    embedder: 'embedder',
    reranker: 'reranker',
  },
  columns: {
    role: 'ROLE',
    model: 'MODEL',
    window: 'WINDOW',
    output: 'OUTPUT',
    price: 'USD/M IN, OUT',
    profile: 'PROFILE',
    from: 'FROM',
  },
  none: 'No model is configured: Kaoju works extractively. kaoju setup finds keys and local servers.',
  assumed: '{window} (assumed)',
  unknown: 'unknown',
  free: 'free (own machine)',
  old: '{price} (of {date}, over a year old)',
  standsIn: 'as {role}',
  fallbacks: 'else {models}',
  detailsHint:
    'What is unknown or assumed can be set in {path}: "models": {{"details": {{"{model}": {{"contextWindow": 32768, "price": {{"input": 0.5, "output": 1.5}}}}}}}}',
  available: '{provider} ({endpoint}) offers {count}:',
  notAvailable: '{provider} ({endpoint}): {why}',
  offline: 'Not asked: --offline.',
  severities: { error: 'wrong', warning: 'doubtful', note: 'note' },
  sourceTitle: 'which value won, and from where',
  shadowed: '{value} ({from}) is overruled',
  endpointTitle: 'endpoints',
  reachable: 'reachable',
  unreachable: 'not reachable',
  keyAccepted: 'key accepted',
  keyRefused: 'key refused',
  offers: '{count} models',
  callTitle: 'real calls',
  call: '{model}: answered in {milliseconds} ms, {cost}',
  callFailed: '{model}: failed ({why})',
  proxyTitle: 'proxies',
  noProxy: 'none',
  network: 'only to {endpoints}',
  cost: '{tokens} tokens, {usd}',
  costUnknown: '{tokens} tokens, price unknown',
  costNothing: 'nothing billed',
  setup: {
    found: 'Found:',
    foundKey: '{provider}: {value} in {from}',
    foundServer: '{provider} at {endpoint}: {models}',
    foundProxy: 'proxy {variable}={value}',
    foundNothing: 'no key and no local server',
    proposal: 'Who shall do what:',
    which: 'Which provider? {choices} [{first}] ',
    write: 'Write this to {path}? [Y/n] ',
    testing: 'Testing one small call per endpoint.',
    wrote: 'Written: {path}',
    backup: 'The old file could not be read; it is kept as {path}.',
    notWritten: 'Nothing was written: {why}. --force writes it all the same.',
    testFailed: 'a test call failed',
    declined: 'Nothing was written.',
    confirm: 'Nothing was written yet. Run again with --yes.',
    keyStays:
      'The key stays in {variable}; the file names the variable only (--store-key would write the key itself).',
    keyStored: 'The key stands in the file, which only you can read.',
    nothing:
      'There is no key in the environment, and neither Ollama nor LM Studio runs on this machine. Set one of {variables}, or start Ollama (ollama serve), and run kaoju setup again.',
    needsKey: '{variable} is not set. Set it first, or name another with --key-from.',
    needsProvider: '--key-from and --base-url need --model provider/name, to know whose they are.',
  },
}

/** The shape that every language fills. */
export type ModelWords = typeof english

const chinese: ModelWords = {
  roles: {
    planner: '规划',
    worker: '杂务',
    writer: '写作',
    judge: '裁判',
    vision: '看图',
    embedder: '向量',
    reranker: '重排',
  },
  columns: {
    role: '角色',
    model: '模型',
    window: '上下文',
    output: '输出',
    price: '美元/百万 token（输入、输出）',
    profile: '类型',
    from: '来源',
  },
  none: '没有配置模型：考据以摘录模式工作。运行 kaoju setup 可检测密钥和本地服务。',
  assumed: '{window}（假定）',
  unknown: '未知',
  free: '免费（自己的机器）',
  old: '{price}（查于 {date}，已超过一年）',
  standsIn: '代 {role}',
  fallbacks: '后备 {models}',
  detailsHint:
    '未知或假定的数值可在 {path} 中写明："models": {{"details": {{"{model}": {{"contextWindow": 32768, "price": {{"input": 0.5, "output": 1.5}}}}}}}}',
  available: '{provider}（{endpoint}）提供 {count} 个模型：',
  notAvailable: '{provider}（{endpoint}）：{why}',
  offline: '未询问：--offline。',
  severities: { error: '错误', warning: '存疑', note: '提示' },
  sourceTitle: '采用了哪个值、来自何处',
  shadowed: '{value}（{from}）被覆盖',
  endpointTitle: '接口',
  reachable: '可连接',
  unreachable: '无法连接',
  keyAccepted: '密钥有效',
  keyRefused: '密钥被拒',
  offers: '{count} 个模型',
  callTitle: '实际调用',
  call: '{model}：{milliseconds} 毫秒内回答，{cost}',
  callFailed: '{model}：失败（{why}）',
  proxyTitle: '代理',
  noProxy: '无',
  network: '仅访问 {endpoints}',
  cost: '{tokens} 个 token，{usd}',
  costUnknown: '{tokens} 个 token，价格未知',
  costNothing: '未计费',
  setup: {
    found: '检测到：',
    foundKey: '{provider}：{from} 中的 {value}',
    foundServer: '{endpoint} 上的 {provider}：{models}',
    foundProxy: '代理 {variable}={value}',
    foundNothing: '没有密钥，也没有本地服务',
    proposal: '分工如下：',
    which: '使用哪家服务商？{choices} [{first}] ',
    write: '写入 {path}？[Y/n] ',
    testing: '正在对每个接口做一次很小的测试调用。',
    wrote: '已写入：{path}',
    backup: '原文件无法解析，已保留为 {path}。',
    notWritten: '没有写入：{why}。加 --force 可强行写入。',
    testFailed: '测试调用失败',
    declined: '没有写入。',
    confirm: '尚未写入。请加 --yes 再运行一次。',
    keyStays: '密钥仍在 {variable} 中；文件里只写变量名（--store-key 可写入密钥本身）。',
    keyStored: '密钥已写在文件中，该文件只有你能读取。',
    nothing:
      '环境中没有密钥，本机也没有运行 Ollama 或 LM Studio。请设置 {variables} 之一，或启动 Ollama（ollama serve），然后再运行 kaoju setup。',
    needsKey: '{variable} 未设置。请先设置，或用 --key-from 指定其他变量。',
    needsProvider: '--key-from 和 --base-url 需要与 --model 服务商/名称 一起使用，才知道属于哪家。',
  },
}

const tables: Readonly<Record<Language, ModelWords>> = { en: english, zh: chinese }

/** The words on models in one language. */
export function modelWordsIn(language: Language): ModelWords {
  return tables[language]
}

/** As `fill`, with `{{` and `}}` for braces. */
export function phrase(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{|\}\}|\{(\w+)\}/g, (whole, name: string | undefined) =>
    name === undefined ? whole[0]! : String(values[name] ?? whole),
  )
}
