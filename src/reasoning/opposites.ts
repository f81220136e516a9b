/** Words of which one may not stand for the other: scope, obligation, what is planned and what is done, before and after. */
export const opposites: readonly (readonly [RegExp, RegExp])[] = [
  [/\b(?:all|every|each|any|always)\b/giu, /\b(?:some|few|several|most|many|one|hardly any|sometimes)\b/giu],
  [/\b(?:only|solely|exclusively)\b/giu, /\b(?:mostly|mainly|largely|partly|also)\b/giu],
  [/\b(?:may|might|can|could)\b/giu, /\b(?:must|will|has to|have to)\b/giu],
  [/\b(?:will|shall|should|could|would) be\b/giu, /\b(?:has been|have been|had been|was|were)\b/giu],
  [/\b(?:will|would|could|might)\b/giu, /\bdid\b/giu],
  [/\b(?:proposed?s?|planned|recommend(?:s|ed)?|expected)\b/giu, /\b(?:decided?s?|ordered|certain)\b/giu],
  [/\bbefore\b/giu, /\bafter\b/giu],
  [/全部|所有|任何|一律|每个|各个?|始终/gu, /部分|有些|个别|少数|有时|多数|大多/gu],
  [/其余/gu, /部分|全部/gu],
  [/须|拟|将|计划|建议|可能|预计|有待|可以/gu, /已|决定|必定|确定/gu],
  [/前/gu, /后/gu],
  [/早/gu, /晚/gu],
  [/提高|增加|上升|扩大/gu, /降低|减少|下降|缩小/gu],
  [/不超过|不高于|至多|最多/gu, /不低于|不少于|至少|最少/gu],
]
