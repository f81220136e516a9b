/** What the command line says of the network: a part of the table in `words.ts`. */
export const webInEnglish = {
  scope: {
    offline: 'Network: none.',
    'configured-only': 'Network: configured endpoints only ({who}).',
    nobody: 'Network: none; only configured endpoints may be called, and there are none.',
    web: 'Network: the web, through {who}.',
    cited: 'Network: the addresses that the text cites, and {who}.',
    citedOnly: 'Network: the addresses that the text cites.',
  },
  because: {
    empty: 'There are no documents of your own; --offline or --docs FOLDER keeps it at home.',
    private:
      'Your own documents take part; --web opens the web (their text is not sent), --offline closes all.',
    checked: 'The text and your documents stay here; --web fetches the addresses that the text cites.',
    added: '--offline calls nobody.',
    asked: 'As you asked; without the option it depends on what takes part.',
    configured: 'As configured ({where}); --web and --offline change it for one run.',
  },
  noEngines: 'no search engine',
  mcp: 'MCP server {name}',
  unguarded: 'MCP server {name} is a program of yours: what it sends is not watched',
  asks: 'Asks outside: {query}',
  notBoth: 'cannot be given together with {other}',
  noModel: 'this run is offline ({where}), so no model is called',
  skipped: '{engine} is left out for now: {why}',
  unpriced: '{engine} is left out: its price is not known, and this run limits money.',
  idle: '{option} does nothing here: the web is not open to this run. --web opens it.',
  fetched: 'page {done}:',
  ledger: {
    queries: 'queries: {calls}',
    pages: 'Pages: {fetched} fetched, {failed} not to be had; pages cost nothing.',
    asked: 'Sent to search engines:',
  },
  estimate: {
    free: 'Search engines and pages cost nothing.',
    priced:
      'Search engines: {usd} for {queries} queries to each of {engines}; other engines and pages cost nothing.',
  },
  extractive: {
    research:
      'extractive: no model thinks here, so every sentence is quoted from a source. To let one think: kaoju setup',
    check:
      'extractive: no model thinks here, so verdicts come from rules over the sources. To let one think: kaoju setup',
  },
  options: {
    web: 'open the web to this run: search engines and the pages they name',
    cited: 'fetch the addresses that the text cites, and check against them',
    offline: 'nothing leaves this machine, and no model is called',
    engines: 'the search engines to ask, e.g. searxng brave arxiv; none: no engine',
    since: 'of the web, only what was published since this day (YYYY-MM-DD)',
  },
  doctor: {
    title: 'Web',
    scope: 'reach of a run',
    reach: {
      auto: 'the web without documents of your own, else configured endpoints only',
      web: 'the web',
      'configured-only': 'configured endpoints only',
      offline: 'nothing',
    },
    engine: '{name}: {state}',
    ready: 'answers',
    unreached: 'out of reach ({reason})',
    withKey: '; its key is set and was not tried',
    program: 'a program of yours, not started here',
    unasked: 'not asked',
    browser: 'browser',
    noBrowser: 'none (pages that need one are left out)',
    allowed: 'allowed besides',
    fakeIp:
      'The resolver of this machine gives out stand-in addresses ({address}): a proxy program in fake-IP mode. Web pages cannot be checked and are refused. Set HTTPS_PROXY to that program (e.g. http://127.0.0.1:7890), or switch it to redir-host / real-IP mode.',
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
    nobody: '网络：不联网；只允许已配置的端点，而目前没有。',
    web: '网络：全网，经由 {who}。',
    cited: '网络：文中引用的地址，以及 {who}。',
    citedOnly: '网络：文中引用的地址。',
  },
  because: {
    empty: '没有你自己的文献；用 --offline 或 --docs 文件夹 可不出本机。',
    private: '你自己的文献参与其中；--web 可放开到全网（不会外发其中文字），--offline 则完全不联网。',
    checked: '被核查的文字和你的文献都不外发；--web 可抓取文中引用的地址。',
    added: '加 --offline 则不调用任何服务。',
    asked: '按你的要求；不加该选项时，取决于有哪些内容参与。',
    configured: '按配置（{where}）；--web 和 --offline 可单次更改。',
  },
  noEngines: '没有搜索引擎',
  mcp: 'MCP 服务器 {name}',
  unguarded: 'MCP 服务器 {name} 是你自己的程序：它发出的内容不受监看',
  asks: '向外查询：{query}',
  notBoth: '不能与 {other} 同时使用',
  noModel: '本次运行不联网（{where}），不会调用模型',
  skipped: '暂不使用 {engine}：{why}',
  unpriced: '不使用 {engine}：价格未知，而本次运行限定了花费。',
  idle: '{option} 在此不起作用：本次运行没有放开到全网。加 --web 可放开。',
  fetched: '第 {done} 个页面：',
  ledger: {
    queries: '查询 {calls} 次',
    pages: '网页：抓取 {fetched} 个，未能取得 {failed} 个；抓取网页不花钱。',
    asked: '发给搜索引擎的查询：',
  },
  estimate: {
    free: '搜索引擎和网页不花钱。',
    priced: '搜索引擎：向 {engines} 各查询 {queries} 次，共 {usd}；其他引擎和网页不花钱。',
  },
  extractive: {
    research: '摘录模式（extractive）：没有模型参与，每一句都摘自所引来源。要使用模型，请运行：kaoju setup',
    check: '摘录模式（extractive）：没有模型参与，判断由规则对照来源作出。要使用模型，请运行：kaoju setup',
  },
  options: {
    web: '本次运行可访问全网：搜索引擎及其所列网页',
    cited: '抓取文中引用的地址，并据以核查',
    offline: '不与外界通信，也不调用模型',
    engines: '使用哪些搜索引擎，如 searxng brave arxiv；none 表示都不用',
    since: '网上内容只取这一天（YYYY-MM-DD）以来发布的',
  },
  doctor: {
    title: '网络资料',
    scope: '运行的网络范围',
    reach: {
      auto: '没有自己的文献时为全网，否则仅限已配置的端点',
      web: '全网',
      'configured-only': '仅限已配置的端点',
      offline: '不联网',
    },
    engine: '{name}：{state}',
    ready: '有响应',
    unreached: '无法连接（{reason}）',
    withKey: '；已设置密钥，但未试用',
    program: '你自己的程序，此处不启动',
    unasked: '未询问',
    browser: '浏览器',
    noBrowser: '无（需要浏览器的网页会略过）',
    allowed: '另行允许',
    fakeIp:
      '本机 DNS 给出的是假地址（{address}）：代理软件处于 fake-IP 模式。这样无法核对网页地址，网页会被拒绝抓取。请把 HTTPS_PROXY 设为该代理（如 http://127.0.0.1:7890），或将其改为 redir-host / 真实 IP 模式。',
    proxied: '网页经由 {proxy} 抓取；域名由它解析，因此地址由它而不是在本机核对',
  },
  badDate: '需要日期，如 2026-01-31',
}
