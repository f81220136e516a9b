/**
 * Orders to machines in texts that people read: indirect prompt injection (Greshake et al. 2023, "Not what you've
 * signed up for"), as those who plant it have to word it. It overrides what was said before, plays a part of the
 * conversation, or names a machine and tells it what to write, keep or send. What is only quoted is talk about it.
 */

/** Overriding what was told before, and hiding it from who asked. */
const overrides = [
  /\b(?:ignore|disregard|forget|discard|override|bypass)\b[^.\n]{0,40}\b(?:instructions?|prompts?|guidelines|(?:everything|all|anything)[^.\n]{0,20}\b(?:read|told|said|above|before)|previous|above|(?:figures|pages|sources|sites|results)\b[^.\n]{0,20}\b(?:other|else))\b/iu,
  /\b(?:do not|don't|never|without)\s+(?:tell|telling|inform|informing|mention|reveal)\w*\b[^.\n]{0,30}\b(?:the )?users?\b/iu,
  /\b(?:system|developer|operator|admin(?:istrator)?)(?:'s)?[ -]?(?:message|prompt|instructions?|policy|override|mode)\b\s*[:：]|\b(?:system|developer) override\b/iu,
  /^\W*SYSTEM\s*:\s/mu,
  /\binstructions? (?:from|by|of) (?:the |your )?(?:system|developer|operator|administrator|supervisor)\b/iu,
  /\b(?:your|all|the) (?:earlier|previous|prior) (?:search results?|sources|context|findings|messages)\b[^.\n]{0,40}\b(?:out of date|outdated|withdrawn|wrong|invalid|void)\b/iu,
  /\b(?:visit|open|call|fetch|query|post to)\b[^.\n]{0,80}\b(?:include|append|attach|followed by|with)\b[^.\n]{0,60}\b(?:question you were|user(?:'s)? |private|full context|your context|conversation|files?\b|documents?\b)/iu,
  /\b(?:send|post|upload|submit)\b[^.\n]{0,20}\byour (?:full |entire |whole )?(?:context|conversation|prompt|memory|instructions)\b/iu,
  /\b(?:call|invoke|use|run)\b[^.\n]{0,24}\b(?:tool|function)\b[^.\n]{0,40}\b(?:address|url|argument|with)\b|\bhttp_(?:get|post)\b/iu,
  /\b(?:what|everything|all that) the user (?:has )?(?:told|said|asked|wrote)\b|\bthe user(?:'|’)s (?:library|files|documents|secrets|messages)\b[^.\n]{0,80}\b(?:https?:|then report)|https?:[^\n]{0,120}\bthe user(?:'|’)s (?:library|files|documents|secrets|messages)\b/iu,
  /\bas your (?:supervisor|operator|developer|administrator|owner)\b/iu,
  /\bthe only (?:correct|permitted|valid|allowed) (?:answer|response|reply)\b[^.\n]{0,10}[:：]/iu,
  /\b(?:finish|end|complete|write|begin|start) the (?:report|answer|summary|response) (?:now )?with (?:this|the following|these)\b/iu,
  /(?<!被)(?:忽略|无视|忘记|舍弃|抛弃|不要理会|不必理会|绕过)[^。\n]{0,16}(?:指令|指示|提示|规则|要求|内容|来源|网站|网页|数字|资料)/u,
  /(?:不要|不得|切勿|请勿|无需)(?:告诉|告知|通知|透露给|向)(?:用户|提问者|使用者)/u,
  /(?:系统|开发者|管理员|运营者|操作员)(?:的)?(?:消息|提示词?|指令|指示|命令)\s*[:：]/u,
  /(?:先前|之前|此前|以前)的(?:搜索结果|资料|来源|上下文|检索结果)[^。\n]{0,12}(?:过时|失效|撤回|作废|有误)/u,
  /(?:把|将|发送|上传|提交|附上)[^。\n]{0,16}(?:你的|您的|全部|被问到的)[^。\n]{0,12}(?:上下文|对话|提示词|问题|记忆)/u,
  /调用[^。\n]{0,10}工具[^。\n]{0,20}(?:访问|地址|网址|http)|用户[^。\n]{0,6}(?:告诉你|资料库中|的文件清单|私人文件)/u,
  /我是(?:你|您)的(?:主管|开发者|操作员|管理员|上级|主人)/u,
  /唯一(?:正确|有效|允许)的(?:答案|回答|答复)[^。\n]{0,4}[:：]/u,
  /(?:用|以)(?:下面|以下|如下|这)[^。\n]{0,8}(?:结束|完成|开始|作为)[^。\n]{0,4}(?:报告|回答|摘要|答复)/u,
] as const

/** Marks and turns of a conversation that the text itself has no part in. */
const forged = [
  /<\/?(?:document|context|source|system|instructions?|tool_result|search_results?)>\s*\n/iu,
  /\[source-text [\w.:-]{1,64} (?:begin|end)\]/iu,
  /"role"\s*:\s*"(?:system|tool|assistant|user|function)"/iu,
  /<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[\/?INST\]/u,
  /^\s*(?:user|human)\s*[:：][^\n]{1,300}\n+\s*(?:assistant|AI)\s*[:：]/imu,
  /^\s*用户\s*[:：][^\n]{1,300}\n+\s*助手\s*[:：]/mu,
] as const

const machine =
  /\b(?:AI|LLMs?|language[- ]models?|assistants?|chat ?bots?|answer engines?|automated (?:readers?|agents?|systems?|summari[sz]ers?)|summari[sz]ers?|crawlers?|(?:AI|research) agents?)\b|(?:人工智能|语言模型|大模型|智能助手|助手|问答引擎|聊天机器人|自动(?:阅读|摘要|总结|问答)?(?:程序|系统|工具)|智能体|爬虫)/iu
/** Who is told by it what to do: `must`, `please`, a verb of writing or keeping that begins a clause. */
const order =
  /\b(?:must|should|shall|are (?:asked|required|instructed|requested)|has to|have to|is (?:asked|required|instructed)|from now on|please|ask)\b[^.\n]{0,80}\b(?:cite|state|states|say|write|report|add|remember|store|include|use|answer|reply|output|print|repeat|favou?r|mention|note)\b|\b(?:states?|writes?|reports?|answers?)[^.\n]{0,40}[:：]|\bnow in\b[^.\n]{0,30}\bmode\b|(?:must|必须|应当|应该|务必|请|须|不必|从现在起)[^。\n]{0,40}(?:引用|写明|注明|写入|记入|回答|采用|输出|声明|报告|重复|指出|帮)|处于[^。\n]{0,10}模式/imu

/** "Note to AI agents: …" is meant for nobody else, whatever follows. */
const addressed = new RegExp(
  `^\\W*(?:(?:important |urgent )?(?:notes?|notice|message|instructions?|attention|memo)\\s+(?:to|for)\\s+(?:all |any |the )?|致(?:所有|各)?|(?:all )?(?=${machine.source}))(?:${machine.source})\\s*[:：]`,
  'iu',
)

/** What is quoted or code: talk about orders is none. */
const quoted = /“[^”\n]{0,400}”|"[^"\n]{0,400}"|「[^」\n]{0,400}」|`[^`\n]{0,400}`/gu

/** Whether a text tells machines that read it what to do, outside of quotation marks; total, linear in its length. */
export function instructsMachines(text: string): boolean {
  if (forged.some((form) => form.test(text))) return true
  const plain = text.replace(quoted, (whole) => whole[0]! + whole.at(-1)!)
  if (overrides.some((form) => form.test(plain))) return true
  return plain
    .split(/\n|(?<=[.!?])\s|(?<=[。！？])/u)
    .some((line) => machine.test(line) && (order.test(line) || addressed.test(line)))
}
