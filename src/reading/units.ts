/** A unit of measure, its dimension, and how many base units it is. */
export interface Unit {
  /** `length`, `mass/volume`, `currency:CNY` …: only equal dimensions can be compared. */
  readonly dimension: string
  readonly factor: number
  /** Added after scaling (degrees Fahrenheit). */
  readonly offset?: number
}

/** Rows of `dimension: factor names…`; base units are SI, months for calendar time, bytes for data. */
const table = `
length 1e-9 nm nanometer nanometre 纳米
length 1e-6 µm μm um micron micrometer micrometre 微米
length 1e-3 mm millimeter millimetre 毫米
length 1e-2 cm centimeter centimetre 厘米 公分
length 1 m meter metre 米 公尺
length 1e3 km kilometer kilometre 公里 千米
length 500 里 华里
length 1609.344 mi mile 英里
length 0.3048 ft foot feet 英尺
length 0.9144 yd yard 码
length 0.0254 inch inches 英寸
length 1852 nautical-mile 海里
area 1e-4 cm2 cm² square-centimeter square-centimetre 平方厘米
area 1 m2 m² sq-m square-meter square-metre 平方米 平米
area 1e6 km2 km² sq-km square-kilometer square-kilometre 平方公里 平方千米
area 1e4 ha hectare 公顷
area 666.6666666666666 mu 亩
area 4046.8564224 acre 英亩
area 2589988.110336 square-mile sq-mi sq-mile 平方英里
area 0.09290304 square-foot square-feet sq-ft 平方英尺
volume 1e-9 µL μL µl microliter microlitre 微升
volume 1e-6 mL ml milliliter millilitre 毫升 cm3 cm³ 立方厘米
volume 1e-3 L l liter litre 升 公升 dm3
volume 1 m3 m³ cubic-meter cubic-metre 立方米
volume 1e9 km3 km³ cubic-kilometer cubic-kilometre 立方公里
volume 0.158987294928 barrel 桶
volume 0.003785411784 gallon 加仑
mass 1e-12 ng nanogram 纳克
mass 1e-9 µg μg ug mcg microgram 微克
mass 1e-6 mg milligram 毫克
mass 1e-3 g gram gramme 克
mass 1 kg kilo kilogram kilogramme 公斤 千克
mass 0.5 斤 市斤
mass 1e3 t ton tonne metric-ton metric-tonne 吨 公吨
mass 1e9 Mt megatonne
mass 1e12 Gt gigatonne
mass 0.45359237 lb lbs pound-mass 磅
mass 0.028349523125 oz ounce 盎司
time 1e-3 ms millisecond 毫秒
time 1 s sec second 秒 秒钟
time 60 min minute 分钟
time 3600 h hr hour 小时 个小时 钟头
time 86400 d day 天
time 604800 week 周 个星期 星期
calendar 1 month 个月
calendar 3 个季度
calendar 12 year yr yrs 年 周年 岁 year-old years-old
calendar 120 decade
calendar 1200 century centuries 个世纪
energy 1 J joule 焦耳
energy 1e3 kJ kilojoule 千焦
energy 1e6 MJ
energy 1e9 GJ
energy 3.6e6 kWh kwh kilowatt-hour 千瓦时 度电
energy 3.6e9 MWh megawatt-hour 兆瓦时
energy 3.6e12 GWh gigawatt-hour 吉瓦时
energy 3.6e15 TWh terawatt-hour
energy 4.184 cal calorie 卡
energy 4184 kcal kilocalorie 千卡 大卡
power 1 W watt 瓦
power 1e3 kW kilowatt 千瓦
power 1e6 MW megawatt 兆瓦
power 1e9 GW gigawatt 吉瓦
pressure 1 Pa pascal 帕
pressure 100 hPa mbar 百帕
pressure 1e3 kPa 千帕
pressure 1e6 MPa 兆帕
pressure 1e5 bar
pressure 133.322 mmHg 毫米汞柱
frequency 1 Hz hertz 赫兹
frequency 1e3 kHz
frequency 1e6 MHz 兆赫
frequency 1e9 GHz
voltage 1 V volt 伏
voltage 1e3 kV kilovolt 千伏
data 1 byte 字节
data 1e3 KB kB
data 1e6 MB megabyte
data 1e9 GB gigabyte
data 1e12 TB terabyte
amount 1 mol mole 摩尔
amount 1e-3 mmol 毫摩尔
amount 1e-6 µmol μmol umol 微摩尔
sound 1 dB decibel 分贝
angle 1 degree 度
fraction 1e-6 ppm
fraction 1e-9 ppb
temperature 1 °C ℃ 摄氏度 degrees-celsius degree-celsius degrees-centigrade
kelvin 1 K kelvin
acidity 1 pH
`

const units = new Map<string, Unit>()
for (const row of table.trim().split('\n')) {
  const [dimension, factor, ...names] = row.split(' ')
  for (const name of names)
    units.set(name.replaceAll('-', ' '), { dimension: dimension!, factor: Number(factor) })
}
for (const name of ['°F', '℉', 'degrees fahrenheit', 'degree fahrenheit', '华氏度'])
  units.set(name, { dimension: 'temperature', factor: 5 / 9, offset: -160 / 9 })

const currencies: Readonly<Record<string, readonly string[]>> = {
  CNY: ['元', '圆', '人民币', 'yuan', 'RMB', 'CNY', 'renminbi', '￥', '¥', '块钱'],
  USD: ['美元', '美金', 'dollar', 'US dollar', 'USD', '$', 'US$'],
  EUR: ['欧元', 'euro', 'EUR', '€'],
  GBP: ['英镑', 'GBP', '£', 'pound', 'pounds sterling'],
  JPY: ['日元', '日圆', 'yen', 'JPY', 'JP¥'],
  HKD: ['港元', '港币', 'HKD', 'HK$', 'Hong Kong dollar'],
  TWD: ['新台币', '台币', 'TWD', 'NT$'],
  KRW: ['韩元', 'KRW', '₩'],
  INR: ['卢比', 'rupee', 'INR', '₹'],
  AUD: ['澳元', 'AUD', 'A$', 'Australian dollar'],
  CAD: ['加元', 'CAD', 'C$', 'Canadian dollar'],
  CHF: ['瑞士法郎', 'Swiss franc', 'CHF'],
  RUB: ['卢布', 'rouble', 'ruble', 'RUB'],
  SGD: ['新加坡元', 'SGD', 'S$', 'Singapore dollar'],
}
for (const [code, names] of Object.entries(currencies))
  for (const name of names) units.set(name, { dimension: `currency:${code}`, factor: 1 })

/** The currency written before a number (`US$`, `RMB`, `€`), if the text ends with one. */
const currencyBefore =
  /(?<![A-Za-z])(US\$|HK\$|NT\$|A\$|C\$|S\$|JP¥|[$€£¥￥₩₹]|RMB|CNY|USD|EUR|GBP|JPY|HKD|TWD|KRW|INR|AUD|CAD|CHF|SGD|人民币) ?$/

/** Reads a currency sign or code that stands right before a number. */
export function currencyEndingAt(
  text: string,
  end: number,
): { readonly unit: Unit; readonly start: number } | undefined {
  const match = currencyBefore.exec(text.slice(Math.max(0, end - 5), end))
  const unit = match && units.get(match[1]!)
  return unit ? { unit, start: end - match[0].length } : undefined
}

const separator = / ?(?:\/|per|p\.(?=[a-z])|每| an?(?= (?:day|year|week|month|hour|kilo|ton))) ?/y
const inverse = /[ ·⋅.]?(kg|ha|km|L|l|m|s|h|d|yr|a)([²³23])?(?:⁻|-)[¹²³123](?![\d])/y

/** Reads the unit that stands at a position (one space before it is allowed), compound ones included. */
export function unitAt(text: string, at: number): { readonly unit: Unit; readonly end: number } | undefined {
  const first = atomAt(text, at)
  if (!first) return undefined
  separator.lastIndex = first.end
  const slash = separator.exec(text)
  if (slash) {
    const below = atomAt(text, first.end + slash[0].length)
    if (below) return { unit: divide(first.unit, below.unit), end: below.end }
    const counted = /^(?:个|人|person|people|capita|household|户|株|尾)/.exec(
      text.slice(first.end + slash[0].length),
    )
    if (counted)
      return {
        unit: { ...first.unit, dimension: `${first.unit.dimension}/each` },
        end: first.end + slash[0].length + counted[0].length,
      }
  }
  inverse.lastIndex = first.end
  const power = inverse.exec(text)
  if (power) {
    const below = units.get(
      power[1] === 'a'
        ? 'yr'
        : power[1]! +
            (/[²³23]/
              .exec(text.slice(first.end, first.end + power[0].length).slice(-1))?.[0]
              .replace('2', '²')
              .replace('3', '³') ?? ''),
    )
    if (below) return { unit: divide(first.unit, below), end: first.end + power[0].length }
  }
  return first
}

/** The unit of `0.062毫克` in `每升0.062毫克`. */
export function perUnitEndingAt(
  text: string,
  end: number,
): { readonly unit: Unit; readonly start: number } | undefined {
  const match =
    /每(升|毫升|立方米|平方米|平方公里|公顷|亩|吨|公斤|千克|人|户|年|月|天|日|小时|秒)(?:约|为|达|近|仅|超过)?$/.exec(
      text.slice(Math.max(0, end - 10), end),
    )
  if (!match) return undefined
  const unit =
    match[1] === '月' ? units.get('个月')! : (units.get(match[1]!) ?? { dimension: 'each', factor: 1 })
  return { unit, start: end - match[0].length }
}

export function divide(above: Unit, below: Unit): Unit {
  return { dimension: `${above.dimension}/${below.dimension}`, factor: above.factor / below.factor }
}

const latinAtom =
  /[ -]?((?:(?:square|cubic|metric|nautical|sq\.?|US|Hong Kong|Australian|Canadian|Swiss|Singapore|degrees?)[ -])?(?:year|years)-old|(?:(?:square|cubic|metric|nautical|sq\.?|US|Hong Kong|Australian|Canadian|Swiss|Singapore|degrees?)[ -])?(?:[°℃℉][CF]?|[A-Za-zµμ]+)(?:[²³]|[23](?!\d))?)/y
const longestHanName = 5

function atomAt(text: string, at: number): { unit: Unit; end: number } | undefined {
  latinAtom.lastIndex = at
  const latin = latinAtom.exec(text)
  if (latin) {
    const end = at + latin[0].length
    const name = latin[1]!
      .replaceAll('-', ' ')
      .replace(/^sq\. ?/, 'sq ')
      .replace(/2$/, '²')
      .replace(/3$/, '³')
    const unit = named(name)
    if (unit && !/[A-Za-z]/.test(text[end] ?? '')) return { unit, end }
  }
  const han = text[at] === ' ' ? at + 1 : at
  for (let length = longestHanName; length > 0; length--) {
    const name = text.slice(han, han + length)
    if (name.length < length || !/^\p{Script=Han}/u.test(name)) continue
    const unit = units.get(name)
    if (unit) return { unit, end: han + length }
  }
  return undefined
}

/** Symbols are case-sensitive; words are not, and may be plural. */
function named(name: string): Unit | undefined {
  const exact = units.get(name)
  if (exact) return exact
  if (name.length < 3) return undefined
  const lower = name.toLowerCase()
  return (
    units.get(lower) ??
    units.get(lower.replace(/s$/, '')) ??
    units.get(lower.replace(/es$/, '')) ??
    (lower.startsWith('us ') ? units.get(`US ${lower.slice(3).replace(/s$/, '')}`) : undefined) ??
    units.get(name.replace(/s$/, ''))
  )
}
