import type { Language } from '#vocabulary'
import { providerById } from '#models'

/**
 * What can be wrong with a configuration, each with what to do about it, in both languages. `error`: it will not
 * work; `warning`: it works, but perhaps not as meant; `note`: good to know. Long because it is a table in two languages.
 */
const templates = {
  'key-empty': {
    severity: 'warning',
    en: '{variable} is set but empty. Put the key there, or unset it.',
    zh: '{variable} 已设置但为空。请填入密钥，或删除该变量。',
  },
  'key-quoted': {
    severity: 'warning',
    en: '{variable} holds its quotation marks too. They are left out; set it without them.',
    zh: '{variable} 的值里带有引号。已自动去掉；请在设置时不要加引号。',
  },
  'key-padded': {
    severity: 'warning',
    en: '{variable} holds spaces or a line break around the key. They are left out; set it without them.',
    zh: '{variable} 的密钥前后带有空格或换行。已自动去掉；请重新设置。',
  },
  'key-bearer': {
    severity: 'warning',
    en: '{variable} begins with “Bearer ”, which belongs to the header, not to the key. It is left out; set the key alone.',
    zh: '{variable} 以 “Bearer ” 开头，那是请求头的一部分，不是密钥。已自动去掉；请只填密钥。',
  },
  'key-broken': {
    severity: 'error',
    en: '{variable} holds characters that no key has ({reason}). Copy the key again.',
    zh: '{variable} 含有密钥中不会出现的字符（{reason}）。请重新复制密钥。',
  },
  'key-placeholder': {
    severity: 'error',
    en: '{variable} still holds an example ({value}), not a key. Put your own key there.',
    zh: '{variable} 里仍是示例（{value}），不是密钥。请填入自己的密钥。',
  },
  'key-of-another-provider': {
    severity: 'error',
    en: '{variable} looks like a key of {other}, not of {provider}. Set it as {right}, or put the right key there.',
    zh: '{variable} 看起来是 {other} 的密钥，而不是 {provider} 的。请改设为 {right}，或换成正确的密钥。',
  },
  'engine-misconfigured': {
    severity: 'error',
    en: 'The search engine {engine} cannot be used as {variable} says: {reason}. Correct the address.',
    zh: '搜索引擎 {engine} 无法按 {variable} 的设置使用：{reason}。请更正地址。',
  },
  'engine-incomplete': {
    severity: 'error',
    en: 'The search engine {engine} was asked for and lacks what it needs. Set {variable} ({url}).',
    zh: '指定了搜索引擎 {engine}，但缺少所需设置。请设置 {variable}（{url}）。',
  },
  'engine-unreachable': {
    severity: 'warning',
    en: 'The search engine {engine} cannot be reached ({reason}). Check {endpoint}, the network and any proxy; runs go on without it.',
    zh: '无法连接搜索引擎 {engine}（{reason}）。请检查 {endpoint}、网络和代理；运行时会略过它。',
  },
  'engines-unreachable': {
    severity: 'warning',
    en: 'No search engine can be reached ({engines}). Check the network, set HTTPS_PROXY if a proxy leads out, or set SEARXNG_URL to a server within reach.',
    zh: '所有搜索引擎都无法连接（{engines}）。请检查网络；如需经代理出网，请设置 HTTPS_PROXY；也可将 SEARXNG_URL 设为可达的服务器。',
  },
  'engines-none': {
    severity: 'warning',
    en: 'No search engine is chosen, so the web is searched by nobody. Name some with --engines, {variable} or web.engines.',
    zh: '没有选用任何搜索引擎，无法在网上搜索。请用 --engines、{variable} 或 web.engines 指定。',
  },
  'engines-proxy-down': {
    severity: 'error',
    en: 'Everything outside is reached through the proxy {proxy}, which does not answer ({reason}). Start it, or unset {variable}.',
    zh: '对外访问都要经过代理 {proxy}，而它没有响应（{reason}）。请启动代理，或删除 {variable}。',
  },
  'engine-proxy-refused': {
    severity: 'error',
    en: 'The proxy {proxy} refuses to pass on calls (status 407). Give it user and password: {variable}=http://user:password@host:port.',
    zh: '代理 {proxy} 拒绝转发请求（状态码 407）。请写明用户名和密码：{variable}=http://用户:密码@主机:端口。',
  },
  'resolver-silent': {
    severity: 'warning',
    en: 'This machine resolves no names ({reason}), so web pages cannot be fetched. Check the network and DNS, or set HTTPS_PROXY to a proxy that resolves.',
    zh: '本机无法解析域名（{reason}），因此无法抓取网页。请检查网络和 DNS，或将 HTTPS_PROXY 设为能解析域名的代理。',
  },
  'resolver-private': {
    severity: 'error',
    en: 'The name server of this machine gives {address} for {host}, which is no public address: pages will be refused. Use another name server, or set HTTPS_PROXY.',
    zh: '本机 DNS 把 {host} 解析为 {address}，这不是公网地址，网页会被拒绝抓取。请更换 DNS 服务器，或设置 HTTPS_PROXY。',
  },
  'mcp-program-missing': {
    severity: 'error',
    en: 'The MCP server {server} is the program {command}, which is not on this machine’s PATH. Install it, or correct web.mcp.{server}.command.',
    zh: 'MCP 服务器 {server} 要运行程序 {command}，但在本机 PATH 中找不到。请安装它，或更正 web.mcp.{server}.command。',
  },
  'mcp-out-of-reach': {
    severity: 'warning',
    en: 'The MCP server {server} cannot be reached ({reason}). Start it, or correct web.mcp.{server}.url; runs go on without it.',
    zh: '无法连接 MCP 服务器 {server}（{reason}）。请启动它，或更正 web.mcp.{server}.url；运行时会略过它。',
  },
  'browser-missing': {
    severity: 'error',
    en: '{variable} names {path}, which is no program on this machine. Correct it, or unset it to use the browser that is installed.',
    zh: '{variable} 指定的 {path} 不是本机上的程序。请更正，或删除该变量以使用已安装的浏览器。',
  },
  'browser-none': {
    severity: 'note',
    en: 'No Chromium is found: pages that show nothing without their scripts are left out. Install chromium, or set {variable}.',
    zh: '没有找到 Chromium：不运行脚本就没有内容的网页会略过。请安装 chromium，或设置 {variable}。',
  },
  'allow-wide': {
    severity: 'warning',
    en: '{entry} (web.allow) lets pages of strangers lead into whole networks of yours. Name the host and port that are meant, e.g. wiki.home:8080.',
    zh: 'web.allow 中的 {entry} 会让陌生网页通向你的整个内网。请只写明所需的主机和端口，如 wiki.home:8080。',
  },
  'scope-not-widened': {
    severity: 'warning',
    en: '{path} came with a folder and asks for the scope {scope}, which is wider than {home} allows. It is ignored.',
    zh: '{path} 是随文件夹而来的，其中的范围 {scope} 比 {home} 所允许的更宽。已忽略。',
  },
  'keys-disagree': {
    severity: 'warning',
    en: '{first} and {second} hold different keys for {provider}. {first} is used; remove one of them.',
    zh: '{first} 与 {second} 为 {provider} 给出了不同的密钥。现采用 {first}；请去掉其中之一。',
  },
  'key-missing': {
    severity: 'error',
    en: '{model} needs a key for {provider}, and there is none. Set {variable}, or run kaoju setup.',
    zh: '{model} 需要 {provider} 的密钥，但没有找到。请设置 {variable}，或运行 kaoju setup。',
  },
  'key-variable-missing': {
    severity: 'error',
    en: 'The configuration takes the key of {provider} from {variable}, which is not set. Set it, or name another in keyFrom.',
    zh: '配置中 {provider} 的密钥取自 {variable}，但该变量未设置。请设置它，或在 keyFrom 中改用其他变量。',
  },
  'key-twice': {
    severity: 'warning',
    en: '{path} gives {provider} both key and keyFrom. key is used; remove one of them.',
    zh: '{path} 为 {provider} 同时写了 key 和 keyFrom。现采用 key；请去掉其中之一。',
  },
  'config-readable-by-others': {
    severity: 'error',
    en: '{path} holds a key and can be read by other users of this machine (mode {mode}). Run: chmod 600 {path}',
    zh: '{path} 中有密钥，且本机其他用户可以读取（权限 {mode}）。请运行：chmod 600 {path}',
  },
  'config-conflict': {
    severity: 'warning',
    en: '{first} and {second} disagree about {setting} ({firstValue}, {secondValue}). {first} is used; remove one of them.',
    zh: '{first} 与 {second} 对 {setting} 的设置不一致（{firstValue}、{secondValue}）。现采用 {first}；请去掉其中之一。',
  },
  'project-may-not': {
    severity: 'warning',
    en: '{path} came with a folder and may name models, not where to send keys: its {field} is ignored. Move it to {home}.',
    zh: '{path} 是随文件夹而来的，只能指定模型，不能决定密钥发往何处：其中的 {field} 已忽略。请移到 {home}。',
  },
  'variable-misspelled': {
    severity: 'warning',
    en: '{variable} is not a setting of Kaoju and does nothing. The nearest is {nearest}.',
    zh: '{variable} 不是考据的设置，不起作用。最接近的是 {nearest}。',
  },
  'provider-unknown': {
    severity: 'error',
    en: '{setting}: there is no provider {provider}. The nearest is {nearest}; another endpoint is described under models.providers (docs/models.md).',
    zh: '{setting}：没有名为 {provider} 的服务商。最接近的是 {nearest}；其他接口可写在 models.providers 中（docs/models.md）。',
  },
  'provider-unclear': {
    severity: 'error',
    en: '{setting}: {model} does not say who serves it. Write provider/name, e.g. {example}.',
    zh: '{setting}：{model} 没有写明由谁提供。请写成 服务商/名称，例如 {example}。',
  },
  'providers-several': {
    severity: 'note',
    en: 'Keys of several providers were found ({providers}). {first} is used; choose with --model, KAOJU_MODEL or kaoju setup.',
    zh: '找到多家服务商的密钥（{providers}）。现采用 {first}；可用 --model、KAOJU_MODEL 或 kaoju setup 选择。',
  },
  'address-missing': {
    severity: 'error',
    en: '{provider} has no address. Set {variable}, or baseUrl in the configuration.',
    zh: '{provider} 没有地址。请设置 {variable}，或在配置中写明 baseUrl。',
  },
  'address-invalid': {
    severity: 'error',
    en: '{variable} is not an address ({value}). Write it whole, e.g. https://host/v1.',
    zh: '{variable} 不是有效的地址（{value}）。请写完整，例如 https://host/v1。',
  },
  'address-too-long': {
    severity: 'warning',
    en: '{variable} names one function of the endpoint ({tail}). It is left out; the base URL is {url}.',
    zh: '{variable} 指向了接口的某个功能（{tail}）。已自动去掉；基础地址为 {url}。',
  },
  'address-doubled': {
    severity: 'warning',
    en: '{variable} has its version twice ({value}). {url} is used; correct it.',
    zh: '{variable} 中版本号重复（{value}）。现采用 {url}；请更正。',
  },
  'address-any': {
    severity: 'note',
    en: '{variable} is {value}, on which a server listens but nobody can call. {url} is called instead.',
    zh: '{variable} 的值是 {value}，那是服务端的监听地址，不能用来访问。改为访问 {url}。',
  },
  'address-plain': {
    severity: 'warning',
    en: '{variable} sends the key unencrypted to {host}. Use https, unless nobody else is on that network.',
    zh: '{variable} 会把密钥以明文发送到 {host}。请改用 https，除非该网络上没有其他人。',
  },
  'address-elsewhere': {
    severity: 'note',
    en: '{variable} leads {provider} to {other}: models and prices of {other} apply.',
    zh: '{variable} 将 {provider} 指向了 {other}：按 {other} 的模型和价格计算。',
  },
  'model-unnamed': {
    severity: 'error',
    en: '{provider} is configured, but no model of it is named. Set KAOJU_MODEL={id}/NAME; kaoju models --available lists them.',
    zh: '已配置 {provider}，但没有指定其中的模型。请设置 KAOJU_MODEL={id}/名称；kaoju models --available 可列出可用模型。',
  },
  'model-retired': {
    severity: 'error',
    en: '{provider} has not served {model} since {date}. Use {use}.',
    zh: '{provider} 自 {date} 起不再提供 {model}。请改用 {use}。',
  },
  'role-embedder-talks': {
    severity: 'error',
    en: '{setting}: {model} is a chat model and makes no vectors. Name an embedding model, e.g. {example}.',
    zh: '{setting}：{model} 是对话模型，不能生成向量。请指定向量模型，例如 {example}。',
  },
  'role-chat-mute': {
    severity: 'error',
    en: '{setting}: {model} makes vectors and cannot talk. Name a chat model, and this one as embedder.',
    zh: '{setting}：{model} 是向量模型，不能对话。请指定对话模型，并把它设为 embedder。',
  },
  'role-chat-reranks': {
    severity: 'error',
    en: '{setting}: {model} only orders texts and cannot talk or make vectors. Name it as reranker.',
    zh: '{setting}：{model} 只能重排文本，不能对话，也不能生成向量。请把它设为 reranker。',
  },
  'role-vision-blind': {
    severity: 'error',
    en: '{setting}: {model} is not known to see pictures. Name a model that does, or say "vision": true in models.details.',
    zh: '{setting}：未知 {model} 能否识别图片。请指定能识别图片的模型，或在 models.details 中写明 "vision": true。',
  },
  'judge-is-writer': {
    severity: 'note',
    en: 'The judge is the writer’s model ({model}), since there is no other. Set KAOJU_JUDGE for a second opinion.',
    zh: '裁判与写作者是同一个模型（{model}），因为没有别的可选。可设置 KAOJU_JUDGE 以获得独立意见。',
  },
  'window-small': {
    severity: 'warning',
    en: '{model} holds only {window} tokens, question and answer together. Reports need 8,192 or more: start its server with a larger window, or use another model.',
    zh: '{model} 的上下文只有 {window} 个 token（含问题和回答）。写报告至少需要 8,192：请让服务以更大的上下文启动，或换用其他模型。',
  },
  'window-ollama': {
    severity: 'warning',
    en: 'Ollama gives {model} {window} tokens unless it is told otherwise. Start it with OLLAMA_CONTEXT_LENGTH=16384 and set the same variable for Kaoju, or "contextWindow" in models.details.',
    zh: 'Ollama 默认只给 {model} {window} 个 token 的上下文。请以 OLLAMA_CONTEXT_LENGTH=16384 启动它，并为考据设置同一变量，或在 models.details 中写明 "contextWindow"。',
  },
  'window-told': {
    severity: 'warning',
    en: '{endpoint} says {model} holds {told} tokens, not {assumed}. Set "contextWindow": {told} for it in models.details.',
    zh: '{endpoint} 表示 {model} 的上下文为 {told} 个 token，而不是 {assumed}。请在 models.details 中为它写明 "contextWindow": {told}。',
  },
  'price-unknown': {
    severity: 'error',
    en: 'A budget in money is set, but the price of {model} is unknown. Give it under models.details ("price": {{"input": …, "output": …}}), or limit with maxTokens.',
    zh: '已设金额预算，但 {model} 的价格未知。请在 models.details 中写明（"price": {{"input": …, "output": …}}），或改用 maxTokens 限制。',
  },
  'price-old': {
    severity: 'note',
    en: 'The price of {model} was looked up on {date}, over a year ago. Check it, and give it under models.details.',
    zh: '{model} 的价格查于 {date}，已超过一年。请核对，并在 models.details 中写明。',
  },
  'proxy-invalid': {
    severity: 'error',
    en: '{variable} is not an HTTP proxy ({value}). Use http://host:port.',
    zh: '{variable} 不是 HTTP 代理（{value}）。请使用 http://主机:端口。',
  },
  'endpoint-not-running': {
    severity: 'error',
    en: '{provider} is not running at {endpoint} ({reason}). Start it ({command}), or correct the address.',
    zh: '{provider} 没有在 {endpoint} 运行（{reason}）。请启动它（{command}），或更正地址。',
  },
  'endpoint-unreachable': {
    severity: 'error',
    en: 'Cannot reach {endpoint} ({reason}). Check the address, the port, and any proxy.',
    zh: '无法连接 {endpoint}（{reason}）。请检查地址、端口和代理。',
  },
  'endpoint-name-unknown': {
    severity: 'error',
    en: 'No machine is called {host}. Check the spelling of {endpoint}, and the name server.',
    zh: '找不到名为 {host} 的主机。请检查 {endpoint} 的拼写和 DNS 设置。',
  },
  'endpoint-slow': {
    severity: 'error',
    en: '{endpoint} did not answer within {seconds} s. Check that it is not overloaded, and any proxy or firewall on the way.',
    zh: '{endpoint} 在 {seconds} 秒内没有回答。请检查它是否过载，以及途中的代理或防火墙。',
  },
  'address-wrong': {
    severity: 'error',
    en: '{endpoint} is not a model endpoint ({reason}). Check the base URL; most end in /v1.',
    zh: '{endpoint} 不是模型接口（{reason}）。请检查基础地址，多数以 /v1 结尾。',
  },
  'address-right': {
    severity: 'error',
    en: '{endpoint} is not a model endpoint ({reason}), but {right} is. Set {variable} to it.',
    zh: '{endpoint} 不是模型接口（{reason}），而 {right} 是。请将 {variable} 改为后者。',
  },
  'address-page': {
    severity: 'error',
    en: '{endpoint} answered with a web page, not as a model endpoint. Check the base URL; perhaps a login page or a proxy answers in its place.',
    zh: '{endpoint} 返回的是网页，而不是模型接口的回答。请检查基础地址；也可能是登录页或代理在代为回答。',
  },
  'key-refused': {
    severity: 'error',
    en: '{provider} refuses the key from {origin} ({reason}). Check that it is whole, active, and belongs to {endpoint}.',
    zh: '{provider} 拒绝了来自 {origin} 的密钥（{reason}）。请检查密钥是否完整、有效，且属于 {endpoint}。',
  },
  'region-refused': {
    severity: 'error',
    en: '{provider} does not serve this country or region ({reason}). Use another provider, or an endpoint that may be used here.',
    zh: '{provider} 不向当前国家或地区提供服务（{reason}）。请换用其他服务商，或可在本地使用的接口。',
  },
  'proxy-refused': {
    severity: 'error',
    en: 'The proxy {proxy} refuses to pass on calls to {endpoint} ({reason}). Give it user and password, or name the host in NO_PROXY.',
    zh: '代理 {proxy} 拒绝转发到 {endpoint} 的请求（{reason}）。请在代理地址中写明用户名和密码，或把该主机加入 NO_PROXY。',
  },
  'proxy-down': {
    severity: 'error',
    en: '{endpoint} is called through the proxy {proxy}, which does not answer ({reason}). Start it, or unset {variable}.',
    zh: '访问 {endpoint} 要经过代理 {proxy}，而它没有响应（{reason}）。请启动代理，或删除 {variable}。',
  },
  'certificate-refused': {
    severity: 'error',
    en: 'The certificate of {endpoint} was not accepted ({reason}). For a private authority set NODE_EXTRA_CA_CERTS; else check the address and the clock.',
    zh: '{endpoint} 的证书未被接受（{reason}）。如使用自建证书机构，请设置 NODE_EXTRA_CA_CERTS；否则请检查地址和系统时间。',
  },
  'clock-wrong': {
    severity: 'error',
    en: 'The clock of this machine is {minutes} minutes off that of {endpoint}: certificates and keys may be refused. Set the clock.',
    zh: '本机时间与 {endpoint} 相差 {minutes} 分钟：证书和密钥可能被拒绝。请校准系统时间。',
  },
  'model-not-offered': {
    severity: 'error',
    en: '{provider} does not offer {model}. The nearest it offers: {nearest}. kaoju models --available lists all.',
    zh: '{provider} 没有提供 {model}。最接近的是：{nearest}。kaoju models --available 可列出全部。',
  },
  'model-not-pulled': {
    severity: 'error',
    en: 'Ollama is running, but has no model {model}. Run: ollama pull {model}',
    zh: 'Ollama 正在运行，但没有模型 {model}。请运行：ollama pull {model}',
  },
  'quota-used': {
    severity: 'error',
    en: 'The account at {provider} has no credit or quota left ({reason}). Top it up, or use another model.',
    zh: '{provider} 账户的余额或配额已用完（{reason}）。请充值，或换用其他模型。',
  },
  'structure-missing': {
    severity: 'warning',
    en: '{model} follows neither a schema nor JSON mode nor a tool ({reason}). Its answers are read from free text, less surely; prefer another for planner and judge.',
    zh: '{model} 不支持 schema、JSON 模式和工具调用（{reason}）。只能从自由文本中解析其回答，可靠性较低；规划和裁判建议换用其他模型。',
  },
  'call-failed': {
    severity: 'error',
    en: 'A real call to {model} failed: {reason}',
    zh: '对 {model} 的实际调用失败：{reason}',
  },
  'models-none': {
    severity: 'note',
    en: 'No model is configured: Kaoju works extractively. kaoju setup finds keys and local servers.',
    zh: '没有配置模型：考据以摘录模式工作。运行 kaoju setup 可检测密钥和本地服务。',
  },
} as const satisfies Record<
  string,
  { readonly severity: 'error' | 'warning' | 'note'; readonly en: string; readonly zh: string }
>

/** Every documented finding. */
export type FindingCode = keyof typeof templates

/** One thing that was found, with what its sentence needs. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: 'error' | 'warning' | 'note'
  readonly parameters: Readonly<Record<string, string | number>>
}

/** All codes, in the order of the table. */
export const findingCodes = Object.keys(templates) as readonly FindingCode[]

/** Notes a finding. */
export function finding(code: FindingCode, parameters: Finding['parameters'] = {}): Finding {
  return { code, severity: templates[code].severity, parameters }
}

/** The finding as a sentence: what is the matter, and what to do. Providers' ids are told by their names. */
export function explainFinding({ code, parameters }: Finding, language: Language): string {
  const told = (name: string): string => {
    const value = String(parameters[name] ?? '?')
    return name === 'provider' || name === 'other' ? (providerById(value)?.title[language] ?? value) : value
  }
  return templates[code][language]
    .replace(/\{\{|\}\}|\{(\w+)\}/g, (whole, name: string | undefined) =>
      name === undefined ? whole[0]! : told(name),
    )
    .replace(/\s+/g, ' ')
}
