/**
 * The one error class and its documented codes; most of the file is their table, twice a line for each code.
 *
 * 1. Every error a user can meet has a code here, with what happened and what to do next, in English and
 *    Chinese: the message is rendered from the table, so that no room writes prose for people.
 * 2. `{name}` in a template is filled from the error's parameters.
 * 3. Anything thrown that is not a KaojuError is a defect and is shown as `internal`.
 */
interface Template {
  readonly en: string
  readonly zh: string
  readonly retryable?: true
}

const templates = {
  'path-missing': {
    en: 'No such file or folder: {path}. Check the spelling, or give another path.',
    zh: '找不到文件或文件夹：{path}。请检查拼写，或换一个路径。',
  },
  'path-unreadable': {
    en: 'Cannot read {path} ({reason}). Check its permissions.',
    zh: '无法读取 {path}（{reason}）。请检查权限。',
  },
  'folder-empty': {
    en: 'Nothing readable in {path}: it holds no file of a known format. `kaoju doctor` lists the formats.',
    zh: '{path} 中没有可读的文件。`kaoju doctor` 会列出支持的格式。',
  },
  'question-empty': {
    en: 'The question is empty. Ask something: kaoju research "What changed?" --docs FOLDER',
    zh: '问题是空的。请提出问题：kaoju research "发生了什么变化？" --docs 文件夹',
  },
  'library-empty': {
    en: 'The library at {home} is empty. Add documents first: kaoju add FOLDER, or pass --docs FOLDER.',
    zh: '资料库 {home} 是空的。请先加入文档：kaoju add 文件夹，或使用 --docs 文件夹。',
  },
  'file-empty': { en: '{path} is empty (0 bytes). Skipped.', zh: '{path} 是空文件（0 字节），已跳过。' },
  'file-too-large': {
    en: '{path} is {size}, over the limit of {limit}. Split it, or raise the limit with --max-file-size.',
    zh: '{path} 大小为 {size}，超过上限 {limit}。请拆分，或用 --max-file-size 提高上限。',
  },
  'file-changed': {
    en: '{path} kept changing while it was read. Run again when nothing is writing to it.',
    zh: '{path} 在读取过程中不断变化。请在没有程序写入它时重试。',
    retryable: true,
  },
  'format-unknown': {
    en: '{path} is not in a format Kaoju reads ({mediaType}). Convert it to PDF, DOCX, HTML or text.',
    zh: 'Kaoju 不能读取 {path} 的格式（{mediaType}）。请转换为 PDF、DOCX、HTML 或文本。',
  },
  'picture-unread': {
    en: '{path} is a picture ({mediaType}) and was not read. With a model in the role vision (kaoju setup) pictures are described, and the descriptions are searched and cited as such.',
    zh: '{path} 是图片（{mediaType}），未读取。为角色 vision 配置模型（kaoju setup）后，图片会由模型描述，描述可供检索，并注明来源。',
  },
  'file-binary': {
    en: '{path} holds binary data, not text. Skipped.',
    zh: '{path} 是二进制数据而不是文本，已跳过。',
  },
  'file-encrypted': {
    en: '{path} is encrypted. Save a copy without a password and add that.',
    zh: '{path} 已加密。请另存一份不带密码的副本再加入。',
  },
  'file-damaged': {
    en: '{path} is damaged or truncated ({reason}). Get a fresh copy.',
    zh: '{path} 已损坏或不完整（{reason}）。请重新获取一份。',
  },
  'file-bomb': {
    en: '{path} expands beyond all proportion ({reason}) and was refused.',
    zh: '{path} 解压后异常膨胀（{reason}），已拒绝读取。',
  },
  'file-no-text': {
    en: '{path} holds no text (scanned images?). Run OCR on it first.',
    zh: '{path} 中没有文字（可能是扫描件）。请先做文字识别（OCR）。',
  },
  'reader-timeout': {
    en: 'Reading {path} took longer than {seconds} s and was stopped.',
    zh: '读取 {path} 超过 {seconds} 秒，已停止。',
  },
  'reader-memory': {
    en: 'Reading {path} needed more than {megabytes} MB of memory and was stopped.',
    zh: '读取 {path} 占用内存超过 {megabytes} MB，已停止。',
  },
  'reader-crashed': {
    en: 'The reader of {path} crashed ({reason}). The rest goes on; please report the file.',
    zh: '读取 {path} 的进程崩溃（{reason}）。其余文件继续处理；请反馈此文件。',
  },
  'draft-empty': {
    en: '{path} makes no statement that could be checked: it holds only headings, questions or single words.',
    zh: '{path} 中没有可以核查的陈述：只有标题、问句或零散的词。',
  },
  'home-busy': {
    en: 'Another kaoju (process {pid}) is writing to {home}. Wait for it, or use another --home.',
    zh: '另一个 kaoju（进程 {pid}）正在写入 {home}。请等待它结束，或用 --home 换一个位置。',
    retryable: true,
  },
  'home-newer': {
    en: '{home} was written by a newer Kaoju (schema {found}, this one knows {known}). Upgrade: npm install -g kaoju',
    zh: '{home} 由更新版本的 Kaoju 写成（结构版本 {found}，当前支持 {known}）。请升级：npm install -g kaoju',
  },
  'home-damaged': {
    en: 'The library at {home} is damaged ({reason}). Put back a copy of it, or move it away and add the documents again.',
    zh: '资料库 {home} 已损坏（{reason}）。请用备份恢复，或将它移走后重新加入文档。',
  },
  'home-unwritable': {
    en: 'Cannot write to {home} ({reason}). Choose another place with --home or KAOJU_HOME.',
    zh: '无法写入 {home}（{reason}）。请用 --home 或 KAOJU_HOME 指定其他位置。',
  },
  'disk-full': {
    en: 'The disk that holds {path} is full. What was stored is safe; free some space and run again.',
    zh: '{path} 所在磁盘已满。已保存的内容不受影响；请释放空间后重试。',
    retryable: true,
  },
  'not-found': {
    en: 'Nothing in the library has the id or path {id}. `kaoju list` shows what is held.',
    zh: '资料库中没有编号或路径为 {id} 的内容。`kaoju list` 可列出已有内容。',
  },
  'id-ambiguous': {
    en: '{id} could be several things: {candidates}. Give more of the id.',
    zh: '{id} 对应多个对象：{candidates}。请给出更完整的编号。',
  },
  withdrawn: {
    en: '{id} was withdrawn: its bytes were purged from the library.',
    zh: '{id} 已撤回：其原始内容已从资料库清除。',
  },
  'data-invalid': {
    en: '{path}, line {line}: {reason}.',
    zh: '{path} 第 {line} 行：{reason}。',
  },
  'option-invalid': {
    en: '{option}: {reason}. See kaoju --help.',
    zh: '{option}：{reason}。请看 kaoju --help。',
  },
  'config-invalid': {
    en: 'The configuration {path} is not valid ({reason}). Mend it or delete it.',
    zh: '配置文件 {path} 无效（{reason}）。请修正或删除。',
  },
  'config-field-unknown': {
    en: 'The configuration {path} has a field that does not exist ({field}). The nearest is {nearest}.',
    zh: '配置文件 {path} 中有不存在的字段（{field}）。最接近的是 {nearest}。',
  },
  'output-unwritable': {
    en: 'Cannot write {path} ({reason}). Choose another place with --out.',
    zh: '无法写入 {path}（{reason}）。请用 --out 指定其他位置。',
  },
  'egress-refused': {
    en: 'This run may not call {url}: it is offline, or the address is not a configured endpoint.',
    zh: '本次运行不允许访问 {url}：处于离线模式，或该地址不是已配置的端点。',
  },
  'scope-refused': {
    en: 'Not fetched: {url}. This run may reach {scope} only; --web opens the web to it.',
    zh: '未抓取 {url}：本次运行的网络范围是 {scope}；使用 --web 可放开到全网。',
  },
  'address-refused': {
    en: 'Not fetched: {url} ({reason}). If you trust it, list it under web.allow in the configuration.',
    zh: '未抓取 {url}（{reason}）。如确认可信，请在配置的 web.allow 中列出。',
  },
  'address-not-offered': {
    en: 'Not fetched: {url}. A run fetches only what you gave, a search engine returned, a feed lists, or a fetched page links to.',
    zh: '未抓取 {url}：运行只抓取您给出的、搜索引擎返回的、订阅源列出的或已抓取网页所链接的地址。',
  },
  'resolver-fake-ip': {
    en: 'Not fetched: {url}. The name resolves to {address}, a stand-in that a proxy program (fake-IP mode) gives out. Set HTTPS_PROXY to that program, or turn its fake-IP mode off.',
    zh: '未抓取 {url}：域名解析到 {address}，这是代理软件 fake-IP 模式给出的假地址。请把 HTTPS_PROXY 设为该代理，或关闭 fake-IP 模式（改用 redir-host）。',
  },
  'page-unresolved': {
    en: 'Cannot find the host of {url} ({reason}). Check the address and the name server.',
    zh: '无法解析 {url} 的主机名（{reason}）。请检查地址和 DNS。',
  },
  'page-unreachable': {
    en: 'Cannot reach {url} ({reason}).',
    zh: '无法连接 {url}（{reason}）。',
    retryable: true,
  },
  'page-certificate': {
    en: 'The certificate of {url} is not valid ({reason}); it was not read.',
    zh: '{url} 的证书无效（{reason}），未读取。',
  },
  'page-stalled': {
    en: '{url} did not answer in time ({reason}).',
    zh: '{url} 未在时限内应答（{reason}）。',
    retryable: true,
  },
  'page-cut-off': {
    en: 'The answer of {url} broke off ({reason}).',
    zh: '{url} 的应答中断（{reason}）。',
    retryable: true,
  },
  'page-too-large': {
    en: '{url} is over the limit ({reason}); it was not read. To use it, download it and add the file with kaoju add.',
    zh: '{url} 超过大小上限（{reason}），未读取。如需使用，请下载后用 kaoju add 加入。',
  },
  'page-undecodable': {
    en: 'The answer of {url} cannot be decompressed ({reason}).',
    zh: '{url} 的应答无法解压（{reason}）。',
  },
  'page-redirects': {
    en: '{url} redirects and was not followed ({reason}).',
    zh: '{url} 的重定向未被跟随（{reason}）。',
  },
  'page-status': {
    en: '{url} answers with status {status}.',
    zh: '{url} 返回状态码 {status}。',
  },
  'page-busy': {
    en: '{url} asks not to be called now (status {status}).',
    zh: '{url} 要求暂时不要访问（状态码 {status}）。',
    retryable: true,
  },
  'page-server-error': {
    en: 'The server of {url} failed (status {status}).',
    zh: '{url} 的服务器出错（状态码 {status}）。',
    retryable: true,
  },
  'page-downgraded': {
    en: '{url} leads from https to plain http ({target}): what was read there could have been altered on its way.',
    zh: '{url} 从 https 跳转到了未加密的 http（{target}）：读到的内容在传输途中可能被篡改。',
  },
  'page-banned': {
    en: 'Not read: {url}. You told this run to leave that site out.',
    zh: '未读取：{url}。您已要求本次运行不使用该网站。',
  },
  'page-robots': {
    en: 'The robots.txt of {url} asks programs not to fetch it, so it was not fetched. To use it, save it in a browser and add the file with kaoju add.',
    zh: '{url} 的 robots.txt 不允许程序抓取，因此未抓取。如需使用，请在浏览器中保存后用 kaoju add 加入。',
  },
  'page-robots-unreachable': {
    en: 'The robots.txt of {url} could not be read ({reason}), which means to stay away for now (RFC 9309), so it was not fetched.',
    zh: '无法读取 {url} 所在站点的 robots.txt（{reason}），按规范（RFC 9309）暂不抓取。',
    retryable: true,
  },
  'page-shell': {
    en: '{url} shows no content of its own ({reason}), so it is no evidence. If a browser shows more, save it there and add the file with kaoju add.',
    zh: '{url} 没有显示正文（{reason}），不能作为证据。如浏览器能显示正文，请保存后用 kaoju add 加入。',
  },
  'browser-missing': {
    en: '{url} shows its text only in a browser, and none is set up. Install Chromium and npm install playwright-core.',
    zh: '{url} 的内容需要浏览器才能显示，而当前没有可用的浏览器。请安装 Chromium，并执行 npm install playwright-core。',
  },
  'browser-failed': {
    en: 'The browser could not show {url} ({reason}).',
    zh: '浏览器无法显示 {url}（{reason}）。',
    retryable: true,
  },
  'search-unreachable': {
    en: 'The search engine {engine} could not be asked ({reason}). kaoju doctor shows whether it can be reached.',
    zh: '无法访问搜索引擎 {engine}（{reason}）。kaoju doctor 会显示它是否可达。',
    retryable: true,
  },
  'search-refused': {
    en: 'The search engine {engine} refuses the key or the address (status {status}: {reason}). kaoju doctor shows what is set.',
    zh: '搜索引擎 {engine} 拒绝了密钥或访问（状态码 {status}：{reason}）。kaoju doctor 会显示当前设置。',
  },
  'search-busy': {
    en: 'The search engine {engine} asks to wait ({reason}).',
    zh: '搜索引擎 {engine} 要求稍后再试（{reason}）。',
    retryable: true,
  },
  'search-queued': {
    en: 'The search engine {engine} was not asked this time: it takes few queries a minute, and its turn would have come too late.',
    zh: '本次没有询问搜索引擎 {engine}：它每分钟只接受少量查询，轮到时已经太晚。',
  },
  'search-slow': {
    en: 'The search engine {engine} was not waited for any longer: others had answered, and it had not.',
    zh: '不再等待搜索引擎 {engine}：其他引擎已经给出结果，它仍未应答。',
  },
  'search-failed': {
    en: 'The search engine {engine} failed (status {status}: {reason}).',
    zh: '搜索引擎 {engine} 出错（状态码 {status}：{reason}）。',
    retryable: true,
  },
  'search-unreadable': {
    en: 'The search engine {engine} answered with something else than results ({reason}).',
    zh: '搜索引擎 {engine} 返回的不是搜索结果（{reason}）。',
    retryable: true,
  },
  'search-none': {
    en: 'No search engine could be asked ({reason}). Check the network or proxy, set the key of an engine, or set SEARXNG_URL; kaoju doctor shows each.',
    zh: '没有可用的搜索引擎（{reason}）。请检查网络或代理，或设置某个引擎的密钥，或设置 SEARXNG_URL；kaoju doctor 会逐一显示。',
  },
  'engine-unknown': {
    en: 'There is no search engine {engine}. Known: {known}.',
    zh: '没有名为 {engine} 的搜索引擎。可用的有：{known}。',
  },
  'feed-unreadable': {
    en: '{url} is not a feed that can be read ({reason}). Known: RSS, Atom, JSON Feed, sitemaps.',
    zh: '{url} 不是可读取的订阅源（{reason}）。支持 RSS、Atom、JSON Feed 和站点地图。',
  },
  'feed-gone': {
    en: 'The feed {url} is gone for good, its server says (410). To take it off the list: kaoju feed remove {url}',
    zh: '服务器表示订阅源 {url} 已永久下线（410）。如要移除：kaoju feed remove {url}',
  },
  'feed-none': {
    en: '{url} is no feed, and the page names none. Give the address of the feed itself.',
    zh: '{url} 不是订阅源，网页也没有给出订阅源地址。请直接提供订阅源的地址。',
  },
  'feed-item-empty': {
    en: 'The feed carries no text for "{title}", and its page was not fetched.',
    zh: '订阅源中《{title}》没有正文，其网页也未抓取。',
  },
  'feed-unknown': {
    en: 'No feed {url} is subscribed. kaoju feed list shows them.',
    zh: '没有订阅 {url}。kaoju feed list 会列出订阅。',
  },
  'mcp-unreachable': {
    en: 'The MCP server {server} cannot be reached ({reason}).',
    zh: '无法连接 MCP 服务器 {server}（{reason}）。',
    retryable: true,
  },
  'mcp-refused': {
    en: 'The MCP server {server} refuses ({reason}). Check its token (tokenVariable) and address in the configuration (web.mcp).',
    zh: 'MCP 服务器 {server} 拒绝访问（{reason}）。请检查配置（web.mcp）中的令牌（tokenVariable）和地址。',
  },
  'mcp-tool-missing': {
    en: 'The MCP server {server} has no tool to {purpose}. It offers: {known}. Name the tool in the configuration (web.mcp).',
    zh: 'MCP 服务器 {server} 没有可用于 {purpose} 的工具。它提供：{known}。请在配置（web.mcp）中指明工具名。',
  },
  'mcp-tool-refused': {
    en: 'The tool {tool} of the MCP server {server} is not on your list and was not called. Add it to web.mcp.{server}.tools in the configuration if it may be.',
    zh: 'MCP 服务器 {server} 的工具 {tool} 不在允许名单中，没有调用。若要允许，请加入配置的 web.mcp.{server}.tools。',
  },
  'mcp-failed': {
    en: 'The MCP server {server} failed in {tool} ({reason}).',
    zh: 'MCP 服务器 {server} 的 {tool} 出错（{reason}）。',
    retryable: true,
  },
  'command-failed': {
    en: 'The command that was given did not end well ({reason}). Run it by hand in a shell to see what it says.',
    zh: '所给的命令没有正常结束（{reason}）。请在终端里单独运行它，看看它报告了什么。',
  },
  'budget-exhausted': {
    en: 'The budget for {resource} is spent ({limit}). Raise it (--budget, --max-tokens, --max-calls, --effort) to allow more.',
    zh: '{resource} 的预算已用完（{limit}）。可提高上限（--budget、--max-tokens、--max-calls、--effort）。',
  },
  'budget-unpriced': {
    en: 'The price of {model} is unknown, so a budget in money cannot be kept. Set its price in the configuration (kaoju models shows how), or limit with --max-tokens instead.',
    zh: '{model} 的价格未知，无法保证金额预算。请在配置中写明价格（kaoju models 说明写法），或改用 --max-tokens 限制。',
  },
  'endpoint-unreachable': {
    en: 'Cannot reach {endpoint} ({reason}). Check that it is running, the address, and any proxy.',
    zh: '无法连接 {endpoint}（{reason}）。请检查服务是否在运行、地址是否正确，以及代理设置。',
    retryable: true,
  },
  'endpoint-certificate': {
    en: 'The certificate of {endpoint} was not accepted ({reason}). Check the address and the clock; for a private authority set NODE_EXTRA_CA_CERTS.',
    zh: '{endpoint} 的证书未被接受（{reason}）。请检查地址和系统时间；如使用自建证书机构，请设置 NODE_EXTRA_CA_CERTS。',
  },
  'endpoint-stalled': {
    en: '{endpoint} sent nothing for {seconds} s. Try again, or raise the time-outs in the configuration.',
    zh: '{endpoint} 已有 {seconds} 秒没有发送任何内容。请重试，或在配置中放宽超时。',
    retryable: true,
  },
  'endpoint-cut-off': {
    en: '{endpoint} broke off in the middle of its answer ({reason}). Try again.',
    zh: '{endpoint} 的回答中途断开（{reason}）。请重试。',
    retryable: true,
  },
  'endpoint-redirects': {
    en: '{endpoint} sends its callers on to {url}, which is not the configured address. If that is right, configure it as the base URL.',
    zh: '{endpoint} 要求转到 {url}，而这不是已配置的地址。如确认无误，请将其设为基础地址。',
  },
  'endpoint-answer-too-long': {
    en: '{endpoint} sent more than {megabytes} MB in one answer and was stopped. Check the address.',
    zh: '{endpoint} 的一次回答超过 {megabytes} MB，已中止。请检查地址。',
  },
  'circuit-open': {
    en: '{endpoint} failed several times in a row and is left alone for {seconds} s.',
    zh: '{endpoint} 连续多次失败，{seconds} 秒内不再尝试。',
    retryable: true,
  },
  'models-none': {
    en: 'No model is configured for the role {role}. kaoju setup finds keys and local servers and writes the configuration.',
    zh: '没有为角色 {role} 配置模型。运行 kaoju setup 可检测密钥和本地服务并写好配置。',
  },
  'model-unknown': {
    en: '{provider} does not know the model {model}. Check the name; `kaoju models --available` lists what it offers.',
    zh: '{provider} 不认识模型 {model}。请检查名称；`kaoju models --available` 可列出可用模型。',
  },
  'model-key-missing': {
    en: 'No key for {provider}. Set {variable}, or run kaoju setup.',
    zh: '缺少 {provider} 的密钥。请设置 {variable}，或运行 kaoju setup。',
  },
  'model-key-refused': {
    en: '{provider} refused the key from {origin} ({reason}). Check that it is whole, active, and belongs to {endpoint}.',
    zh: '{provider} 拒绝了来自 {origin} 的密钥（{reason}）。请检查密钥是否完整、有效，且属于 {endpoint}。',
  },
  'model-address-wrong': {
    en: '{endpoint} is not a model endpoint ({reason}). Check the base URL; most end in /v1.',
    zh: '{endpoint} 不是模型接口（{reason}）。请检查基础地址，多数以 /v1 结尾。',
  },
  'model-overloaded': {
    en: '{provider} asks to be called less often ({reason}). Kaoju waits and tries again by itself.',
    zh: '{provider} 要求降低调用频率（{reason}）。考据会自行等待后重试。',
    retryable: true,
  },
  'model-server-error': {
    en: '{provider} failed inside ({reason}). Try again later, or use another model.',
    zh: '{provider} 内部出错（{reason}）。请稍后重试，或换用其他模型。',
    retryable: true,
  },
  'model-quota': {
    en: 'The account at {provider} has no credit or quota left ({reason}). Top it up, or use another model.',
    zh: '{provider} 账户的余额或配额已用完（{reason}）。请充值，或换用其他模型。',
  },
  'model-request-refused': {
    en: '{provider} refused the request for {model} ({reason}). Leave out what it cannot do in the configuration, or choose another model.',
    zh: '{provider} 拒绝了对 {model} 的请求（{reason}）。请在配置中去掉它不支持的功能，或换用其他模型。',
  },
  'model-region-refused': {
    en: '{provider} does not serve this place ({reason}). Use a provider that does, or set a proxy (HTTPS_PROXY).',
    zh: '{provider} 不在本地区提供服务（{reason}）。请换用可用的服务商，或设置代理（HTTPS_PROXY）。',
  },
  'model-context-overflow': {
    en: 'The prompt does not fit into {model} ({tokens} tokens, window {window}). Set its real context window in the configuration, or use a larger model.',
    zh: '提示超出 {model} 的上下文（{tokens} 个 token，窗口 {window}）。请在配置中写明真实的上下文窗口，或换用更大的模型。',
  },
  'model-filtered': {
    en: '{provider} withheld the answer of {model} (content filter). The step goes on without it.',
    zh: '{provider} 的内容过滤拦下了 {model} 的回答。该步骤改用其他方式继续。',
  },
  'model-refused': {
    en: '{model} declined to answer ({reason}). The step goes on without it.',
    zh: '{model} 拒绝回答（{reason}）。该步骤改用其他方式继续。',
  },
  'model-length': {
    en: 'The answer of {model} was cut off at {tokens} tokens. Raise its maxOutput in the configuration.',
    zh: '{model} 的回答在 {tokens} 个 token 处被截断。请在配置中提高 maxOutput。',
  },
  'model-empty': {
    en: '{model} answered with nothing ({reason}). Ask again, or choose another model.',
    zh: '{model} 的回答是空的（{reason}）。请重试，或换用其他模型。',
    retryable: true,
  },
  'model-looping': {
    en: '{model} repeated itself without end and was stopped.',
    zh: '{model} 不断重复，已被中止。',
    retryable: true,
  },
  'model-malformed': {
    en: '{model} gave no usable answer for {prompt} ({reason}). The step goes on without it.',
    zh: '{model} 没有为 {prompt} 给出可用的回答（{reason}）。该步骤改用其他方式继续。',
  },
  'model-answer-invalid': {
    en: '{provider} answered with something that is not its protocol ({reason}). Check the base URL, or try again.',
    zh: '{provider} 的回答不符合协议（{reason}）。请检查基础地址，或重试。',
    retryable: true,
  },
  'model-unsupported': {
    en: '{model} cannot do what was asked of it: {what}. Choose another model for this role.',
    zh: '{model} 不支持所要求的功能：{what}。请为该角色换一个模型。',
  },
  'embedding-mismatch': {
    en: 'The library holds vectors of {stored}, but {configured} is configured. Use the former again, or run kaoju add --re-embed to make new ones.',
    zh: '资料库中的向量来自 {stored}，而当前配置的是 {configured}。请改回前者，或运行 kaoju add --re-embed 重新生成。',
  },
  'vectors-missing': {
    en: 'The library holds no vectors yet. Run kaoju add with the embedder {model} configured to make them, or search with --retriever bm25.',
    zh: '资料库中还没有向量。请在配置好嵌入模型 {model} 后运行 kaoju add 生成向量，或改用 --retriever bm25 检索。',
  },
  'local-model-missing': {
    en: 'The local model {model} cannot be loaded ({reason}). Install the optional package with: npm install @huggingface/transformers, and give a folder or mirror in the configuration (docs/models.md).',
    zh: '无法加载本地模型 {model}（{reason}）。请安装可选依赖：npm install @huggingface/transformers，并在配置中指定文件夹或镜像（docs/models.md）。',
  },
  'config-conflict': {
    en: '{first} and {second} disagree ({reason}). {first} is used; remove one of them.',
    zh: '{first} 与 {second} 不一致（{reason}）。现采用 {first}；请去掉其中之一。',
  },
  'run-unknown': {
    en: 'There is no run {run} in {home}. `kaoju runs` lists them.',
    zh: '{home} 中没有运行 {run}。`kaoju runs` 可列出全部。',
  },
  'run-busy': {
    en: 'The run {run} is being worked on by process {pid}. Wait for it, or end it with kaoju stop {run}.',
    zh: '进程 {pid} 正在执行运行 {run}。请等待，或用 kaoju stop {run} 结束它。',
    retryable: true,
  },
  'run-lost': {
    en: 'Another process has taken over the run {run}; this one stops. Nothing is lost.',
    zh: '运行 {run} 已由另一个进程接管，本进程停止。没有任何内容丢失。',
  },
  'run-not-finished': {
    en: 'The run {run} is not finished. Finish it first: kaoju resume {run}',
    zh: '运行 {run} 尚未完成。请先完成：kaoju resume {run}',
  },
  'run-key-reused': {
    en: 'The key {key} belongs to the run {run}, which asked something else. Use another key.',
    zh: '键 {key} 属于运行 {run}，而它的问题不同。请换一个键。',
  },
  'replay-missing': {
    en: 'The run {run} holds nothing for {path}: the code or its prompts have changed since. kaoju resume {run} does what is missing.',
    zh: '运行 {run} 中没有 {path} 的记录：代码或提示在此之后有变动。kaoju resume {run} 可补做缺少的部分。',
  },
  'journal-newer': {
    en: 'The journal {path} was written by a newer Kaoju (schema {found}, this one knows {known}). Upgrade: npm install -g kaoju',
    zh: '日志 {path} 由更新版本的 Kaoju 写成（结构版本 {found}，当前支持 {known}）。请升级：npm install -g kaoju',
  },
  'journal-damaged': {
    en: 'The journal {path} is damaged ({reason}). Put back a copy, or move it away: documents and reports are not in it.',
    zh: '日志 {path} 已损坏（{reason}）。请用备份恢复，或将它移走：文档和报告不在其中。',
  },
  'run-stopping': {
    en: 'The run was asked to stop, so {service} was not called. The report is written with what there is.',
    zh: '本次运行已被要求停止，因此没有调用 {service}。报告将用已有内容写成。',
  },
  'deadline-reached': {
    en: 'The time limit of {seconds} s is reached; the report is written with what there is. Raise it with --max-time.',
    zh: '已达到 {seconds} 秒的时间上限；报告将用已有内容写成。可用 --max-time 提高上限。',
  },
  'steering-refused': {
    en: 'Not told to the run: {instruction} {given}. It takes: {takes}. See docs/steering.md.',
    zh: '没有告知运行：{instruction} {given}。应为：{takes}。参见 docs/steering.md。',
  },
  'request-invalid': {
    en: 'The request is not valid: {field}: {reason}. /api/v1/openapi.json says what is taken.',
    zh: '请求无效：{field}：{reason}。接受的内容见 /api/v1/openapi.json。',
  },
  'route-unknown': {
    en: 'There is nothing at {path}. /api/v1/openapi.json lists what there is.',
    zh: '{path} 处没有任何接口。可用接口见 /api/v1/openapi.json。',
  },
  'method-refused': {
    en: '{path} does not take {method}. It takes: {takes}.',
    zh: '{path} 不接受 {method}。可用的方法：{takes}。',
  },
  'media-type-refused': {
    en: 'A body of the type {type} is not taken here. Send {takes} and say so in Content-Type.',
    zh: '这里不接受 {type} 类型的内容。请发送 {takes}，并在 Content-Type 中注明。',
  },
  'body-too-large': {
    en: 'The body of the request is over the limit of {limit}. Send less.',
    zh: '请求内容超过上限 {limit}。请减少内容。',
  },
  'body-stalled': {
    en: 'The body of the request stopped coming ({seconds} s), so it was not waited for any longer. Send it again.',
    zh: '请求内容迟迟没有传完（{seconds} 秒），已不再等待。请重新发送。',
    retryable: true,
  },
  'token-missing': {
    en: 'This server asks for a token. Send it as "Authorization: Bearer TOKEN", or give it on the page. kaoju token add NAME makes one.',
    zh: '本服务器需要令牌。请用 “Authorization: Bearer 令牌” 发送，或在页面上填写。kaoju token add 名称 可生成令牌。',
  },
  'token-refused': {
    en: 'This token does not open this server: it is mistyped, or was revoked. kaoju token list shows which ones do.',
    zh: '该令牌不能用于本服务器：可能输入有误，或已被撤销。kaoju token list 可列出有效的令牌。',
  },
  'token-attempts': {
    en: 'Too many wrong tokens came from your address. Try again in {seconds} s.',
    zh: '您的地址提交了太多错误的令牌。请在 {seconds} 秒后重试。',
    retryable: true,
  },
  'host-refused': {
    en: 'This server does not go by the name {host}. Call it by its IP address or as localhost, or start it with --allow-host {host}.',
    zh: '本服务器不以 {host} 为名。请用其 IP 地址或 localhost 访问，或在启动时加上 --allow-host {host}。',
  },
  'origin-refused': {
    en: 'Pages of {origin} may not ask this server. If they shall, name their origin with --allow-origin when it is started.',
    zh: '来自 {origin} 的页面不能访问本服务器。如需允许，请在启动时用 --allow-origin 写明其来源。',
  },
  'serve-unprotected': {
    en: 'Whoever reaches {address} could read the library and spend your money, and no token is set. Make one with kaoju token add NAME, or give --token; or serve this machine alone with --host 127.0.0.1.',
    zh: '任何能访问 {address} 的人都可以读取资料库并花费您的费用，而当前没有设置令牌。请用 kaoju token add 名称 生成令牌，或使用 --token；若只供本机使用，请改用 --host 127.0.0.1。',
  },
  'port-busy': {
    en: 'Cannot listen at {address} ({reason}). Choose another --port, or end what listens there.',
    zh: '无法在 {address} 上监听（{reason}）。请用 --port 换一个端口，或结束占用它的程序。',
  },
  'upload-unknown': {
    en: 'Nothing was uploaded as {upload}, or it is older than a day and was removed. Upload its files first.',
    zh: '没有名为 {upload} 的上传，或它已超过一天而被清除。请先上传文件。',
  },
  'upload-path-refused': {
    en: 'A file cannot be uploaded as {path} ({reason}). Give a relative path of ordinary names.',
    zh: '不能以 {path} 为路径上传文件（{reason}）。请使用由普通名称组成的相对路径。',
  },
  'upload-too-large': {
    en: 'The upload {upload} is full: it may hold {files} files and {size}. Bring the rest in as another one.',
    zh: '上传 {upload} 已达上限：最多 {files} 个文件、{size}。其余文件请另建一次上传。',
  },
  'upload-closed': {
    en: 'The upload {upload} is being brought in already, or the same file is being written to it. Use a new one.',
    zh: '上传 {upload} 已在入库，或其中同一文件正在写入。请另建一次上传。',
  },
  'plan-changed': {
    en: 'The plan of run {run} was changed by someone else meanwhile. Look at it again, then say what is to change.',
    zh: '运行 {run} 的计划在此期间已被他人修改。请重新查看后再提出修改。',
  },
  'step-repeated': {
    en: 'Internal: the step {path} was run twice in one run. Please report this.',
    zh: '内部错误：步骤 {path} 在一次运行中执行了两次。请反馈。',
  },
  aborted: { en: 'Stopped before it was finished.', zh: '在完成之前被停止。' },
  internal: {
    en: 'Something went wrong inside Kaoju ({reason}). Run again with --debug and please report it.',
    zh: 'Kaoju 内部出错（{reason}）。请加 --debug 重试并反馈。',
  },
} as const satisfies Record<string, Template>

/** Every documented error code. */
export type ErrorCode = keyof typeof templates

/** All codes, in the order of the table. */
export const errorCodes = Object.keys(templates) as readonly ErrorCode[]

type ErrorParameters = Readonly<Record<string, string | number>>

/** The one error class: a documented `code`, parameters for its message, and whether trying again may help. */
export class KaojuError extends Error {
  override readonly name = 'KaojuError'
  readonly code: ErrorCode
  readonly parameters: ErrorParameters
  readonly retryable: boolean

  constructor(code: ErrorCode, parameters: ErrorParameters = {}, options?: { cause?: unknown }) {
    const short = shortened(parameters)
    super(render(code, short, 'en'), options)
    this.code = code
    this.parameters = short
    this.retryable = 'retryable' in templates[code]
  }
}

/** What others said is told in one line: a page of HTML or a stack of causes is not. */
const longestReason = 500

function shortened(parameters: ErrorParameters): ErrorParameters {
  const { reason } = parameters
  if (typeof reason !== 'string' || reason.length <= longestReason) return parameters
  return { ...parameters, reason: `${reason.slice(0, longestReason - 1).toWellFormed()}…` }
}

function render(code: ErrorCode, parameters: ErrorParameters, language: 'en' | 'zh'): string {
  return templates[code][language].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(parameters[name] ?? '?').replace(/\s+/g, ' '),
  )
}

/** One line for a person: what happened and what to do next, in their language. */
export function explain(error: unknown, language: 'en' | 'zh'): string {
  const known = toKaojuError(error)
  return render(known.code, known.parameters, language)
}

/**
 * A recorded failure (its code and English message, as events and coverage carry them) in another language:
 * the parameters are read back out of the message. A message that no template made is returned as it is.
 */
export function explainRecorded(code: string, message: string, language: 'en' | 'zh'): string {
  if (language === 'en' || !Object.hasOwn(templates, code)) return message
  const template = templates[code as ErrorCode].en
  const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
  const literal = template.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const found = new RegExp(`^${literal.join('(.*)')}$`).exec(message)
  if (!found) return message
  return render(
    code as ErrorCode,
    Object.fromEntries(names.map((name, index) => [name, found[index + 1]!])),
    language,
  )
}

/** Names any thrown thing: KaojuErrors pass, disk-full, permission and abort errors are recognised, the rest is `internal`. */
export function toKaojuError(error: unknown, path = ''): KaojuError {
  if (error instanceof KaojuError) return error
  if (!(error instanceof Error)) return new KaojuError('internal', { reason: String(error) })
  const code = (error as NodeJS.ErrnoException).code
  const where = path || (error as NodeJS.ErrnoException).path || '?'
  if (error.name === 'AbortError') return new KaojuError('aborted', {}, { cause: error })
  if (code === 'ENOENT') return new KaojuError('path-missing', { path: where }, { cause: error })
  if (code === 'EACCES' || code === 'EPERM')
    return new KaojuError('path-unreadable', { path: where, reason: code }, { cause: error })
  if (code === 'ENOSPC' || code === 'EDQUOT' || /database or disk is full/.test(error.message))
    return new KaojuError('disk-full', { path: where }, { cause: error })
  return new KaojuError('internal', { reason: error.message }, { cause: error })
}

/** Whether a failure is only that the work was interrupted or broke down: no outcome, to be tried again by the next attempt at the run. */
export function isInterruption(error: KaojuError): boolean {
  return (['internal', 'aborted', 'run-lost', 'disk-full'] as readonly ErrorCode[]).includes(error.code)
}

/** What crosses a process or thread boundary in place of an error. */
export interface ErrorRecord {
  readonly code: ErrorCode
  readonly parameters: ErrorParameters
}

/** What of an error crosses a process or thread boundary. */
export function toErrorRecord(error: unknown, path = ''): ErrorRecord {
  const known = toKaojuError(error, path)
  return { code: known.code, parameters: known.parameters }
}

/** The error that a record from another process or thread stands for. */
export function fromErrorRecord(record: ErrorRecord): KaojuError {
  return new KaojuError(record.code, record.parameters)
}
