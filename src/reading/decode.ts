import { analyse as rankByNgrams } from 'chardet'
import { commonCharacters, type CharacterSet } from './common-characters.ts'

/** Text and the WHATWG name of the encoding it was decoded from. */
export interface DecodedText {
  readonly text: string
  readonly encoding: string
}

/** Bytes looked at to tell the encoding; the whole text is then decoded with it. */
const sampleSize = 64 * 1024

/**
 * Decodes bytes of unknown encoding: byte order mark, then UTF-8 where it is valid, UTF-16 by its look, the
 * charset that an HTML or XML head declares, and at last the encoding under which the text reads best
 * (frequency of characters for CJK, n-grams and letter runs for single-byte encodings). Total: undecodable
 * bytes become U+FFFD. Decoders are those of the WHATWG Encoding Standard.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  return decodeAs(bytes, encodingOf(bytes))
}

/**
 * Decodes bytes as the HTML standard does where a server names their charset: byte order mark, then the server,
 * then what the bytes themselves say (`decodeText`). A charset that nobody knows is ignored, and so is one in which
 * the bytes make no text (characters that cannot be decoded by the dozen): a browser would show that nobody's words.
 */
export function decodeTold(bytes: Uint8Array, charset: string): DecodedText {
  const told = encodingNamed(charset)
  if (told === undefined || markedEncoding(bytes)) return decodeText(bytes)
  const decoded = decodeAs(bytes, told)
  return isBroken(decoded.text) ? decodeText(bytes) : decoded
}

/** More undecodable characters than a cut end or a bad paste leaves. */
function isBroken(text: string): boolean {
  let broken = 0
  let foreign = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) foreign++
    if (code === 0xfffd) broken++
  }
  return broken > 1 + foreign / 10
}

/** A label of the Encoding Standard by its encoding's name; GBK as the superset as which it is decoded. */
function encodingNamed(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding.replace(/^gbk$/, 'gb18030')
  } catch {
    return undefined
  }
}

/** The WHATWG name of the encoding that `decodeText` uses for these bytes. */
export function encodingOf(bytes: Uint8Array): string {
  const marked = markedEncoding(bytes)
  if (marked) return marked
  const sample = bytes.subarray(0, sampleSize)
  const utf16 = looksLikeUtf16(sample)
  if (utf16) return utf16
  if (sample.includes(0x1b) && ['$@', '$B', '(J'].some((code) => ascii(sample).includes(`\u001b${code}`)))
    return 'iso-2022-jp'
  if (isUtf8(bytes)) return 'utf-8'
  const declared = declaredEncoding(sample)
  const best = bestLegacyEncoding(sample)
  if (declared && declared !== 'utf-8' && isPlausible(sample, declared, best)) return declared
  return isMostlyUtf8(bytes) ? 'utf-8' : best.encoding
}

function decodeAs(bytes: Uint8Array, encoding: string): DecodedText {
  if (encoding === 'utf-32le' || encoding === 'utf-32be')
    return { text: decodeUtf32(bytes, encoding === 'utf-32le'), encoding }
  return { text: new TextDecoder(encoding).decode(bytes), encoding }
}

function markedEncoding(b: Uint8Array): string | undefined {
  if (b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf) return 'utf-8'
  if (b[0] === 0xff && b[1] === 0xfe)
    return b[2] === 0 && b[3] === 0 && b.length >= 8 ? 'utf-32le' : 'utf-16le'
  if (b[0] === 0 && b[1] === 0 && b[2] === 0xfe && b[3] === 0xff) return 'utf-32be'
  if (b[0] === 0xfe && b[1] === 0xff) return 'utf-16be'
  if (b[0] === 0x84 && b[1] === 0x31 && b[2] === 0x95 && b[3] === 0x33) return 'gb18030'
  return undefined
}

function decodeUtf32(bytes: Uint8Array, little: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: string[] = []
  for (let at = 4; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, little)
    parts.push(code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd')
  }
  return parts.join('')
}

/** UTF-16 without a mark: its ASCII has zero bytes on one side; without ASCII its characters must be common. */
function looksLikeUtf16(sample: Uint8Array): string | undefined {
  if (sample.length < 4) return undefined
  let even = 0
  let odd = 0
  let controls = 0
  for (let i = 0; i < sample.length; i++) {
    if (sample[i] === 0 && i % 2 === 0) even++
    else if (sample[i] === 0) odd++
    else if (sample[i]! < 9) controls++
  }
  if (even + odd + controls === 0 && !sample.includes(0xff)) return undefined
  const scores = ['utf-16le', 'utf-16be'].map((encoding) => ({
    encoding,
    score: scoreUtf16(sample, encoding),
  }))
  const best = scores[0]!.score >= scores[1]!.score ? scores[0]! : scores[1]!
  return best.score > 0.45 ? best.encoding : undefined
}

function scoreUtf16(sample: Uint8Array, encoding: string): number {
  const text = new TextDecoder(encoding).decode(sample.subarray(0, sample.length & ~1))
  let score = 0
  let count = 0
  for (const char of text) {
    count++
    if (/[\p{L}\p{N} \n]/u.test(char) && char < '\u0250') score += 1
    else if (char < ' ' && !'\t\r\n\f'.includes(char)) score -= 3
    else if (isFrequent(char) || cjkPunctuation.test(char)) score += 1
    else if (char < '\u0700' || /[\p{Script=Hiragana}\p{Script=Katakana}\p{P}]/u.test(char)) score += 0.7
    else if (/[\ufffd\p{Co}\p{Cn}]/u.test(char)) score -= 3
    else if (isEveryday(char)) score += 0.3
    else score -= 0.5
  }
  return count === 0 ? -1 : score / count
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** UTF-8 with a few damaged bytes (a cut end, a bad paste) among many sound multi-byte sequences. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, 16 * sampleSize))
  let broken = 0
  let sound = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0xfffd) broken++
    else if (code >= 0x80) sound++
  }
  return sound > 0 && broken <= Math.max(1, sound / 10)
}

/** The charset that an HTML `meta`, an XML declaration or a CSS-like head names, as WHATWG names it. */
function declaredEncoding(sample: Uint8Array): string | undefined {
  const head = ascii(sample.subarray(0, 4096))
  const label =
    /<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)/i.exec(head)?.[1] ??
    /<meta[^>]*\bcharset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1]
  return label ? encodingNamed(label) : undefined
}

/** A declaration is believed unless the bytes contradict it or clearly read better otherwise. */
function isPlausible(
  sample: Uint8Array,
  declared: string,
  best: { encoding: string; score: number },
): boolean {
  if (declared.startsWith('utf-16')) return false
  if (declared === best.encoding) return true
  const text = new TextDecoder(declared).decode(sample)
  let foreign = 0
  let broken = 0
  for (const char of text) {
    if (char > '\u007f') foreign++
    if (char === '\ufffd') broken++
  }
  if (broken > 1 + foreign / 50) return false
  const script = cjk.find((candidate) => candidate.encoding === declared)
  if (script) return scoreCjk(sample, script) > best.score - 0.5
  return !cjk.some((candidate) => candidate.encoding === best.encoding) || best.score < 0.6
}

interface CjkEncoding {
  readonly encoding: string
  readonly set: CharacterSet
  readonly kana: number
}

const cjk: readonly CjkEncoding[] = [
  { encoding: 'gb18030', set: commonCharacters.simplified, kana: -0.3 },
  { encoding: 'big5', set: commonCharacters.traditional, kana: -0.3 },
  { encoding: 'shift_jis', set: commonCharacters.japanese, kana: 1 },
  { encoding: 'euc-jp', set: commonCharacters.japanese, kana: 1 },
  { encoding: 'euc-kr', set: commonCharacters.korean, kana: -0.3 },
]

const cjkPunctuation = /[，。、；：？！“”‘’《》〈〉「」『』【】（）…—·\u3000％]/u

/** A multi-byte encoding wins when its characters are common ones; else the single-byte ones compete. */
function bestLegacyEncoding(sample: Uint8Array): { encoding: string; score: number } {
  const ranked = cjk
    .map((candidate) => ({ encoding: candidate.encoding, score: scoreCjk(sample, candidate) }))
    .toSorted((a, b) => b.score - a.score)
  const first = ranked[0]!
  return first.score >= 0.15 ? first : { encoding: bestSingleByte(sample), score: first.score }
}

/** Mean commonness of the non-ASCII characters, from -3 (undecodable) to 1 (all frequent). */
function scoreCjk(sample: Uint8Array, { encoding, set, kana }: CjkEncoding): number {
  // A sample may end inside a character; `stream` keeps that from counting as broken.
  const text = new TextDecoder(encoding).decode(sample, { stream: true })
  let score = 0
  let count = 0
  for (const char of text) {
    if (char <= '\u007f') continue
    count++
    if (set.frequent.has(char)) score += 1
    else if (cjkPunctuation.test(char)) score += 0.6
    else if (/[\u3041-\u30ff]/.test(char)) score += kana
    else if (/[\uff61-\uff9f]/.test(char)) score -= 0.7
    else if (/[０-９Ａ-Ｚａ-ｚ]/.test(char)) score += 0.3
    else if (set.everyday.has(char)) score += 0.2
    else if (/[\ufffd\p{Co}\u0080-\u009f]/u.test(char)) score -= 3
    else score -= 0.8
  }
  return count === 0 ? -3 : score / count
}

const marks = '’“”–—‘…„«»•°€'

/** Letters beyond ASCII of the languages that each single-byte encoding serves, most frequent first. */
const singleByte: readonly (readonly [encoding: string, letters: string])[] = [
  ['windows-1252', `éèàêçôùâîûïëœÉÀÈ${marks}`],
  ['windows-1252', `äüößÄÖÜéåøæÅØñ${marks}`],
  ['windows-1252', `íóáéñúãçõêâàüÁÉÍÓ¿¡ºª${marks}`],
  ['windows-1252', `${marks}é§©®™£½×±`],
  ['windows-1250', `łąęóżśćźńŁŻŚÓ${marks}`],
  ['windows-1250', `íáéěřýžščůúťďňČŠŽŘÚ${marks}`],
  ['windows-1250', `áéöóőíüúűÁÉÖÚ${marks}`],
  ['windows-1250', `čšžćđČŠŽĆĐ${marks}`],
  ['windows-1250', `ăîâşţŞŢÎ${marks}`],
  ['windows-1251', `оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъіїєОПСВНКАМ№${marks}`],
  ['koi8-r', 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъОПСВНКАМ'],
  ['iso-8859-5', 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъОПСВНКАМ'],
  ['windows-1253', `αοιετσνηυρπκμλςωάόίέήύώγθδχβφξΑΤΟΗΚΠΕΜ${marks}`],
  ['windows-1254', `ıüşğöçİâŞÇÖÜ${marks}`],
  ['windows-1255', `יוהלאתרבמשנםעדחקפגצזכטןסךףץ־${marks}`],
  ['windows-1256', `المينرتوبدعسفهكحقجصشخطذضئءغثزىةأإؤآظ،؟${marks}`],
  ['windows-1257', `ėšųžįąūčęŠŽ${marks}`],
  ['windows-1257', `āēīūšķļņģčžŠŽ${marks}`],
  ['windows-874', 'านรอกเงมยลวดทสตะปบคหแจพชขใไโซผธณถฐศษภญฎฏฉฟฮัิีึืุู่้๊๋์็ำๆฯ'],
  ['iso-8859-2', 'łąęóżśćźńŁŻŚÓ'],
  ['iso-8859-2', 'íáéěřýžščůúťďňČŠŽŘÚ'],
]

function bestSingleByte(sample: Uint8Array): string {
  const favoured = new Map(
    rankByNgrams(sample).map(({ name, confidence }) => [canonical(name), confidence / 100]),
  )
  let best = { encoding: 'windows-1252', score: -Infinity }
  for (const [encoding, letters] of singleByte) {
    const score = scoreSingleByte(sample, encoding, letters) + 0.3 * (favoured.get(encoding) ?? 0)
    if (score > best.score + 1e-9) best = { encoding, score }
  }
  return best.encoding
}

function scoreSingleByte(sample: Uint8Array, encoding: string, letters: string): number {
  const text = new TextDecoder(encoding).decode(sample)
  let score = 0
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char <= '\u007f') continue
    count++
    const rank = letters.indexOf(char)
    if (rank >= 0) score += 1 - (1.4 * rank) / letters.length
    else if (/[\ufffd\u0080-\u009f]/.test(char)) score -= 2
    else if (/\p{L}/u.test(char)) score -= 0.4
    else score -= 0.3
    // A capital after a small letter is the mark of a wrong Cyrillic or Greek table.
    if (/\p{Lu}/u.test(char) && /\p{Ll}/u.test(text[i - 1] ?? '')) score -= 1
    // Accented Latin letters stand among plain ones; other scripts keep to themselves.
    const neighbour = text[i - 1] ?? ' '
    if (/[a-z]/i.test(neighbour) && /\p{L}/u.test(char) && !/\p{Script=Latin}/u.test(char)) score -= 1
  }
  return count === 0 ? -1 : score / count
}

function canonical(label: string): string {
  try {
    return new TextDecoder(label).encoding
  } catch {
    return label.toLowerCase()
  }
}

function isFrequent(char: string): boolean {
  return Object.values(commonCharacters).some((set) => set.frequent.has(char))
}

function isEveryday(char: string): boolean {
  return Object.values(commonCharacters).some((set) => set.everyday.has(char))
}

function ascii(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
