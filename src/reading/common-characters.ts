/**
 * Which characters are common in which script: what tells one legacy encoding from another.
 *
 * `frequent` holds the few hundred characters that make up about three quarters of running text; `everyday`
 * the first level of the national standards (GB 2312, Big5, JIS X 0208, KS X 1001), read from the decoders.
 */
export interface CharacterSet {
  readonly frequent: ReadonlySet<string>
  readonly everyday: ReadonlySet<string>
}

const simplified =
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运级米每具石满共影响省构州组研究企投贸易额长元亿增降率约据湖'
const traditional =
  '的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運級米每具石滿影響省構州組研究企投貿易額元億增降率約湖臺灣'
const korean =
  '이다는의에을가를은로고한하지기도사자인그나어리아서시해대정일스게들전보수부과만있었했것면라니여구제원장상주성공동국화와요년선관조안경위으된적비여세계발중신소용문학교무방개등생각말때우러않없간까체내회민산물연행입모금유진실력치교트드크르레마미오습합명될되던며데더또못알집사람'
const japanese =
  '日一国人年大十二本中長出三時行見月分後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨的会社事業者者発対方地自用場合員立開力手問代明動京目通言理体田主題意不作用度強公持野以思家世多正安院心界教文元重近考画海売知道集別物使品計死特私始朝運終台広住無真有口少町料工建空急止送切転研足究楽起着店病質待試族銀早映親験英医仕去味写字答夜音注帰古歌買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅洋旅服夕借曜飲肉貸堂鳥飯勉冬昼茶弟牛魚兄犬妹姉漢'

/** A set per script; each `everyday` level is decoded once, on first use. */
export const commonCharacters = {
  simplified: lazily(simplified, () => pairs('gb18030', 0xb0, 0xd7, 0xa1, 0xfe)),
  traditional: lazily(traditional, () => pairs('big5', 0xa4, 0xc6, 0x40, 0xfe)),
  japanese: lazily(japanese, () => pairs('shift_jis', 0x88, 0x98, 0x40, 0xfc)),
  korean: lazily(korean, () => pairs('euc-kr', 0xb0, 0xc8, 0xa1, 0xfe)),
} as const

function lazily(frequent: string, everyday: () => ReadonlySet<string>): CharacterSet {
  let known: ReadonlySet<string> | undefined
  return {
    frequent: new Set(frequent),
    get everyday() {
      return (known ??= everyday())
    },
  }
}

/** All characters that an encoding's two-byte codes of these ranges stand for. */
function pairs(
  encoding: string,
  firstLead: number,
  lastLead: number,
  firstTrail: number,
  lastTrail: number,
): Set<string> {
  const decoder = new TextDecoder(encoding)
  const characters = new Set<string>()
  for (let lead = firstLead; lead <= lastLead; lead++) {
    for (let trail = firstTrail; trail <= lastTrail; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (character.length === 1 && /[\p{Script=Han}\p{Script=Hangul}]/u.test(character))
        characters.add(character)
    }
  }
  return characters
}
