/**
 * Breaks what a text from outside must not say to a model: our own marks, and the control tokens of chat templates.
 *
 * 1. Length-preserving: every change replaces one UTF-16 code unit by one other, so that a quote found in the
 *    defused text stands at the same offsets of the original.
 * 2. Visible: the bracket that opens a mark becomes a parenthesis, the `<` of a control token becomes `‹`.
 * 3. Idempotent: what is defused has nothing left to break.
 * 4. Marks are recognised through zero-width and other ignorable characters, spaces, full-width and other forms
 *    of letters (NFKC), letter case and the common Cyrillic and Greek lookalikes.
 *
 * The attack is "delimiter confusion" of indirect prompt injection (Greshake et al. 2023, arXiv 2302.12173); marking
 * the data follows spotlighting (Hines et al. 2024, arXiv 2403.14720), with marks that cannot be written by the data.
 */
export function defuse(text: string): string {
  return breakMarks(breakControlTokens(text))
}

/** Words that open a mark of ours: `quoteOutside`, and the shapes published for DeepSeek-R1. */
const keywords = ['sourcetext', 'webpage', 'filename', 'filecontent']
const longestKeyword = Math.max(...keywords.map((word) => word.length))
const openers = /[[［【〔〖⟦⦋⁅﹝︹︻]/g
/** Between a bracket and its word, and between letters: what a reader skips. */
const skipped = /[\s\p{Default_Ignorable_Code_Point}\p{Cc}\p{Mn}/／\\_‐‑‒–—−[［【〔〖⟦|-]/u

function breakMarks(text: string): string {
  let result = ''
  let end = 0
  let prefix: Prefix = { opens: false, end: 0 }
  for (const { index, 0: bracket } of text.matchAll(openers)) {
    // Brackets in a row stand before the same word: it is read once, so that the whole takes linear time.
    if (index >= prefix.end) prefix = wordBehind(text, index + bracket.length)
    if (!prefix.opens) continue
    result += text.slice(end, index) + '('
    end = index + bracket.length
  }
  return end === 0 ? text : result + text.slice(end)
}

/** What stands between a bracket and the first letter behind it, and whether a keyword begins there. */
interface Prefix {
  readonly opens: boolean
  readonly end: number
}

function wordBehind(text: string, from: number): Prefix {
  let word = ''
  let end = -1
  for (let at = from; at < text.length && word.length < longestKeyword;) {
    const character = String.fromCodePoint(text.codePointAt(at)!)
    at += character.length
    if (skipped.test(character)) continue
    if (end < 0) end = at - character.length
    for (const letter of character.normalize('NFKC').toLowerCase())
      if (!skipped.test(letter)) word += lookalikes.get(letter) ?? letter
    if (!keywords.some((keyword) => keyword.startsWith(word) || word.startsWith(keyword))) break
  }
  return { opens: keywords.some((keyword) => word.startsWith(keyword)), end: end < 0 ? text.length : end }
}

/** Letters that look like the keywords' (Unicode Technical Standard 39, confusables). */
const lookalikes = new Map(
  Object.entries({
    а: 'a',
    α: 'a',
    ƅ: 'b',
    Ь: 'b',
    с: 'c',
    ϲ: 'c',
    е: 'e',
    ε: 'e',
    ɡ: 'g',
    ց: 'g',
    і: 'i',
    ι: 'i',
    ı: 'i',
    ӏ: 'l',
    м: 'm',
    ո: 'n',
    п: 'n',
    о: 'o',
    ο: 'o',
    օ: 'o',
    р: 'p',
    ρ: 'p',
    г: 'r',
    ѕ: 's',
    ꜱ: 's',
    т: 't',
    τ: 't',
    υ: 'u',
    ս: 'u',
    ѡ: 'w',
    ԝ: 'w',
    х: 'x',
    χ: 'x',
  }),
)

/**
 * Control tokens of chat templates, which a tokenizer may take for the real ones: ChatML, Llama 2 and 3, Mistral,
 * DeepSeek, Gemma, GLM, Kimi, gpt-oss, and the tags of thinking and tool calls.
 */
const controlTokens =
  /<(?=[|｜][^\s<>‹|｜]{1,64}[|｜]?>|\w{1,32}[|｜]>|<\/?SYS>>|\/?(?:\w{1,16}:)?(?:think|thinking|thought|reasoning|tool_call|tool_calls|tool_response|tool_result|function_calls?|function_results?|invoke|start_of_turn|end_of_turn|start_of_image|bos|eos|pad|unk|s|unused\d+)(?:\s[^<>‹\n]{0,64})?\/?>)/gi
const squareTokens =
  /\[(?=\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|THINK|ARGS|CALL_ID|gMASK|sMASK|MASK|BOS|EOS)\])/g

function breakControlTokens(text: string): string {
  return text
    .replace(controlTokens, '‹')
    .replace(squareTokens, '(')
    .replace(/◁(?=\/?think▷)/gi, '◃')
}
