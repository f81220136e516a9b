import type { Protocol, Role } from './model.ts'

/**
 * Who serves models, as data: adding a provider is adding an entry.
 *
 * 1. The order is the order in which keys found in the environment are considered when nothing else says which
 *    provider is meant: first come providers that people pay for directly, then the gateways, then own servers.
 * 2. The first variable of a list wins over those after it.
 * 3. `models` are what is used when a key is all that is known; a provider without them needs a model's name.
 */
export interface Provider {
  /** What stands before the slash of `provider/name`. */
  readonly id: string
  readonly title: { readonly en: string; readonly zh: string }
  readonly protocol: Protocol
  /** Absent: it has to be given. */
  readonly baseUrl?: string
  readonly keyVariables: readonly string[]
  readonly urlVariables: readonly string[]
  readonly modelVariables: readonly string[]
  /** `none`: a server of one's own, where a key is possible but not needed. */
  readonly key: 'needed' | 'none'
  /** Runs on the user's machines: its use costs nothing by the token. */
  readonly own?: true
  /** What its keys look like, where they can be told from others'. */
  readonly keyShape?: RegExp
  /** The header that carries the key, where it is not `Authorization: Bearer`. */
  readonly keyHeader?: string
  /** Other names under which people look for it. */
  readonly alsoCalled?: readonly string[]
  readonly models?: Readonly<Partial<Record<Role, string>>>
}

/** All providers, in the order in which their keys are considered. Names and addresses: the vendors' API documentation, 2026. */
export const providers: readonly Provider[] = [
  {
    id: 'openai',
    title: { en: 'OpenAI', zh: 'OpenAI' },
    protocol: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    keyVariables: ['OPENAI_API_KEY'],
    urlVariables: ['OPENAI_BASE_URL', 'OPENAI_API_BASE'],
    modelVariables: ['OPENAI_MODEL'],
    key: 'needed',
    keyShape: /^sk-(proj-|svcacct-|admin-)?[\w-]{20,}$/,
    models: {
      planner: 'gpt-5.4',
      worker: 'gpt-5.4-mini',
      writer: 'gpt-5.4',
      judge: 'gpt-5.4-mini',
      vision: 'gpt-5.4-mini',
      embedder: 'text-embedding-3-small',
    },
  },
  {
    id: 'anthropic',
    title: { en: 'Anthropic', zh: 'Anthropic' },
    protocol: 'anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    keyVariables: ['ANTHROPIC_API_KEY', 'CLAUDE_API_KEY'],
    urlVariables: ['ANTHROPIC_BASE_URL'],
    modelVariables: ['ANTHROPIC_MODEL'],
    key: 'needed',
    keyShape: /^sk-ant-/,
    keyHeader: 'x-api-key',
    alsoCalled: ['claude'],
    models: {
      planner: 'claude-sonnet-5',
      worker: 'claude-haiku-4-5',
      writer: 'claude-sonnet-5',
      judge: 'claude-haiku-4-5',
      vision: 'claude-haiku-4-5',
    },
  },
  {
    id: 'google',
    title: { en: 'Google Gemini', zh: 'Google Gemini' },
    protocol: 'google',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    urlVariables: ['GEMINI_BASE_URL', 'GOOGLE_GEMINI_BASE_URL'],
    modelVariables: ['GEMINI_MODEL'],
    key: 'needed',
    keyShape: /^(AIza|AQ\.)/,
    keyHeader: 'x-goog-api-key',
    alsoCalled: ['gemini'],
    models: {
      planner: 'gemini-3.5-flash',
      worker: 'gemini-3.1-flash-lite',
      writer: 'gemini-3.5-flash',
      judge: 'gemini-3.1-flash-lite',
      vision: 'gemini-3.1-flash-lite',
      embedder: 'gemini-embedding-001',
    },
  },
  {
    id: 'deepseek',
    title: { en: 'DeepSeek', zh: '深度求索' },
    protocol: 'openai',
    baseUrl: 'https://api.deepseek.com/v1',
    keyVariables: ['DEEPSEEK_API_KEY'],
    urlVariables: ['DEEPSEEK_BASE_URL', 'DEEPSEEK_API_BASE'],
    modelVariables: ['DEEPSEEK_MODEL'],
    key: 'needed',
    models: {
      planner: 'deepseek-v4-pro',
      worker: 'deepseek-flash',
      writer: 'deepseek-v4-pro',
      judge: 'deepseek-flash',
    },
  },
  {
    id: 'qwen',
    title: { en: 'Qwen (DashScope, mainland China)', zh: '通义千问（阿里云百炼）' },
    protocol: 'openai',
    baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    keyVariables: ['DASHSCOPE_API_KEY', 'QWEN_API_KEY'],
    urlVariables: ['DASHSCOPE_BASE_URL', 'QWEN_BASE_URL'],
    modelVariables: ['DASHSCOPE_MODEL', 'QWEN_MODEL'],
    key: 'needed',
    alsoCalled: ['dashscope', 'bailian', 'tongyi', 'alibaba', 'aliyun'],
    models: {
      planner: 'qwen3.6-plus',
      worker: 'qwen3.6-flash',
      writer: 'qwen3.6-plus',
      judge: 'qwen3.6-flash',
      vision: 'qwen3.6-flash',
      embedder: 'text-embedding-v4',
    },
  },
  {
    id: 'qwen-intl',
    title: { en: 'Qwen (DashScope, international)', zh: '通义千问（国际站）' },
    protocol: 'openai',
    baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    keyVariables: ['DASHSCOPE_INTL_API_KEY'],
    urlVariables: ['DASHSCOPE_INTL_BASE_URL'],
    modelVariables: [],
    key: 'needed',
    alsoCalled: ['dashscope-intl'],
    models: {
      planner: 'qwen3.6-plus',
      worker: 'qwen3.6-flash',
      writer: 'qwen3.6-plus',
      judge: 'qwen3.6-flash',
      vision: 'qwen3.6-flash',
      embedder: 'text-embedding-v4',
    },
  },
  {
    id: 'moonshot',
    title: { en: 'Moonshot Kimi (mainland China)', zh: '月之暗面 Kimi' },
    protocol: 'openai',
    baseUrl: 'https://api.moonshot.cn/v1',
    keyVariables: ['MOONSHOT_API_KEY', 'KIMI_API_KEY'],
    urlVariables: ['MOONSHOT_BASE_URL', 'KIMI_BASE_URL'],
    modelVariables: ['MOONSHOT_MODEL', 'KIMI_MODEL'],
    key: 'needed',
    alsoCalled: ['kimi', 'moonshot-cn', 'moonshotai'],
    models: { planner: 'kimi-k2.6', vision: 'kimi-k2.6' },
  },
  {
    id: 'moonshot-intl',
    title: { en: 'Moonshot Kimi (international)', zh: '月之暗面 Kimi（国际站）' },
    protocol: 'openai',
    baseUrl: 'https://api.moonshot.ai/v1',
    keyVariables: ['MOONSHOT_INTL_API_KEY'],
    urlVariables: ['MOONSHOT_INTL_BASE_URL'],
    modelVariables: [],
    key: 'needed',
    models: { planner: 'kimi-k2.6', vision: 'kimi-k2.6' },
  },
  {
    id: 'zhipu',
    title: { en: 'Zhipu GLM', zh: '智谱 GLM' },
    protocol: 'openai',
    baseUrl: 'https://open.bigmodel.cn/api/paas/v4',
    keyVariables: ['ZHIPUAI_API_KEY', 'ZHIPU_API_KEY', 'BIGMODEL_API_KEY', 'GLM_API_KEY'],
    urlVariables: ['ZHIPUAI_BASE_URL', 'ZHIPU_BASE_URL', 'BIGMODEL_BASE_URL'],
    modelVariables: ['ZHIPUAI_MODEL', 'ZHIPU_MODEL'],
    key: 'needed',
    keyShape: /^[0-9a-f]{32}\.\w+$/i,
    alsoCalled: ['zhipuai', 'bigmodel', 'glm'],
    models: { planner: 'glm-5.1', worker: 'glm-5', embedder: 'embedding-3' },
  },
  {
    id: 'zai',
    title: { en: 'Z.ai (Zhipu, international)', zh: '智谱 Z.ai（国际站）' },
    protocol: 'openai',
    baseUrl: 'https://api.z.ai/api/paas/v4',
    keyVariables: ['ZAI_API_KEY'],
    urlVariables: ['ZAI_BASE_URL'],
    modelVariables: [],
    key: 'needed',
    keyShape: /^[0-9a-f]{32}\.\w+$/i,
    models: { planner: 'glm-5.1', worker: 'glm-5' },
  },
  {
    id: 'siliconflow',
    title: { en: 'SiliconFlow (mainland China)', zh: '硅基流动' },
    protocol: 'openai',
    baseUrl: 'https://api.siliconflow.cn/v1',
    keyVariables: ['SILICONFLOW_API_KEY', 'SILICONFLOW_CN_API_KEY'],
    urlVariables: ['SILICONFLOW_BASE_URL'],
    modelVariables: ['SILICONFLOW_MODEL'],
    key: 'needed',
    models: {
      planner: 'deepseek-ai/DeepSeek-V3.2',
      worker: 'Qwen/Qwen3-30B-A3B-Instruct-2507',
      vision: 'Qwen/Qwen3-VL-32B-Instruct',
      embedder: 'BAAI/bge-m3',
      reranker: 'BAAI/bge-reranker-v2-m3',
    },
  },
  {
    id: 'siliconflow-intl',
    title: { en: 'SiliconFlow (international)', zh: '硅基流动（国际站）' },
    protocol: 'openai',
    baseUrl: 'https://api.siliconflow.com/v1',
    keyVariables: ['SILICONFLOW_INTL_API_KEY'],
    urlVariables: ['SILICONFLOW_INTL_BASE_URL'],
    modelVariables: [],
    key: 'needed',
    models: {
      planner: 'deepseek-ai/DeepSeek-V3.2',
      worker: 'Qwen/Qwen3-30B-A3B-Instruct-2507',
      vision: 'Qwen/Qwen3-VL-32B-Instruct',
      embedder: 'BAAI/bge-m3',
      reranker: 'BAAI/bge-reranker-v2-m3',
    },
  },
  {
    id: 'ark',
    title: { en: 'Volcengine Ark (Doubao)', zh: '火山方舟（豆包）' },
    protocol: 'openai',
    baseUrl: 'https://ark.cn-beijing.volces.com/api/v3',
    keyVariables: ['ARK_API_KEY', 'VOLC_ARK_API_KEY', 'VOLCENGINE_API_KEY'],
    urlVariables: ['ARK_BASE_URL', 'VOLC_ARK_BASE_URL'],
    modelVariables: ['ARK_MODEL'],
    key: 'needed',
    alsoCalled: ['volcengine', 'doubao', 'volc'],
    models: {
      planner: 'doubao-seed-1-6-251015',
      worker: 'doubao-seed-1-6-flash-250828',
      vision: 'doubao-seed-1-6-251015',
    },
  },
  {
    id: 'minimax',
    title: { en: 'MiniMax (mainland China)', zh: 'MiniMax（稀宇科技）' },
    protocol: 'openai',
    baseUrl: 'https://api.minimaxi.com/v1',
    keyVariables: ['MINIMAX_API_KEY'],
    urlVariables: ['MINIMAX_BASE_URL'],
    modelVariables: ['MINIMAX_MODEL'],
    key: 'needed',
    models: { planner: 'MiniMax-M2.7' },
  },
  {
    id: 'minimax-intl',
    title: { en: 'MiniMax (international)', zh: 'MiniMax（国际站）' },
    protocol: 'openai',
    baseUrl: 'https://api.minimax.io/v1',
    keyVariables: ['MINIMAX_INTL_API_KEY'],
    urlVariables: ['MINIMAX_INTL_BASE_URL'],
    modelVariables: [],
    key: 'needed',
    models: { planner: 'MiniMax-M2.7' },
  },
  {
    id: 'azure',
    title: { en: 'Azure OpenAI', zh: 'Azure OpenAI' },
    protocol: 'openai',
    keyVariables: ['AZURE_OPENAI_API_KEY', 'AZURE_OPENAI_KEY'],
    urlVariables: ['AZURE_OPENAI_BASE_URL', 'AZURE_OPENAI_ENDPOINT'],
    modelVariables: ['AZURE_OPENAI_DEPLOYMENT', 'AZURE_OPENAI_DEPLOYMENT_NAME'],
    key: 'needed',
    keyHeader: 'api-key',
    alsoCalled: ['azure-openai'],
  },
  {
    id: 'openrouter',
    title: { en: 'OpenRouter', zh: 'OpenRouter' },
    protocol: 'openai',
    baseUrl: 'https://openrouter.ai/api/v1',
    keyVariables: ['OPENROUTER_API_KEY'],
    urlVariables: ['OPENROUTER_BASE_URL'],
    modelVariables: ['OPENROUTER_MODEL'],
    key: 'needed',
    keyShape: /^sk-or-/,
    models: { planner: 'deepseek/deepseek-v4-pro', worker: 'deepseek/deepseek-v4-flash' },
  },
  {
    id: 'jina',
    title: { en: 'Jina AI (embeddings, reranking)', zh: 'Jina AI（向量与重排）' },
    protocol: 'openai',
    baseUrl: 'https://api.jina.ai/v1',
    keyVariables: ['JINA_API_KEY', 'JINA_AI_API_KEY'],
    urlVariables: ['JINA_BASE_URL'],
    modelVariables: [],
    key: 'needed',
    keyShape: /^jina_/,
    models: { embedder: 'jina-embeddings-v3', reranker: 'jina-reranker-v2-base-multilingual' },
  },
  {
    id: 'custom',
    title: { en: 'another OpenAI-compatible endpoint', zh: '其他兼容 OpenAI 的接口' },
    protocol: 'openai',
    keyVariables: ['KAOJU_API_KEY'],
    urlVariables: ['KAOJU_BASE_URL'],
    modelVariables: [],
    key: 'none',
  },
  {
    id: 'vllm',
    title: { en: 'vLLM', zh: 'vLLM' },
    protocol: 'openai',
    baseUrl: 'http://127.0.0.1:8000/v1',
    keyVariables: ['VLLM_API_KEY'],
    urlVariables: ['VLLM_BASE_URL'],
    modelVariables: ['VLLM_MODEL'],
    key: 'none',
    own: true,
  },
  {
    id: 'lmstudio',
    title: { en: 'LM Studio', zh: 'LM Studio' },
    protocol: 'openai',
    baseUrl: 'http://127.0.0.1:1234/v1',
    keyVariables: ['LMSTUDIO_API_KEY', 'LM_API_TOKEN'],
    urlVariables: ['LMSTUDIO_BASE_URL', 'LM_STUDIO_BASE_URL'],
    modelVariables: ['LMSTUDIO_MODEL'],
    key: 'none',
    own: true,
    alsoCalled: ['lm-studio'],
  },
  {
    id: 'ollama',
    title: { en: 'Ollama', zh: 'Ollama' },
    protocol: 'openai',
    baseUrl: 'http://127.0.0.1:11434/v1',
    keyVariables: ['OLLAMA_API_KEY'],
    urlVariables: ['OLLAMA_BASE_URL', 'OLLAMA_HOST'],
    modelVariables: ['OLLAMA_MODEL'],
    key: 'none',
    own: true,
  },
  {
    id: 'local',
    title: { en: 'an embedding model inside Kaoju (ONNX)', zh: '考据自带的向量模型（ONNX）' },
    protocol: 'local',
    baseUrl: '',
    keyVariables: [],
    urlVariables: [],
    modelVariables: [],
    key: 'none',
    own: true,
  },
]

/** A provider by its id. */
export function providerById(id: string): Provider | undefined {
  return providers.find((provider) => provider.id === id)
}

/** The provider whose own endpoint a URL leads to: who sets `OPENAI_BASE_URL` to DeepSeek means DeepSeek. */
export function providerAt(url: string): Provider | undefined {
  const host = hostOf(url)
  return host === undefined
    ? undefined
    : providers.find(({ own, baseUrl }) => !own && baseUrl !== undefined && hostOf(baseUrl) === host)
}

/** The provider that a key's shape gives away; undefined where many look alike. */
export function providerOfKey(key: string): Provider | undefined {
  const telling = /^(sk-ant-|sk-or-|sk-proj-|AIza|jina_|[0-9a-f]{32}\.\w)/i
  return telling.test(key) ? providers.find(({ keyShape }) => keyShape && !looser(keyShape, key)) : undefined
}

/** OpenAI's shape (`sk-…`) fits others' keys too; the longer prefixes decide. */
function looser(shape: RegExp, key: string): boolean {
  return !shape.test(key) || (shape.source.startsWith('^sk-(proj-') && /^sk-(ant|or)-/.test(key))
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined
}
