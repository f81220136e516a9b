/**
 * A typeface of 5 × 7 dots for the printable characters of ASCII, drawn for the lab's scanned pages. Each glyph is
 * seven digits of base 32, a row each from the top; the highest of a digit's five bits is the leftmost dot. A table.
 */
const rows =
  /* space */ '0000000 ' +
  /* !"#$%&' */ '4444404 aaa0000 aavavaa 4fke5u4 op248j3 cik8lid 4480000 ' +
  /* ()*+,-./ */ '2488842 8422248 04lel40 044v440 0000c48 000v000 00000cc 01248g0 ' +
  /* 0-4 */ 'ehjlphe 4c4444e eh1248v v2421he 26aiv22 ' +
  /* 5-9 */ 'vgu11he 68guhhe v124888 ehhehhe ehhf12c ' +
  /* :;<=>?@ */ '0cc0cc0 0cc0c48 248g842 00v0v00 8421248 eh12404 eh1dlle ' +
  /* A-G */ 'ehhvhhh uhhuhhu ehggghe sihhhis vgguggv vgguggg ehgnhhf ' +
  /* H-N */ 'hhhvhhh e44444e 72222ic hikokih ggggggv hrllhhh hhpljhh ' +
  /* O-U */ 'ehhhhhe uhhuggg ehhhlid uhhukih fgge11u v444444 hhhhhhe ' +
  /* V-Z */ 'hhhhha4 hhhllla hha4ahh hhha444 v1248gv ' +
  /* [\]^_` */ 'e88888e 0g84210 e22222e 4ah0000 000000v 8420000 ' +
  /* a-g */ '00e1fhf ggmphhu 00egghe 11djhhf 00ehvge 698s888 0fhhf1e ' +
  /* h-n */ 'ggmphhh 40c444e 20622ic ggikoki c44444e 00qllhh 00mphhh ' +
  /* o-u */ '00ehhhe 00uhugg 00djf11 00mpggg 00ege1u 88s8896 00hhhjd ' +
  /* v-z */ '00hhha4 00hhlla 00ha4ah 00hhf1e 00v248v ' +
  /* {|}~ */ '2448442 4444444 8442448 008l200'

const glyphs = rows.split(' ').map((glyph) => [...glyph].map((digit) => Number.parseInt(digit, 32)))
const emptyBox: readonly number[] = [31, 17, 17, 17, 17, 17, 31]

/** Dots of a glyph, and of its cell. */
export const glyphSize = { width: 5, height: 7 } as const
export const cellWidth = 6

/** The rows of a character's glyph, five bits each; a box for what the typeface lacks. */
export function glyphOf(character: string): readonly number[] {
  return glyphs[(character.codePointAt(0) ?? 0) - 32] ?? emptyBox
}
