import { describe, expect, it, test } from 'vitest'
import { decodeText } from '#reading'
import { encodeAs } from './legacy-encoder.ts'

const chinese =
  '考据是一种治学方法：凡有所论，必有所据。研究者先收集材料，再逐条核对出处，最后才下结论。这种做法看似缓慢，却能避免以讹传讹。二〇二三年，全市共有图书馆十二座，藏书三百多万册，读者满意度比上一年提高了百分之五。'
const traditional =
  '考據是一種治學方法：凡有所論，必有所據。研究者先收集材料，再逐條核對出處，最後才下結論。這種做法看似緩慢，卻能避免以訛傳訛。二〇二三年，全市共有圖書館十二座，藏書三百多萬冊，讀者滿意度比上一年提高了百分之五。'
const japanese =
  '考証とは、根拠を示して物事を論じる学問の方法である。研究者はまず資料を集め、出典を一つずつ確かめ、最後に結論を述べる。時間はかかるが、誤りを広めることを防ぐことができる。テレビやインターネットの情報にも同じことが言える。'
const korean =
  '고증은 근거를 들어 사물을 논하는 학문의 방법이다. 연구자는 먼저 자료를 모으고 출처를 하나씩 확인한 다음 마지막으로 결론을 내린다. 시간은 걸리지만 잘못된 내용이 퍼지는 것을 막을 수 있다.'
const russian =
  'Доказательство требует источника: исследователь сначала собирает материалы, затем проверяет каждую ссылку и только потом делает вывод. Это занимает время, но ошибки не переходят из книги в книгу.'
const german =
  'Wer behauptet, muss belegen: Für jede Aussage gehört eine Quelle dazu. Später können andere prüfen, ob die Größe stimmt – oder ob “jemand” sich geirrt hat. Überprüfen ist mühsam, aber nötig.'
const french =
  'La preuve précède l’affirmation : chaque phrase doit être appuyée par une source vérifiée. Cela prend du temps, mais évite qu’une erreur ne soit répétée ailleurs. Voilà le métier, très exigeant, de l’érudit français.'
const polish =
  'Każde twierdzenie wymaga źródła. Badacz najpierw gromadzi materiały, później sprawdza każdy przypis, a dopiero na końcu wyciąga wnioski. Zajmuje to więcej czasu, ale błędy nie przechodzą z książki do książki.'
const czech =
  'Každé tvrzení potřebuje zdroj. Badatel nejprve shromáždí materiál, potom ověří každou poznámku a teprve nakonec učiní závěr. Trvá to déle, ale chyby se nešíří z knihy do knihy.'
const greek =
  'Κάθε ισχυρισμός χρειάζεται πηγή. Ο ερευνητής πρώτα συγκεντρώνει το υλικό, μετά ελέγχει κάθε παραπομπή και μόνο στο τέλος βγάζει συμπεράσματα.'
const turkish =
  'Her iddia bir kaynak ister. Araştırmacı önce malzemeyi toplar, sonra her dipnotu tek tek doğrular ve ancak en sonunda bir sonuca varır. Bu iş uzun sürer, ama yanlışlar kitaptan kitaba geçmez; güvenilir çalışma böyle olur.'
const hebrew =
  'כל טענה דורשת מקור. החוקר אוסף תחילה את החומר, אחר כך בודק כל הערה, ורק בסוף מסיק מסקנות. הדבר לוקח זמן רב יותר אך השגיאות אינן עוברות מספר לספר.'
const arabic =
  'كل ادعاء يحتاج إلى مصدر. يجمع الباحث المواد أولا ثم يتحقق من كل إشارة وفي النهاية فقط يستخلص النتائج. هذا يستغرق وقتا أطول لكن الأخطاء لا تنتقل من كتاب إلى كتاب.'
const thai =
  'ทุกข้ออ้างต้องมีแหล่งที่มา นักวิจัยรวบรวมข้อมูลก่อน แล้วตรวจสอบเชิงอรรถทุกข้อ จากนั้นจึงสรุปผล วิธีนี้ใช้เวลานานกว่า แต่ความผิดพลาดจะไม่แพร่จากหนังสือเล่มหนึ่งไปยังอีกเล่มหนึ่ง'

const texts: [encoding: string, text: string, shortest: number][] = [
  ['utf-8', chinese, 1],
  ['utf-16le', chinese, 30],
  ['utf-16be', chinese, 30],
  ['utf-16le', german, 10],
  ['utf-16be', russian, 30],
  ['gb18030', chinese, 30],
  ['big5', traditional.replaceAll('〇', '零'), 30],
  ['shift_jis', japanese, 30],
  ['euc-jp', japanese, 30],
  ['euc-kr', korean, 30],
  ['windows-1251', russian, 30],
  ['koi8-r', russian, 30],
  ['iso-8859-5', russian, 30],
  ['windows-1252', german, 200],
  ['windows-1252', french, 80],
  ['windows-1250', polish, 80],
  ['windows-1250', czech, 80],
  ['windows-1253', greek, 60],
  ['windows-1254', turkish, 120],
  ['windows-1255', hebrew, 100],
  ['windows-1256', arabic, 60],
  ['windows-874', thai, 60],
]

describe('tells the encoding by the text alone', () => {
  test.each(texts)('%s: %s', (encoding, text, shortest) => {
    // Every window of the shortest promised length, twice that, and the whole.
    for (const length of [shortest, 2 * shortest, text.length]) {
      for (let from = 0; from === 0 || from + length <= text.length; from += 7) {
        const piece = text.slice(from, from + length)
        expect(decodeText(encodeAs(piece, encoding)), piece).toMatchObject({ text: piece })
      }
    }
    expect(decodeText(encodeAs(text, encoding)).encoding).toBe(encoding)
  })

  it('reads bytes that another program wrote', () => {
    // printf '考据是一种治学方法，凡有所论必有所据' | iconv -t GBK
    const gbk = 'bfbcbeddcac7d2bbd6d6d6ced1a7b7bdb7a8a3acb7b2d3d0cbf9c2dbb1d8d3d0cbf9bedd'
    expect(decodeText(Buffer.from(gbk, 'hex')).text).toBe('考据是一种治学方法，凡有所论必有所据')
    // A four-byte GB 18030 character (U+3400) amid common ones.
    expect(decodeText(Buffer.from(`${gbk}8139ee39`, 'hex')).text).toBe(
      '考据是一种治学方法，凡有所论必有所据㐀',
    )
    const jis = '1b2442467c4b5c386c1b2842'
    expect(decodeText(Buffer.from(jis, 'hex'))).toEqual({ text: '日本語', encoding: 'iso-2022-jp' })
  })

  it('is not confused by much ASCII around a little Chinese', () => {
    const log = `${'2026-01-01 INFO request served in 12 ms\n'.repeat(50)}错误：找不到配置文件，已使用默认值\n`
    expect(decodeText(encodeAs(log, 'gb18030')).text).toBe(log)
  })

  it('keeps to traditional characters in GBK', () => {
    expect(decodeText(encodeAs(traditional, 'gb18030')).text).toBe(traditional)
  })
})

describe('byte order marks', () => {
  test.each([
    ['efbbbf e4bda0', 'utf-8', '你'],
    ['fffe 604f', 'utf-16le', '你'],
    ['feff 4f60', 'utf-16be', '你'],
    ['fffe0000 604f0000', 'utf-32le', '你'],
    ['0000feff 00004f60', 'utf-32be', '你'],
    ['84319533 c4e3', 'gb18030', '你'],
  ])('%s', (hex, encoding, text) => {
    const decoded = decodeText(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
    expect(decoded.encoding).toBe(encoding)
    expect(decoded.text.replace('\ufeff', '')).toBe(text)
  })
})

const page = (charset: string, body: string): string =>
  `<html><head><meta charset="${charset}"></head><body>${body}</body></html>`

describe('declared charsets', () => {
  it('are believed where they fit', () => {
    expect(decodeText(encodeAs(page('gb2312', '你好'), 'gb18030')).text).toContain('你好')
    expect(decodeText(encodeAs(page('Shift_JIS', '東京'), 'shift_jis')).text).toContain('東京')
    expect(decodeText(encodeAs(page('windows-1251', 'Ещё'), 'windows-1251')).text).toContain('Ещё')
    expect(decodeText(encodeAs(`<?xml version="1.0" encoding="Big5"?><p>臺北</p>`, 'big5')).text).toContain(
      '臺北',
    )
  })

  it('are not believed against the bytes', () => {
    expect(decodeText(encodeAs(page('gbk', chinese), 'utf-8')).encoding).toBe('utf-8')
    expect(decodeText(encodeAs(page('utf-8', chinese), 'gb18030')).text).toContain(chinese)
    expect(decodeText(encodeAs(page('iso-8859-1', chinese), 'gb18030')).text).toContain(chinese)
  })
})

describe('damage', () => {
  it('leaves UTF-8 with a cut end UTF-8', () => {
    const bytes = encodeAs(chinese, 'utf-8')
    for (let cut = 1; cut < 3; cut++)
      expect(decodeText(bytes.subarray(0, bytes.length - cut)).encoding).toBe('utf-8')
  })
  it('is total', () => {
    for (const bytes of [
      [],
      [0],
      [0xff],
      [0xff, 0xfe],
      [0x80, 0x80, 0x80],
      Array.from({ length: 256 }, (_, i) => i),
    ])
      expect(typeof decodeText(Uint8Array.from(bytes)).text).toBe('string')
  })
})
