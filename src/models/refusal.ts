/** The longest answer that is taken for a refusal, in UTF-16 code units; a refusal has little to say. */
const longest = 1_200

const english =
  /\b(?:i(?:'|’)?m (?:really |very |so )?sorry|i apologi[sz]e|sorry,? but|as an ai|i(?: (?:cannot|can(?:'|’)?t|am unable to|am not able to|won(?:'|’)?t|will not|must decline|have to decline|do not feel comfortable)|(?:'|’)m (?:unable|not able) to) (?:\w+ ){0,3}?(?:help|assist|answer|provide|comply|fulfil+|do|discuss|create|generate|continue|respond|support|share|write|engage|participate)|(?:request|content|question) (?:violates|goes against|is against)|against (?:my|the|our) (?:guidelines|policy|policies|programming))/i
const chinese =
  /(?:抱歉|对不起|很遗憾|不好意思)[，,。！!\s]*.{0,24}?(?:无法|不能|不便|没办法|没有办法|不予)|作为(?:一个|一名)?(?:人工智能|AI|ＡＩ|语言模型|大语言模型|助手)|(?:我|本人)?(?:无法|不能|不便|不可以)(?:为您|为你|对此|就此|继续|直接)?(?:回答|提供|协助|帮助|讨论|满足|完成|回应|评论|处理)|违反(?:了)?(?:相关|我的|使用|社区|内容)?(?:规定|政策|准则|法律法规)|换个话题|超出(?:了)?我的(?:能力|服务)范围/

/**
 * Whether a text that holds no usable answer declines to give one, in English or Chinese. Asked only of such
 * texts: a sentence like "I am sorry" inside a usable answer is part of the answer. Total.
 */
export function looksLikeRefusal(text: string): boolean {
  const said = text.trim()
  if (said === '' || said.length > longest) return false
  const opening = said.slice(0, 400)
  return english.test(opening) || chinese.test(opening)
}
