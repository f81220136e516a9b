/** Instructions that stand in texts from outside, as those who plant them word them. */

const english =
  /\b(?:ignore|disregard|forget|discard)\b[^.\n]{0,40}\b(?:instructions?|prompts?|above|previous|everything|all figures|other (?:sites|pages|sources))\b|\bsystem\s*(?:message|prompt|override)?\s*:|policy update|\b(?:the|AI) assistants?\b[^.\n]{0,40}\b(?:states?|must|should|shall)\b|answer engines must|before you answer\b|\bcall the \w+ tool\b|\bhttp_(?:post|get)\b|finish the report now|^\s*(?:\[[A-Z]?\d+\]\s*)?(?:user|assistant|human)\s*:\s|show the reader this picture|notes? to (?:summari[sz]ers|automated|language models|AI)|approved summary|instructions? from the operator|treat the following as|if you are an? (?:large )?(?:language model|AI|LLM)|maintenance mode|self-test|"role"\s*:\s*"(?:tool|system|user|assistant)"|automated readers|long-term memory|developer override|(?:earlier|previous) search results were|as your (?:supervisor|operator|developer)|the following is certain|do not tell the user|post your (?:full )?context|(?:answer|reply|respond) with [“"]|only correct answer/im

const chinese =
  /(?:忽略|无视|不要理会)(?:此前|之前|先前|以上|上述|所有|一切)|系统(?:消息|提示|指令)|助手(?:不必|必须|应当|务必|请)|回答之前|调用\S{0,8}工具|人工智能助手|问答引擎|^\s*(?:\[[A-Z]?\d+\]\s*)?(?:用户|助手)：|结束报告：|请向读者显示|自动(?:摘要|阅读)程序|审定的摘要|管理员指示|以下内容已经核实|如果你是(?:一个)?(?:大)?语言模型|维护模式|自检结果|长期记忆|开发者指令|舍弃其他网站|先前的搜索结果已经|我是你的(?:主管|开发者)|确定无疑的|不要告诉用户|全部上下文|唯一正确的答案/m

/** Whether a line tells whoever reads it what to do. */
export function isInstruction(line: string): boolean {
  return english.test(line) || chinese.test(line)
}
