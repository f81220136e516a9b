const word = /[\p{L}\p{M}\p{N}]+/gu
const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu

/**
 * About how many language-model tokens a text makes: 1.3 for a run of letters or digits, 0.75 for an
 * ideograph, kana or hangul (measured shape of current byte-pair vocabularies; exact only by accident).
 */
export function estimateTokens(text: string): number {
  const ideographs = text.match(ideograph)?.length ?? 0
  const rest = ideographs === 0 ? text : text.replace(ideograph, ' ')
  return 1.3 * (rest.match(word)?.length ?? 0) + 0.75 * ideographs
}
