/** What the command line says of the network: a part of the table in `words.ts`. */
export const webInEnglish = {
  scope: {
    offline: 'Network: none.',
    'configured-only': 'Network: configured endpoints only ({who}).',
    web: 'Network: the web, through {who}.',
    cited: 'Network: the addresses that the text cites ({who}).',
  },
  because: {
    empty: 'There are no documents of your own; --offline or --docs FOLDER keeps it at home.',
    private: 'Your own documents take part; --web opens the web (their text is not sent).',
    asked: 'As you asked.',
    configured: 'As configured ({where}); --web and --offline change it for one run.',
  },
  nobody: 'none',
  noEngines: 'no search engine',
  mcp: 'MCP server {name}',
  unguarded: 'MCP server {name} is a program of yours: what it sends is not watched',
  asks: 'Asks outside: {query}',
  skipped: '{engine} is left out for now: {why}',
  fetched: '{done} pages',
  options: {
    web: 'open the web to this run: search engines, the pages they name, and (check) the addresses a text cites',
    offline: 'nothing leaves this machine, and no model is called',
    engines: 'the search engines to ask, e.g. searxng brave arxiv; none: no engine',
    since: 'of the web, only what was published since this day (YYYY-MM-DD)',
  },
  doctor: {
    title: 'Web',
    scope: 'reach of a run',
    auto: 'the web without documents of your own, else configured endpoints only',
    engine: '{name}: {state}',
    ready: 'answers',
    unasked: 'not asked (offline)',
    browser: 'browser',
    noBrowser: 'none (pages that need one are left out)',
    allowed: 'allowed besides',
    fakeIp:
      'The resolver of this machine gives out stand-in addresses ({address}): a proxy program in fake-IP mode. Web pages cannot be checked and are refused. Set HTTPS_PROXY to that program (e.g. http://127.0.0.1:7890), or switch it to redir-host / real-IP mode.',
    resolves: 'name server',
    proxied:
      'pages are fetched through {proxy}; it resolves names, so their addresses are checked by it and not here',
  },
  badDate: 'needs a day, e.g. 2026-01-31',
}

/** The same in Chinese. */
export const webInChinese: typeof webInEnglish = {
  scope: {
    offline: '网络：不联网。',
    'configured-only': '网络：仅限已配置的端点（{who}）。',
    web: '网络：全网，经由{who}。',
    cited: '网络：文中引用的地址（{who}）。',
  },
  because: {
    empty: '没有您自己的文献；用 --offline 或 --docs 文件夹 可不出本机。',
    private: '您自己的文献参与其中；--web 可放开到全网（不会外发其中文字）。',
    asked: '按您的要求。',
    configured: '按配置（{where}）；--web 和 --offline 可单次更改。',
  },
  nobody: '无',
  noEngines: '没有搜索引擎',
  mcp: 'MCP 服务器 {name}',
  unguarded: 'MCP 服务器 {name} 是您自己的程序：它发出的内容不受监看',
  asks: '向外查询：{query}',
  skipped: '暂不使用 {engine}：{why}',
  fetched: '{done} 个页面',
  options: {
    web: '本次运行可访问全网：搜索引擎、其所列网页，以及（check）文中引用的地址',
    offline: '不与外界通信，也不调用模型',
    engines: '使用哪些搜索引擎，如 searxng brave arxiv；none 表示不用',
    since: '网上内容只取这一天（YYYY-MM-DD）以来发布的',
  },
  doctor: {
    title: '网络资料',
    scope: '运行的网络范围',
    auto: '没有自己的文献时为全网，否则仅限已配置的端点',
    engine: '{name}：{state}',
    ready: '可用',
    unasked: '未询问（离线）',
    browser: '浏览器',
    noBrowser: '无（需要浏览器的网页会略过）',
    allowed: '另行允许',
    fakeIp:
      '本机 DNS 给出的是假地址（{address}）：代理软件处于 fake-IP 模式。这样无法核对网页地址，网页会被拒绝抓取。请把 HTTPS_PROXY 设为该代理（如 http://127.0.0.1:7890），或将其改为 redir-host / 真实 IP 模式。',
    resolves: '域名解析',
    proxied: '网页经由 {proxy} 抓取；域名由它解析，因此地址由它而不是在本机核对',
  },
  badDate: '需要日期，如 2026-01-31',
}
